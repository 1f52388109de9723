using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Numerics;
using KoopmanAssert.Core.Partition;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Credits;

/// <summary>The blocks of an analysis with their snapshots and as models of their own, for what does not follow from sums.</summary>
internal sealed class MatrixBlocks : IDisposable
{
    private readonly AnalysisPlan _plan;
    private readonly CutReader _reader;
    private readonly string _model;
    private readonly int _batch;
    private readonly Lazy<BlockModel>[] _models;

    /// <summary>Prepares the blocks; each is cut out of the network when it first runs again after its first step.</summary>
    public MatrixBlocks(AnalysisPlan plan, CutReader reader, ModelGraph graph, ModelInputs inputs, CancellationToken cancellation)
    {
        (_plan, _reader, _model, _batch) = (plan, reader, graph.Model.Path, inputs.BatchSize);
        _models = [.. plan.Blocks.Select(b => new Lazy<BlockModel>(() => new BlockModel(graph, inputs, b.From, b.To, cancellation)))];
    }

    /// <summary>The estimate of a block that needs its snapshots, as they are or perturbed.</summary>
    /// <exception cref="ModelException">KOOP2003: ONNX Runtime refuses the block.</exception>
    public KoopmanEstimate Estimate(int b, int? perturbation, bool keepsOperator) =>
        Estimate(_plan.Estimators[b], b, perturbation, keepsOperator);

    /// <summary>The operator of a block with all its entries. Where its credit comes from sums it is the plain fit, K = F X⁺.</summary>
    /// <exception cref="ModelException">KOOP2003: ONNX Runtime refuses the block.</exception>
    public KoopmanOperator Operator(int b, int? perturbation)
    {
        if (_plan.Estimators[b].ReadsSnapshots)
        {
            var pipeline = PipelineEstimator.Create(_plan.Settings.Method, _plan.Steps[b]);
            return Estimate(pipeline, b, perturbation, keepsOperator: true).Operator!;
        }

        DenseMatrix inputs = _reader.At(b, perturbation).ToMatrix(), outputs = _reader.At(b + 1, perturbation).ToMatrix();
        var fit = DynamicModeDecomposition.Fit(inputs, outputs, _plan.Settings.Observable, _plan.Settings.Rule);
        return new KoopmanOperator(fit.Left, fit.Right);
    }

    public void Dispose()
    {
        foreach (Lazy<BlockModel> model in _models.Where(m => m.IsValueCreated))
        {
            model.Value.Dispose();
        }
    }

    private KoopmanEstimate Estimate(KoopmanEstimator estimator, int b, int? perturbation, bool keepsOperator)
    {
        Block block = _plan.Blocks[b];
        SegmentActivations? states = null;
        using var pool = new BufferPool(_plan.StatesInMemory);
        SnapshotStore Room(int count)
        {
            states = new SegmentActivations(_model, [block.From], given: null, count, _batch, _plan.StatesInMemory, pool);
            return states.ByCut[0];
        }

        BlockMap map = (snapshots, samples) => _models[b].Value.Map(snapshots, samples);
        if (perturbation is { } p)
        {
            map = NoiseFloor.Perturb(map, NoiseFloor.RelativeSize(block.To, _plan.Settings.Provider), p, b + 1);
        }

        try
        {
            return estimator.Estimate(
                BlockSnapshots.Whole(new RunnableBlock(_reader.At(b, perturbation), _reader.At(b + 1, perturbation), map, Room)
                {
                    Group = Group(block),
                    Threads = Math.Max(1, _plan.Options.Threads / _plan.MatrixThreads),
                }),
                keepsOperator);
        }
        finally
        {
            states?.Dispose();
        }
    }

    // As many trajectories as the batches in which the network runs, halved until they take 64 MiB. Noise depends on it, so the memory of
    // the machine does not decide.
    private int Group(Block block)
    {
        const long MostValues = 1L << 23;
        int group = _batch;
        while (group > 1 && group * ((long)block.From.Dimension + block.To.Dimension) > MostValues)
        {
            group /= 2;
        }

        return group;
    }
}
