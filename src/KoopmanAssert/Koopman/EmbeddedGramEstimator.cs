using System.Numerics.Tensors;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Koopman;

/// <summary>The operator's spectrum over several steps, from the inner products of all states of the trajectories.</summary>
/// <remarks>
/// <para>
/// Exact for the principal alignment, and for square blocks. With all states as X and the states that follow them as Y = A F, the operator
/// is K = B K̃ = B Y X⁺. B has orthonormal columns (S2L), orthonormal rows and A = Bᵀ (L2S), or is the identity, so K has the
/// singular values of Y X⁺, and these follow from XᵀX and YᵀY as in <see cref="GramEstimator"/>. Only S2L loses anything in F → A F: the
/// norm of F itself is summed beside, for the residual.
/// </para>
/// <para>
/// The states lie wherever they were given room, in memory or in a file, and are read in parts: the trajectories of a group of samples are
/// held at a time. A rectangular block also takes its first inputs and outputs as matrices to make the alignment, thin factors of
/// O(n·(p + q)) numbers. The inner products of the n·T states take O((n·T)²·p) time and (n·T)² numbers, the block T − 1 more runs.
/// </para>
/// </remarks>
internal sealed record EmbeddedGramEstimator : KoopmanEstimator
{
    /// <summary>How the block is made square.</summary>
    public required DimensionAlignment Alignment { get; init; }

    /// <summary>The steps of each trajectory.</summary>
    public required int Steps { get; init; }

    public override KoopmanRoute Route => KoopmanRoute.Gram;

    public override bool ReadsSnapshots => true;

    /// <summary>The estimator of a method.</summary>
    public static EmbeddedGramEstimator Create(KoopmanMethod method, int steps) => new()
    {
        Alignment = method.Alignment,
        Observable = method.Observable,
        Rule = method.Rule,
        Tolerance = method.Tolerance,
        Steps = steps,
    };

    /// <remarks>No operator is kept: <see cref="PipelineEstimator"/> forms it.</remarks>
    public override KoopmanEstimate Estimate(BlockSnapshots block, bool keepsOperator = false) => Estimate(block.Runnable);

    private KoopmanEstimate Estimate(RunnableBlock block)
    {
        int n = block.Inputs.Count;
        if (!TryAlign(block, out LinearAlignment alignment))
        {
            return KoopmanEstimate.Impossible(n, Steps, Route);
        }

        // The state of sample j after k steps lies at k·n + j, counted through the inputs and then the store.
        SnapshotStore states = block.States(n * Steps);
        List<int> before = [], after = [];
        var total = new OutputNorm(Observable, block.FirstOutputs);
        int shortest = Steps;
        foreach (int[] samples in Enumerable.Range(0, n).Chunk(block.Group))
        {
            DenseMatrix starts = Columns(block.Inputs, samples);
            int[] used = new int[samples.Length];
            foreach (EmbeddingStep step in StepDelayEmbedding.Steps(
                block.Map, alignment, samples, starts, Columns(block.FirstOutputs, samples), Steps))
            {
                total.Add(step.Outputs);
                for (int i = 0; i < step.Samples.Length; i++)
                {
                    int sample = step.Samples[i], taken = used[sample - samples[0]]++;
                    states.Write((taken * n) + sample, step.After.Values.AsSpan(i * step.After.RowCount, step.After.RowCount));
                    before.Add((taken * n) + sample);
                    after.Add(((taken + 1) * n) + sample);
                }
            }

            shortest = Math.Min(shortest, StepDelayEmbedding.Shortest(used, starts, Steps));
        }

        InnerProducts x = Products(block, states, before), y = Products(block, states, after);
        var fit = GramFit.Compute(GramFactor.Compute(x), y, block.FirstOutputs.Dimension, total.Sum);
        return GramEstimator.Estimate(fit, Rule, Tolerance, (Steps, shortest));
    }

    /// <summary>The alignment, from the first step; none if the snapshots are not finite.</summary>
    private bool TryAlign(RunnableBlock block, out LinearAlignment alignment)
    {
        alignment = new IdentityAlignment();
        if (block.Inputs.Dimension == block.FirstOutputs.Dimension)
        {
            return IsFinite(block.Inputs) && IsFinite(block.FirstOutputs);
        }

        DenseMatrix inputs = Centring.Apply(Observable, block.Inputs.ToMatrix());
        DenseMatrix outputs = Centring.Apply(Observable, block.FirstOutputs.ToMatrix());
        bool isFinite = IsFinite(inputs.Values) && IsFinite(outputs.Values);
        if (isFinite)
        {
            alignment = Alignment.Align(inputs, outputs, Rule, new Random(0));
        }

        return isFinite;
    }

    private InnerProducts Products(RunnableBlock block, SnapshotStore states, List<int> places) => SnapshotSums
        .Compute(new SelectedSnapshots([block.Inputs, states], places), Observable, Route, block.Threads).Observed!;

    private static DenseMatrix Columns(Snapshots snapshots, int[] places) => new SelectedSnapshots([snapshots], places).ToMatrix();

    private static bool IsFinite(Snapshots snapshots)
    {
        double[] row = new double[snapshots.Dimension];
        for (int j = 0; j < snapshots.Count; j++)
        {
            snapshots.Read(j, 0, row);
            if (!IsFinite(row))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsFinite(double[] values) => TensorPrimitives.IsFiniteAll<double>(values);

    /// <summary>The sum of the squared norms of all outputs, as the observable sees them.</summary>
    private sealed class OutputNorm(Observable observable, Snapshots firstOutputs)
    {
        // Close to the mean of all outputs: taking it out first leaves little to cancel.
        private readonly double[] _origin = observable == Observable.Affine
            ? Centring.Mean(firstOutputs)
            : new double[firstOutputs.Dimension];

        private readonly double[] _offset = new double[firstOutputs.Dimension];
        private double _squares;
        private int _count;

        public double Sum => observable == Observable.Affine
            ? _squares - (TensorPrimitives.SumOfSquares<double>(_offset) / _count)
            : _squares;

        public void Add(DenseMatrix outputs)
        {
            double[] shifted = new double[outputs.RowCount];
            for (int j = 0; j < outputs.ColumnCount; j++)
            {
                TensorPrimitives.Subtract(outputs.Values.AsSpan(j * outputs.RowCount, outputs.RowCount), _origin, shifted);
                TensorPrimitives.Add(_offset, shifted, _offset);
                _squares += TensorPrimitives.SumOfSquares<double>(shifted);
                _count++;
            }
        }
    }
}
