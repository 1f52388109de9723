using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert;

/// <summary>Pipelines and blocks that the tests of this folder share.</summary>
internal static class Pipelines
{
    /// <summary>For closed forms: one step, what is seen is the state, and nothing but rounding is cut.</summary>
    public static PipelineEstimator Exact { get; } = new()
    {
        Alignment = DimensionAlignment.Principal,
        Observable = Observable.Identity,
        Rule = RankCutoff.Relative(1e-10),
        Tolerance = 1e-10,
        Steps = 1,
        Repeats = 1,
        AveragesMatrices = false,
        Seed = 0,
    };

    /// <summary>The default analysis of one step, carried out explicitly.</summary>
    public static PipelineEstimator Regression { get; }
        = Exact with { Observable = Observable.Affine, Rule = RankCutoff.Relative(1e-3), Tolerance = 1e-3 };

    public static BlockMap Linear(DenseMatrix matrix) => (x, _) => (DenseMatrix)matrix.Multiply(x);

    /// <summary>relu(W x + b) with seeded weights.</summary>
    public static BlockMap Rectified(int inputs, int outputs, int seed) =>
        Float64Network.Dense(
            SeededMatrices.Uniform(outputs, inputs, seed),
            SeededMatrices.Uniform(outputs, 1, seed + 1000).Values,
            relu: true);

    /// <summary>The estimate of a block on starts; the first outputs are the block's own.</summary>
    public static KoopmanEstimate Estimate(this PipelineEstimator pipeline, BlockMap block, DenseMatrix starts) =>
        pipeline.Estimate(block, starts, block(starts, Samples(starts)));

    /// <summary>The estimate of a block on inputs whose first outputs are given.</summary>
    public static KoopmanEstimate Estimate(this PipelineEstimator pipeline, BlockMap block, DenseMatrix inputs, DenseMatrix outputs) =>
        pipeline.Estimate(Whole(block, inputs, outputs), keepsOperator: false);

    /// <summary>A block on inputs whose first outputs are given; its states lie in memory as float64.</summary>
    public static BlockSnapshots Whole(BlockMap block, DenseMatrix inputs, DenseMatrix outputs, int group = int.MaxValue) =>
        BlockSnapshots.Whole(new RunnableBlock(
            new ColumnSnapshots(inputs), new ColumnSnapshots(outputs), block, count => new MatrixStore(inputs.RowCount, count))
        {
            Group = group,
        });

    /// <summary>The operator of a block on starts as a matrix.</summary>
    public static DenseMatrix Operator(this PipelineEstimator pipeline, BlockMap block, DenseMatrix starts, int seed = 1) =>
        pipeline.FitOnce(block, starts, block(starts, Samples(starts)), new Random(seed)).Operator.ToMatrix();

    /// <summary>The estimate of a block from the Gram matrices of its p inputs and q outputs.</summary>
    public static KoopmanEstimate OfGram(DenseMatrix inputs, DenseMatrix outputs, int p, int q, RankCutoff rule, double tolerance) =>
        GramEstimator.Estimate(
            GramFit.Compute(GramFactor.Compute(new GramProducts(inputs, p)), new GramProducts(outputs, q)),
            rule,
            tolerance);

    /// <summary>What an analysis keeps of snapshots.</summary>
    public static InnerProducts Kept(DenseMatrix snapshots)
    {
        var sum = InnerProductSum.Create(snapshots.RowCount, snapshots.ColumnCount, threads: 1);
        sum.Add(new ColumnSnapshots(snapshots), 0, default);
        return sum.Products();
    }

    /// <summary>Its factor.</summary>
    public static GramFactor Factor(DenseMatrix snapshots) => GramFactor.Compute(Kept(snapshots));

    private static int[] Samples(DenseMatrix starts) => [.. Enumerable.Range(0, starts.ColumnCount)];
}

/// <summary>Snapshots in a matrix.</summary>
internal sealed class MatrixStore(int dimension, int count) : SnapshotStore
{
    private readonly DenseMatrix _values = DenseMatrix.Create(dimension, count, double.NaN);

    public override int Dimension => dimension;

    public override int Count => count;

    public override void Read(int snapshot, int first, Span<double> destination) =>
        _values.Values.AsSpan((snapshot * dimension) + first, destination.Length).CopyTo(destination);

    public override void Write(int snapshot, ReadOnlySpan<double> values) =>
        values.CopyTo(_values.Values.AsSpan(snapshot * dimension, dimension));
}
