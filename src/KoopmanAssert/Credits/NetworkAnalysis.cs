using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert;

/// <summary>The credits of all blocks of a network from one forward pass: a cut's Gram matrix serves the block before it and the one after.</summary>
internal sealed class NetworkAnalysis : IDisposable
{
    private readonly IReadOnlyList<Block> _blocks;
    private readonly AnalysisSettings _settings;
    private readonly AnalysisOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly int _samples;
    private readonly List<Cut> _cuts;
    private readonly IReadOnlyList<Activations> _activations;
    private readonly BlockModel?[] _models;

    public NetworkAnalysis(
        ModelGraph graph, ModelInputs inputs, IReadOnlyList<Block> blocks, AnalysisSettings settings, AnalysisOptions options, CancellationToken cancellation)
    {
        _blocks = blocks;
        _settings = settings;
        _options = options;
        _cancellation = cancellation;
        _samples = inputs.Count;
        ExplicitSize.Check(graph, blocks, settings, _samples);
        _cuts = [blocks[0].From, .. blocks.Select(b => b.To)];
        Report("running the model", 0, 1);
        _activations = ForwardPass.Run(graph, inputs, _cuts, options.Threads, cancellation);
        _models = [.. blocks.Select(b => Steps(b) > 1 ? new BlockModel(graph, inputs, b, cancellation) : null)];
    }

    /// <summary>One credit a block.</summary>
    public IReadOnlyList<BlockCredit> Credits()
    {
        KoopmanEstimate[] estimates = Estimate("computing credits", null);
        double?[] noise = _options.MeasureNoise ? Noise(estimates) : new double?[_blocks.Count];
        return [.. _blocks.Select((block, i) => Credit(block, estimates[i], noise[i]))];
    }

    public void Dispose()
    {
        foreach (BlockModel? model in _models)
        {
            model?.Dispose();
        }
    }

    private double?[] Noise(KoopmanEstimate[] estimates)
    {
        KoopmanEstimate[][] perturbed = [.. Enumerable.Range(1, NoiseFloor.Perturbations)
            .Select(p => Estimate($"measuring noise {p}/{NoiseFloor.Perturbations}", p))];
        return [.. estimates.Select((estimate, i) =>
            estimate.Rank == 0 ? (double?)null : NoiseFloor.Of(perturbed.Select(run => run[i].LogCreditAt(estimate.Rank))))];
    }

    /// <summary>The estimates of all blocks from the activations, or from a perturbation of them.</summary>
    private KoopmanEstimate[] Estimate(string stage, int? perturbation)
    {
        bool[] needed = [.. _cuts.Select((_, c) => (c > 0 && UsesGram(_blocks[c - 1])) || (c < _blocks.Count && UsesGram(_blocks[c])))];
        var grams = new DenseMatrix?[_cuts.Count];
        ForEach(stage, needed, _cuts.Count, c =>
        {
            Snapshots snapshots = perturbation is { } p ? NoiseFloor.Perturb(_activations[c], NoiseFloor.RelativeSize(_cuts[c]), p, c) : _activations[c];
            grams[c] = GramMatrix.Of(Centring.For(_settings.Observable, snapshots));
        });
        var estimates = new KoopmanEstimate[_blocks.Count];
        ForEach(stage, null, _blocks.Count, b => estimates[b] = UsesGram(_blocks[b])
            ? GramRoute.Estimate(grams[b]!, grams[b + 1]!, _blocks[b].From.Dimension, _blocks[b].To.Dimension, _settings.Rule, _settings.RankTolerance)
            : EstimateExplicitly(b, perturbation));
        return estimates;
    }

    private KoopmanEstimate EstimateExplicitly(int b, int? perturbation)
    {
        DenseMatrix inputs = _activations[b].ToMatrix(), outputs = _activations[b + 1].ToMatrix();
        BlockMap map = _models[b] is { } model ? model.Map : (_, _) => throw new InvalidOperationException("A block of one step is not run again.");
        if (perturbation is { } p)
        {
            inputs = NoiseFloor.Perturb(inputs, NoiseFloor.RelativeSize(_cuts[b]), p, b);
            outputs = NoiseFloor.Perturb(outputs, NoiseFloor.RelativeSize(_cuts[b + 1]), p, b + 1);
            map = NoiseFloor.Perturb(map, NoiseFloor.RelativeSize(_cuts[b + 1]), p, b + 1);
        }

        return new KoopmanApproximation
        {
            Alignment = _settings.Alignment,
            Observable = _settings.Observable,
            Rule = _settings.Rule,
            Tolerance = _settings.RankTolerance,
            Steps = Steps(_blocks[b]),
            Repeats = _settings.Repeats,
            AveragesMatrices = _settings.Profile == AnalysisProfile.Paper,
            Seed = _settings.Seed,
        }.Estimate(map, inputs, outputs);
    }

    private BlockCredit Credit(Block block, KoopmanEstimate estimate, double? noise)
    {
        int rank = estimate.Rank;
        return new BlockCredit
        {
            Name = block.Name,
            Inputs = block.From.Dimension,
            Outputs = block.To.Dimension,
            Rank = rank,
            SnapshotRank = estimate.SnapshotRank,
            LogCredit = rank > 0 && double.IsFinite(estimate.LogCreditAt(rank)) ? estimate.LogCreditAt(rank) : null,
            Spread = estimate.Spread,
            NoiseFloor = noise,
            Residual = double.IsFinite(estimate.Residual) ? estimate.Residual : null,
            Condition = double.IsFinite(estimate.Condition) ? estimate.Condition : null,
            Steps = Steps(block),
            StepsUsed = estimate.StepsUsed,
            Snapshots = estimate.Snapshots,
            Route = estimate.Route,
            SingularValues = estimate.Spectra[0].SingularValues,
            Estimate = estimate,
        };
    }

    private int Steps(Block block) => _settings.Steps.For(block.SmallestDimension, _samples, _settings.Snapshots);

    // Exact at one step where the alignment drops out: it is the identity for square blocks, and BAK = K for principal.
    private bool UsesGram(Block block) =>
        Steps(block) == 1 && _settings.RankTolerance >= GramRoute.SmallestTolerance
        && (_settings.Alignment == DimensionAlignment.Principal || block.Kind == BlockKind.E2E);

    private void ForEach(string stage, bool[]? needed, int count, Action<int> body)
    {
        int done = 0;
        InParallel.For(count, _options.Threads, i =>
        {
            if (needed?[i] ?? true)
            {
                body(i);
            }

            Report(stage, Interlocked.Increment(ref done), count);
        }, _cancellation);
    }

    private void Report(string stage, int done, int total) => _options.Progress?.Report(new AnalysisProgress(stage, done, total));
}
