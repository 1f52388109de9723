using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Numerics;
using KoopmanAssert.Core.Partition;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Credits;

/// <summary>
/// The credits and profiles of all blocks of a network from one forward pass: what is kept of a cut serves the block before it and the one
/// after.
/// </summary>
internal sealed class NetworkAnalysis : IDisposable
{
    private readonly WeightProfiles _weights;
    private readonly IReadOnlyList<Block> _blocks;
    private readonly AnalysisSettings _settings;
    private readonly AnalysisOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly int _samples;
    private readonly RouteChoice _route;
    private readonly CutTensor? _scores;
    private readonly List<Cut> _cuts;
    private readonly CutReader _reader;
    private readonly int _explicitThreads;
    private readonly GramFactor?[] _observed;
    private readonly BlockModel?[] _models;

    public NetworkAnalysis(
        ModelGraph graph, ModelInputs inputs, IReadOnlyList<Block> blocks, WeightProfiles weights, AnalysisSettings settings, AnalysisOptions options, ICutStore? store, CancellationToken cancellation)
    {
        _weights = weights;
        _blocks = blocks;
        _settings = settings;
        _options = options;
        _cancellation = cancellation;
        _samples = inputs.Count;
        _route = new RouteChoice(settings, _samples);
        SettingsValidator.Validate(graph, blocks, settings, options.Details);
        SizeLimits.Check(graph, blocks, settings, _samples);
        _scores = ClassScores.Find(graph, blocks[^1].To, settings.Classes);
        _cuts = [blocks[0].From, .. blocks.Select(b => b.To)];
        if (_scores is not null && !_cuts[^1].Names.SequenceEqual([_scores.Name]))
        {
            _cuts.Add(new Cut([_scores])); // before a softmax, or one output of several
        }

        long largest = blocks.Where(b => !_route.IsStreamed(b) || NeedsMatrices)
            .Select(b => SizeLimits.CheckSnapshots(graph, b, _samples, options.MemoryInUse))
            .DefaultIfEmpty(1)
            .Max();
        _explicitThreads = (int)Math.Clamp(options.MemoryInUse / largest, 1, options.Threads);
        _observed = new GramFactor?[_blocks.Count + 1];
        bool keepsAll = NeedsMatrices || !_blocks.All(_route.IsStreamed);
        var forward = new ForwardPass(
            graph,
            inputs,
            _cuts,
            _cuts.Count - 1 - blocks.Count,
            options.MemoryInUse,
            keepsAll,
            options.Threads,
            cancellation);
        _reader = new CutReader(
            _cuts,
            forward,
            new CutCachePolicy(graph, inputs, _cuts, forward.BatchRows, settings, store),
            settings,
            options,
            store,
            cancellation) { HasClasses = _scores is not null };
        try
        {
            _models = [.. blocks.Select(b => _route.Steps(b) > 1 ? new BlockModel(graph, inputs, b.From, b.To, cancellation) : null)];
        }
        catch
        {
            _reader.Dispose();
            throw;
        }
    }

    /// <summary>The credits of the blocks and the profile of the network.</summary>
    public NetworkCredits Credits()
    {
        // Before there are activations: what it leaves behind is collected when they come.
        IReadOnlyList<WeightProfile>[] weights = _weights.Of(_blocks, each => ForEach("reading the weights", _blocks.Count, each));
        Pass[] passes = Run(
            [null, .. _options.MeasureNoise ? Enumerable.Range(1, NoiseFloor.Perturbations).Select(p => (int?)p) : []],
            weights);
        Pass pass = passes[0];
        Pass[] perturbed = passes[1..];
        NetworkDetails? details = Details(pass);
        return new NetworkCredits(
            [.. _blocks.Select((block, b) => Credit(
                block,
                pass.Estimates[b],
                pass.Profiles[b],
                [.. perturbed.Select(p => p.Estimates[b])],
                [.. perturbed.Select(p => p.Profiles[b])]) with
            {
                LogSensitivity = details?.LogSensitivities[b],
                Kernels = Kernels(b, details),
            })],
            pass.Network is { } network ? Network(network, [.. perturbed.Select(p => p.Network)]) : null)
        {
            FeatureWeights = details?.FeatureWeights is { } k
                ? new FeatureWeights(k.RowCount, k.ColumnCount, k.Values) { InputShape = InputShape }
                : null,
        };
    }

    private IReadOnlyList<long> InputShape
        => _cuts[0].Tensors is [{ SampleShape.Count: > 0 } only] ? only.SampleShape : [_cuts[0].Dimension];

    // The sensitivities of blocks that all come from n-by-n matrices follow from these too.
    private bool NeedsMatrices => NeedsOperators
        && (_options.Details != CreditDetails.Sensitivity || _settings.Kernels.Count > 0 || !_blocks.All(_route.IsStreamed));

    // Of the activations as they are, where sensitivities follow from what is kept of the cuts.
    private bool KeepsFactors(int pass) => pass == 0 && NeedsOperators && !NeedsMatrices;

    private bool NeedsOperators => _options.Details != CreditDetails.None || _settings.Kernels.Count > 0;

    // Of snapshots that are not finite there is no operator.
    private NetworkDetails? Details(Pass pass) => pass.Network is null || !NeedsOperators ? null
        : !NeedsMatrices
            ? NetworkDetails.Compute(_blocks, b => pass.Estimates[b].Operator ?? Between(b), _settings, _options.Threads, _cancellation)
            : NetworkDetails.Compute(
            _blocks,
            b => pass.Estimates[b].Operator ?? Operator(b, null),
            _settings,
            _options.Details,
            _options.Threads,
            _cancellation);

    // Each factor serves the block that ends at its cut, then the one that begins there, and is let go.
    private KoopmanOperator Between(int b)
    {
        KoopmanOperator k = GramOperator.Between(_observed[b]!, _observed[b + 1]!, _settings.Rule);
        _observed[b] = null;
        return k;
    }

    private IReadOnlyList<KernelCredit> Kernels(int b, NetworkDetails? details)
    {
        IReadOnlyList<Spectrum> kernels = details?.Kernels[b] ?? [];
        if (!_options.MeasureNoise || !NetworkDetails.IsGated(_blocks[b], _settings))
        {
            return [.. kernels.Select((k, i) => KernelCredit.Create(i, k, []))];
        }

        var perturbed = new IReadOnlyList<Spectrum>[NoiseFloor.Perturbations];
        ForEach(
            "measuring the noise of kernels",
            perturbed.Length,
            p => perturbed[p] = NetworkDetails.KernelsOf(_blocks[b], Operator(b, p + 1), _settings));
        return [.. kernels.Select((k, i) => KernelCredit.Create(i, k, [.. perturbed.Select(run => run[i])]))];
    }

    // Where the credit comes from n-by-n matrices the operator is the plain fit, K = F X⁺.
    private KoopmanOperator Operator(int b, int? perturbation)
    {
        if (!_route.IsStreamed(_blocks[b]))
        {
            return EstimateExplicitly(b, perturbation, keepsOperator: true).Operator!;
        }

        var fit = DynamicModeDecomposition.Fit(
            _reader.At(b, perturbation).ToMatrix(),
            _reader.At(b + 1, perturbation).ToMatrix(),
            _settings.Observable,
            _settings.Rule);
        return new KoopmanOperator(fit.Left, fit.Right);
    }

    public void Dispose()
    {
        foreach (BlockModel? model in _models)
        {
            model?.Dispose();
        }

        _reader.Dispose();
    }

    /// <summary>What one pass over the activations, or over a perturbation of them, gives.</summary>
    private sealed record Pass(KoopmanEstimate[] Estimates, BlockProfile?[] Profiles, NetworkProfile? Network);

    /// <summary>
    /// One pass for each perturbation, all from one reading of the activations: cuts in order, then the blocks between those that are read.
    /// </summary>
    private Pass[] Run(int?[] perturbations, IReadOnlyList<WeightProfile>[] weights)
    {
        Pass[] passes = [.. perturbations.Select(
            _ => new Pass(new KoopmanEstimate[_blocks.Count], new BlockProfile?[_blocks.Count], null))];
        var inputs = new GramFactor[passes.Length];
        var cuts = new CutStatistics[_cuts.Count][];
        int total = _cuts.Count + (_blocks.Count * passes.Length), done = 0, fitted = 0;
        void Step() => Report(Computing, Interlocked.Increment(ref done), total);
        for (int c = 0; c < cuts.Length; c++)
        {
            cuts[c] = _reader.Read(c, RouteAt(c), perturbations);
            Step();
            int end = Math.Min(c, _blocks.Count), waiting = (end - fitted) * passes.Length;
            if (c < cuts.Length - 1 && waiting < MostWaiting(passes.Length))
            {
                continue;
            }

            int first = fitted;
            InParallel.For(waiting, _options.Threads, i =>
            {
                (int b, int v) = (first + (i / passes.Length), i % passes.Length);
                var factor = GramFactor.Compute(cuts[b][v].Centred);
                if (b == 0)
                {
                    inputs[v] = factor;
                }

                passes[v].Profiles[b] = Fit(b, factor, cuts, v, passes[v], weights[b]);
                Step();
            }, _cancellation);
            Array.Clear(cuts, first, end - first); // the last cut read begins the next block
            fitted = end;
        }

        if (KeepsFactors(0) && _route.Of(_blocks[^1]) == KoopmanRoute.Gram && cuts[_blocks.Count][0] is { Observed: { } outputs })
        {
            _observed[^1] = GramFactor.Compute(outputs);
        }

        EstimateExplicitly(perturbations, passes);
        return [.. passes.Select(
            (pass, v) => pass with { Network = NetworkProfile.Create(GramFit.Compute(inputs[v], cuts[^1][v].Centred), cuts[^1][v].Classes) })];
    }

    private const string Computing = "computing credits";

    // Two n-by-n matrices a cut and pass; a few blocks at least, for the threads to share.
    private int MostWaiting(
        int passes) => (int)Math.Clamp(_options.MemoryInUse / 16 / (2L * sizeof(double) * _samples * _samples), Math.Max(passes, _options.Threads), int.MaxValue);

    // Of the blocks that end at a cut and begin there, the one that is streamed.
    private KoopmanRoute RouteAt(int c) =>
        _blocks.Take(Math.Max(c - 1, 0)..(c + 1)).Select(_route.Of).FirstOrDefault(r => r != KoopmanRoute.Explicit, KoopmanRoute.Explicit);

    private BlockProfile? Fit(int b, GramFactor inputs, CutStatistics[][] cuts, int v, Pass pass, IReadOnlyList<WeightProfile> weights)
    {
        CutStatistics before = cuts[b][v], after = cuts[b + 1][v];
        var fit = GramFit.Compute(inputs, after.Centred);
        pass.Estimates[b] = (_route.Of(_blocks[b]), _settings.Reduce) switch
        {
            (KoopmanRoute.Gram, { } dimension) => GramRoute.Reduced(
                before.Observed!,
                after.Observed!,
                dimension,
                _settings.Rule,
                _settings.RankTolerance),
            (KoopmanRoute.Gram, _) => Estimate(b, v, inputs, fit, before, after),
            (KoopmanRoute.Triangle, _) => TriangleRoute.Estimate(
                before.Triangle!, before.Dimension, after.Triangle!, after.Dimension, _settings.Rule, _settings
                    .RankTolerance, KeepsFactors(v)),
            _ => pass.Estimates[b], // below, by itself
        };

        return BlockProfile.Create(fit, after.Level, weights);
    }

    private KoopmanEstimate Estimate(int b, int v, GramFactor inputs, GramFit centred, CutStatistics before, CutStatistics after)
    {
        bool isCentred = _settings.Observable == Observable.Affine;
        GramFactor observed = isCentred ? inputs : GramFactor.Compute(before.Observed!);
        if (KeepsFactors(v))
        {
            _observed[b] = observed;
        }

        return GramRoute.Estimate(isCentred ? centred : GramFit.Compute(observed, after.Observed!), _settings.Rule, _settings.RankTolerance);
    }

    // What needs the matrices of a block: no more of them at a time than fit.
    private void EstimateExplicitly(int?[] perturbations, Pass[] passes)
    {
        int[] blocks = [.. Enumerable.Range(0, _blocks.Count).Where(b => !_route.IsStreamed(_blocks[b]))];
        InParallel.For(blocks.Length * passes.Length, _explicitThreads, i =>
        {
            (int b, int v) = (blocks[i / passes.Length], i % passes.Length);
            passes[v].Estimates[b] = EstimateExplicitly(b, perturbations[v], keepsOperator: perturbations[v] is null && NeedsOperators);
            Report("embedding", i, blocks.Length * passes.Length);
        }, _cancellation);
    }

    private KoopmanEstimate EstimateExplicitly(int b, int? perturbation, bool keepsOperator)
    {
        DenseMatrix inputs = _reader.At(b).ToMatrix(), outputs = _reader.At(b + 1).ToMatrix();
        BlockMap map = _models[b] is { } model
            ? model.Map
            : (_, _) => throw new InvalidOperationException("A block of one step is not run again.");
        if (perturbation is { } p)
        {
            inputs = NoiseFloor.Perturb(inputs, NoiseFloor.RelativeSize(_cuts[b], _settings.Provider), p, b);
            outputs = NoiseFloor.Perturb(outputs, NoiseFloor.RelativeSize(_cuts[b + 1], _settings.Provider), p, b + 1);
            map = NoiseFloor.Perturb(map, NoiseFloor.RelativeSize(_cuts[b + 1], _settings.Provider), p, b + 1);
        }

        return new KoopmanApproximation
        {
            Alignment = _settings.Alignment,
            Observable = _settings.Observable,
            Rule = _settings.Rule,
            Tolerance = _settings.RankTolerance,
            Steps = _route.Steps(_blocks[b]),
            Repeats = _settings.Repeats,
            AveragesMatrices = _settings.Profile == AnalysisProfile.Paper,
            Volume = _settings.Volume,
            KeepsOperator = keepsOperator,
            Seed = _settings.Seed,
        }.Estimate(map, inputs, outputs);
    }

    private BlockCredit Credit(
        Block block,
        KoopmanEstimate estimate,
        BlockProfile? profile,
        KoopmanEstimate[] perturbed,
        BlockProfile?[] perturbedProfiles) =>
        BlockCredit.Create(
            block.Name,
            block.From.Dimension,
            block.To.Dimension,
            _route.Steps(block),
            estimate with { Operator = null },
            profile) with
        {
            NoiseFloor = estimate.Rank > 0 && perturbed.Length > 0
                ? NoiseFloor.Measure(perturbed.Select(e => e.LogCreditAt(estimate.Rank)))
                : null,
            Figures = profile is null
                ? []
                : WithFloors(profile.FiguresAt(profile.Half), [.. perturbedProfiles.Select(p => p!.FiguresAt(profile.Half))]),
        };

    private NetworkCredit Network(NetworkProfile profile, NetworkProfile?[] perturbed)
    {
        IReadOnlyList<int>? predictions = profile.Classes?.Predictions;
        return new NetworkCredit
        {
            ClassScores = _scores?.Name,
            Figures = WithFloors(
                profile.FiguresAt(profile.Counted, predictions),
                [.. perturbed.Select(p => p!.FiguresAt(profile.Counted, predictions))]),
            Profile = profile,
        };
    }

    private static IReadOnlyList<Figure> WithFloors(
        IReadOnlyList<Figure> figures,
        IReadOnlyList<Figure>[] perturbed) => perturbed.Length == 0 ? figures
        : [.. figures.Select(
            (figure, i) => figure with { NoiseFloor = NoiseFloor.Measure(figure.Kind, perturbed.Select(run => run[i].Value)) })];

    private void ForEach(string stage, int count, Action<int> body)
    {
        int done = 0;
        InParallel.For(count, _options.Threads, i =>
        {
            body(i);
            Report(stage, Interlocked.Increment(ref done), count);
        }, _cancellation);
    }

    private void Report(string stage, int done, int total) => _options.Progress?.Report(new AnalysisProgress(stage, done, total));
}
