using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Numerics;

namespace KoopmanAssert.Core.Credits;

/// <summary>
/// The schedule of an analysis: which cuts are read when, and which blocks are fitted as soon as both their ends are read.
/// </summary>
/// <remarks>
/// The network runs once. What is summed at a cut serves the block before it and the one after, in every pass. What needs snapshots comes
/// last, no more blocks at a time than fit in memory.
/// </remarks>
internal sealed class NetworkAnalysis : IDisposable
{
    private const string Computing = "computing credits";

    private readonly AnalysisPlan _plan;
    private readonly WeightProfiles _weights;
    private readonly CutReader _reader;
    private readonly MatrixBlocks _matrices;
    private readonly StageProgress _progress;
    private readonly CancellationToken _cancellation;

    /// <summary>Makes ready to run; the network does not run before <see cref="Run"/>.</summary>
    /// <exception cref="KoopmanAssertException">What <see cref="ForwardPass"/> throws.</exception>
    public NetworkAnalysis(
        ModelGraph graph, ModelInputs inputs, AnalysisPlan plan, WeightProfiles weights, ICutStore? store, CancellationToken cancellation)
    {
        (_plan, _weights, _cancellation) = (plan, weights, cancellation);
        _progress = new StageProgress(plan.Options, cancellation);
        AnalysisOptions options = plan.Options;
        int apart = plan.Cuts.Count - 1 - plan.Blocks.Count;
        long copied = plan.KeepsAllCuts ? 0 : plan.CopiedBytes;
        long Bound(long weights) => MemoryBound.ForActivations(options.MemoryInUse - copied, graph.Model, inputs, weights);
        var forward = new ForwardPass(graph, inputs, plan.Cuts, apart, Bound, plan.KeepsAllCuts, options.Threads, cancellation);
        var kept = new CutCachePolicy(graph, inputs, plan.Cuts, forward.BatchRows, plan.Settings, store);
        _reader = new CutReader(plan, forward, store, kept, cancellation);
        _matrices = new MatrixBlocks(plan, _reader, graph, inputs, cancellation);
    }

    /// <summary>Computes the credits of the blocks and of the whole network.</summary>
    /// <exception cref="KoopmanAssertException">What <see cref="ForwardPass.At"/> throws; KOOP4003: a detail would not fit.</exception>
    public NetworkCredits Run()
    {
        // The weights come first, so that their temporaries are collected before activations are allocated.
        BlockParameters[] parameters = _weights.Read(
            _plan.Blocks,
            each => _progress.ForEach("reading the weights", _plan.Blocks.Count, each));
        AnalysisPass[] passes = AnalysisPass.CreateAll(_plan);
        var factors = new GramFactor?[_plan.Blocks.Count + 1];
        FitFromSums(passes, parameters, factors);
        FitFromMatrices(passes);
        if (_plan.NeedsOperators)
        {
            MemoryBound.Collect(BytesOfFits * passes.Length);
        }

        NetworkDetails? details = Details(passes[0], factors);
        return CreditAssembly.Assemble(_plan, passes, details, Kernels(details));
    }

    public void Dispose()
    {
        _matrices.Dispose();
        _reader.Dispose();
        IdleBlocks.Release();
        UnsetMatrix.Release();
    }

    // Of each block the centred inner products, those that the observable sees, and the eigenvectors.
    private long BytesOfFits => 3 * BytesOfProducts * _plan.Blocks.Count;

    private long BytesOfProducts => sizeof(double) * (long)_plan.Samples * _plan.Samples;

    /// <summary>Reads the cuts in order; each block is fitted, in all passes, while the cuts after it are read.</summary>
    /// <param name="passes">The passes, which receive estimates and profiles.</param>
    /// <param name="parameters">The parameters of each block.</param>
    /// <param name="factors">Receives the factor at each cut where sensitivities follow from it.</param>
    private void FitFromSums(AnalysisPass[] passes, BlockParameters[] parameters, GramFactor?[] factors)
    {
        int blocks = _plan.Blocks.Count, total = _plan.Cuts.Count + (blocks * passes.Length), done = 0;
        var inputs = new GramFactor[passes.Length];
        void Step() => _progress.Report(Computing, Interlocked.Increment(ref done), total);
        CutStatistics[] Read(int c)
        {
            CutStatistics[] read = _reader.Read(c, _plan.RouteAt(c), [.. passes.Select(p => p.Perturbation)]);
            Step();
            return read;
        }

        // What a fit needs is held by the block alone, and let go with it or before.
        Action Fitting(int b, int v, BlockSnapshots block) => () =>
        {
            GramFactor factor = block.CentredInputs;
            MemoryBound.Collect(BytesOfProducts);
            if (b == 0)
            {
                inputs[v] = factor;
            }

            Fit(b, block, passes[v], parameters[b], factors);
            MemoryBound.Collect(BytesOfProducts);
            Step();
        };

        CutStatistics[] last = Read(0);
        using var fits = new WorkQueue(_plan.Options.Threads, _cancellation);
        for (int b = 0; b < blocks; b++)
        {
            CutStatistics[] from = last;
            last = Read(b + 1);
            for (int v = 0; v < passes.Length; v++)
            {
                fits.Add(Fitting(b, v, BlockSnapshots.Summed(from[v].Sums, last[v].Sums)));
            }
        }

        if (_plan.KeepsFactors && _plan.Estimators[^1].Route == KoopmanRoute.Gram && last[0].Sums.Observed is { } outputs)
        {
            factors[^1] = GramFactor.Compute(outputs);
        }

        last = _plan.Cuts.Count > blocks + 1 ? Read(blocks + 1) : last;
        fits.Finish();
        foreach ((AnalysisPass pass, int v) in passes.Select((pass, v) => (pass, v)))
        {
            var profile = NetworkProfile.Create(GramFit.Compute(inputs[v], last[v].Sums.Centred), last[v].Classes);
            pass.Network = profile is null ? null : profile with { OfLabels = last[v].OfLabels, Outputs = last[v].Outputs };
        }
    }

    private void Fit(int b, BlockSnapshots block, AnalysisPass pass, BlockParameters parameters, GramFactor?[] factors)
    {
        KoopmanEstimator estimator = _plan.Estimators[b];
        bool keepsFactors = _plan.KeepsFactors && pass.Perturbation is null;
        if (!estimator.ReadsSnapshots)
        {
            pass.Estimates[b] = estimator.Estimate(block, keepsFactors);
        }

        if (keepsFactors && estimator.Route == KoopmanRoute.Gram)
        {
            factors[b] = block.ObservedInputs;
        }

        pass.Profiles[b] = BlockProfile.Create(block.CentredFit, block.OutputLevel, parameters);
        block.LetGo();
    }

    private void FitFromMatrices(AnalysisPass[] passes)
    {
        int[] blocks = [.. Enumerable.Range(0, _plan.Blocks.Count).Where(b => _plan.Estimators[b].ReadsSnapshots)];
        InParallel.For(blocks.Length * passes.Length, _plan.MatrixThreads, i =>
        {
            (int b, AnalysisPass pass) = (blocks[i / passes.Length], passes[i % passes.Length]);
            pass.Estimates[b] = _matrices.Estimate(b, pass.Perturbation, keepsOperator: pass.Perturbation is null && _plan.NeedsOperators);
            _progress.Report("embedding", i, blocks.Length * passes.Length);
        }, _cancellation);
    }

    // Of snapshots that are not finite there is no operator.
    private NetworkDetails? Details(AnalysisPass pass, GramFactor?[] factors)
    {
        if (pass.Network is null || !_plan.NeedsOperators)
        {
            return null;
        }

        return _plan.NeedsEntries
            ? WithDeviations(NetworkDetails.Compute(
                _plan.Blocks,
                b => pass.Estimates[b].Operator ?? _matrices.Operator(b, null),
                _plan.Settings,
                _plan.Options.Details,
                _plan.Options.Threads,
                _cancellation))
            : NetworkDetails.Compute(
                _plan.Blocks,
                b => pass.Estimates[b].Operator ?? Between(factors, b),
                _plan.Settings,
                _plan.Options.Threads,
                _cancellation);
    }

    private NetworkDetails WithDeviations(NetworkDetails details) => details.FeatureWeights is null ? details : details with
    {
        FeatureWeightsInDeviations = RegularisedChain.InDeviations(_plan.Blocks.Count, cut => _reader.At(cut).ToMatrix()),
    };

    // Each factor serves the block that ends at its cut, then the one that begins there, and is let go.
    private KoopmanOperator Between(GramFactor?[] factors, int b)
    {
        KoopmanOperator k = GramOperator.Between(factors[b]!, factors[b + 1]!, _plan.Settings.Rule, _plan.Options.Threads);
        UnsetMatrix.LetGo(factors[b]!.V);
        factors[b] = null;
        MemoryBound.Collect(BytesOfProducts);
        return k;
    }

    /// <summary>The kernels of each block, with their noise where a baseline holds them.</summary>
    private IReadOnlyList<KernelCredit>[] Kernels(NetworkDetails? details) => [.. _plan.Blocks.Select((block, b) =>
    {
        IReadOnlyList<Spectrum> kernels = details?.Kernels[b] ?? [];
        if (!_plan.Options.MeasureNoise || !NetworkDetails.IsGated(block, _plan.Settings))
        {
            return [.. kernels.Select((k, i) => KernelCredit.Create(i, k, []))];
        }

        var perturbed = new IReadOnlyList<Spectrum>[NoiseFloor.Perturbations];
        _progress.ForEach("measuring the noise of kernels", perturbed.Length, p =>
            perturbed[p] = NetworkDetails.KernelsOf(block, _matrices.Operator(b, p + 1), _plan.Settings));
        return (IReadOnlyList<KernelCredit>)[.. kernels.Select((k, i) => KernelCredit.Create(i, k, [.. perturbed.Select(run => run[i])]))];
    })];
}
