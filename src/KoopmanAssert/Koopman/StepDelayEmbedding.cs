using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Koopman;

/// <summary>The snapshot pairs of an aligned block (paper, III.C).</summary>
/// <param name="Before">The states y(k), p-by-n.</param>
/// <param name="After">The states y(k+1) = A f(y(k)), p-by-n.</param>
/// <param name="Outputs">The block's own outputs f(y(k)), q-by-n.</param>
/// <param name="StepsUsed">The steps of the shortest trajectory.</param>
internal sealed record SnapshotPairs(DenseMatrix Before, DenseMatrix After, DenseMatrix Outputs, int StepsUsed);

/// <summary>One step of some trajectories: the pairs that count.</summary>
/// <param name="Samples">The sample that the trajectory of each column starts from.</param>
/// <param name="Before">The states y(k), p-by-n.</param>
/// <param name="After">The states y(k+1) = A f(y(k)), p-by-n.</param>
/// <param name="Outputs">The block's own outputs f(y(k)), q-by-n.</param>
internal sealed record EmbeddingStep(int[] Samples, DenseMatrix Before, DenseMatrix After, DenseMatrix Outputs);

/// <summary>Collects snapshots by feeding an aligned block its own outputs: y(0) = x, y(k+1) = A f(y(k)).</summary>
internal static class StepDelayEmbedding
{
    // Iterating a block that stretches or shrinks soon leaves what its network has ever seen: such snapshots say nothing.
    private const double LargestGrowth = 1e6;

    /// <summary>The pairs of all trajectories; a pair never crosses from one trajectory to another.</summary>
    /// <param name="block">The block; called for the second step on.</param>
    /// <param name="alignment">Its alignment.</param>
    /// <param name="starts">The inputs x, p-by-N.</param>
    /// <param name="firstOutputs">The outputs f(x), q-by-N.</param>
    /// <param name="steps">Steps asked of each trajectory, at least 1.</param>
    public static SnapshotPairs Collect(BlockMap block, LinearAlignment alignment, DenseMatrix starts, DenseMatrix firstOutputs, int steps)
    {
        int[] samples = [.. Enumerable.Range(0, starts.ColumnCount)];
        List<EmbeddingStep> taken = [.. Steps(block, alignment, samples, starts, firstOutputs, steps)];
        int[] used = new int[samples.Length];
        foreach (int sample in taken.SelectMany(step => step.Samples))
        {
            used[sample]++;
        }

        return new SnapshotPairs(
            Join(taken, s => s.Before), Join(taken, s => s.After), Join(taken, s => s.Outputs), Shortest(used, starts, steps));
    }

    /// <summary>The steps of some trajectories in their order, each with the pairs that count.</summary>
    /// <param name="block">The block; called for the second step on.</param>
    /// <param name="alignment">Its alignment.</param>
    /// <param name="samples">The samples that the trajectories start from.</param>
    /// <param name="starts">The inputs x of these, p-by-N.</param>
    /// <param name="firstOutputs">The outputs f(x), q-by-N.</param>
    /// <param name="steps">Steps asked of each trajectory, at least 1.</param>
    /// <remarks>
    /// The first pair of every sample counts. A trajectory ends early when its next state is not finite or its norm leaves
    /// [1e-6, 1e6] times the start's; a start of norm 0 has no trajectory beyond its first pair.
    /// </remarks>
    public static IEnumerable<EmbeddingStep> Steps(
        BlockMap block, LinearAlignment alignment, int[] samples, DenseMatrix starts, DenseMatrix firstOutputs, int steps)
    {
        double[] startNorms = Norms(starts);
        int[] going = [.. Enumerable.Range(0, samples.Length)]; // the places in samples of the trajectories that go on
        DenseMatrix state = starts;
        for (int step = 1; step <= steps && going.Length > 0; step++)
        {
            int[] asked = [.. going.Select(g => samples[g])];
            DenseMatrix output = step == 1 ? firstOutputs : block(state, asked);
            DenseMatrix next = alignment.Compose(output);
            int[] kept = Kept(next, [.. going.Select(g => startNorms[g])]);
            bool all = kept.Length == going.Length;
            DenseMatrix keptNext = all ? next : Columns(next, kept);
            yield return step == 1 || all
                ? new EmbeddingStep(asked, state, next, output)
                : new EmbeddingStep([.. kept.Select(k => asked[k])], Columns(state, kept), keptNext, Columns(output, kept));
            going = [.. kept.Select(k => going[k])];
            state = keptNext;
        }
    }

    /// <summary>The steps of the shortest of some trajectories; one that starts at norm 0 does not count.</summary>
    /// <param name="used">The pairs of each trajectory that count.</param>
    /// <param name="starts">The inputs that they start from.</param>
    /// <param name="steps">The steps asked of each.</param>
    public static int Shortest(int[] used, DenseMatrix starts, int steps) =>
        used.Zip(Norms(starts), (pairs, norm) => norm > 0 ? pairs : steps).DefaultIfEmpty(steps).Min();

    /// <summary>The positions of the states from which a trajectory goes on.</summary>
    private static int[] Kept(DenseMatrix next, double[] startNorms) => [.. Norms(next)
        .Select((norm, j) => (norm, j, start: startNorms[j]))
        .Where(t => t.norm <= LargestGrowth * t.start && t.norm >= t.start / LargestGrowth && t.start > 0)
        .Select(t => t.j)];

    private static double[] Norms(DenseMatrix snapshots) =>
        [.. Enumerable.Range(0, snapshots.ColumnCount)
            .Select(j => TensorPrimitives.Norm<double>(snapshots.Values.AsSpan(j * snapshots.RowCount, snapshots.RowCount)))];

    private static DenseMatrix Columns(DenseMatrix from, int[] columns)
    {
        var result = new DenseMatrix(from.RowCount, columns.Length);
        for (int j = 0; j < columns.Length; j++)
        {
            from.Values.AsSpan(columns[j] * from.RowCount, from.RowCount).CopyTo(result.Values.AsSpan(j * from.RowCount));
        }

        return result;
    }

    private static DenseMatrix Join(List<EmbeddingStep> steps, Func<EmbeddingStep, DenseMatrix> part)
    {
        List<DenseMatrix> parts = [.. steps.Select(part)];
        if (parts.Count == 1)
        {
            return parts[0];
        }

        var result = new DenseMatrix(parts[0].RowCount, parts.Sum(p => p.ColumnCount));
        int at = 0;
        foreach (DenseMatrix columns in parts)
        {
            columns.Values.CopyTo(result.Values, at);
            at += columns.Values.Length;
        }

        return result;
    }
}
