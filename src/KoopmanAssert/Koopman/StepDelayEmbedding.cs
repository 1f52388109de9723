using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Koopman;

/// <summary>The snapshot pairs of an aligned block (paper, III.C).</summary>
/// <param name="Before">The states y(k), p-by-n.</param>
/// <param name="After">The states y(k+1) = A f(y(k)), p-by-n.</param>
/// <param name="Outputs">The block's own outputs f(y(k)), q-by-n.</param>
/// <param name="StepsUsed">The steps of the shortest trajectory.</param>
internal sealed record SnapshotPairs(DenseMatrix Before, DenseMatrix After, DenseMatrix Outputs, int StepsUsed);

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
    /// <remarks>
    /// The first pair of every sample counts. A trajectory ends early when its next state is not finite or its norm leaves
    /// [1e-6, 1e6] times the start's; a start of norm 0 has no trajectory beyond its first pair.
    /// </remarks>
    public static SnapshotPairs Collect(BlockMap block, LinearAlignment alignment, DenseMatrix starts, DenseMatrix firstOutputs, int steps)
    {
        double[] startNorms = Norms(starts);
        int[] samples = [.. Enumerable.Range(0, starts.ColumnCount)];
        List<DenseMatrix> before = [], after = [], outputs = [];
        DenseMatrix state = starts;
        int shortest = steps;
        for (int step = 1; step <= steps && samples.Length > 0; step++)
        {
            DenseMatrix output = step == 1 ? firstOutputs : block(state, samples);
            DenseMatrix next = alignment.Compose(output);
            int[] going = Going(next, samples, startNorms);
            if (going.Any(g => g < 0 && startNorms[samples[~g]] > 0))
            {
                shortest = Math.Min(shortest, Math.Max(1, step - 1));
            }

            int[] kept = [.. going.Where(g => g >= 0)];
            bool all = step == 1 || kept.Length == samples.Length;
            before.Add(all ? state : Columns(state, kept));
            after.Add(all ? next : Columns(next, kept));
            outputs.Add(all ? output : Columns(output, kept));
            state = kept.Length == samples.Length ? next : Columns(next, kept);
            samples = [.. kept.Select(k => samples[k])];
        }

        return new SnapshotPairs(Join(before), Join(after), Join(outputs), shortest);
    }

    /// <summary>The positions whose trajectory goes on; one that ends is given as its complement.</summary>
    private static int[] Going(DenseMatrix next, int[] samples, double[] startNorms)
    {
        double[] norms = Norms(next);
        return [.. norms.Select((norm, j) =>
        {
            double start = startNorms[samples[j]];
            return norm <= LargestGrowth * start && norm >= start / LargestGrowth && start > 0 ? j : ~j;
        })];
    }

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

    private static DenseMatrix Join(List<DenseMatrix> parts)
    {
        if (parts.Count == 1)
        {
            return parts[0];
        }

        var result = new DenseMatrix(parts[0].RowCount, parts.Sum(p => p.ColumnCount));
        int at = 0;
        foreach (DenseMatrix part in parts)
        {
            part.Values.CopyTo(result.Values, at);
            at += part.Values.Length;
        }

        return result;
    }
}
