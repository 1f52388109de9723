using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert;

/// <summary>What is kept of the snapshots at a cut: it serves the block that ends there and the one that begins.</summary>
/// <param name="Dimension">The dimension of a snapshot.</param>
/// <param name="Centred">The Gram matrix of the centred snapshots.</param>
/// <param name="Observed">The Gram matrix as the observable of the credit asks; null where no credit comes from it.</param>
/// <param name="Level">The root mean square norm of the snapshots.</param>
internal sealed record CutStatistics(int Dimension, DenseMatrix Centred, DenseMatrix? Observed, double Level)
{
    /// <summary>Some features of the snapshots at a cut as they are, or perturbed; <paramref name="first"/> is the place of the first.</summary>
    public delegate Snapshots View(Snapshots part, int first);

    /// <summary>Reads the snapshots as they are.</summary>
    public static CutStatistics Of(Snapshots snapshots, Observable observable, bool givesCredit, int threads = 1) =>
        Of(snapshots, [(part, _) => part], observable, givesCredit, threads, CancellationToken.None)[0];

    /// <summary>Reads the snapshots once, part by part, and sums what each view sees of them.</summary>
    public static CutStatistics[] Of(
        Snapshots snapshots, IReadOnlyList<View> views, Observable observable, bool givesCredit, int threads, CancellationToken cancellation)
    {
        int n = snapshots.Count;
        Sums[] sums = [.. views.Select(_ => new Sums(
            new double[snapshots.Dimension], new GramSum(n, threads), givesCredit && observable == Observable.Identity ? new GramSum(n, threads) : null))];
        foreach ((Snapshots part, int first) in Parts(snapshots, threads > 1))
        {
            for (int v = 0; v < sums.Length; v++)
            {
                cancellation.ThrowIfCancellationRequested();
                Snapshots seen = views[v](part, first);
                sums[v].Centred.Add(seen, sums[v].Mean.AsMemory(first, part.Dimension));
                sums[v].Plain?.Add(seen);
            }

            (part as IDisposable)?.Dispose();
        }

        return [.. sums.Select(s => s.Statistics(givesCredit))];
    }

    /// <summary>The parts of the snapshots in order; with more than one thread the next is read while one is worked on.</summary>
    private static IEnumerable<(Snapshots Part, int First)> Parts(Snapshots snapshots, bool readsAhead)
    {
        int width = snapshots.PartWidth;
        Snapshots Read(int first) => snapshots.Part(first, Math.Min(width, snapshots.Dimension - first));
        Task<Snapshots>? ahead = null;
        for (int first = 0; first < snapshots.Dimension; first += width)
        {
            Snapshots part = ahead?.GetAwaiter().GetResult() ?? Read(first);
            int next = first + width;
            ahead = readsAhead && next < snapshots.Dimension ? Task.Run(() => Read(next)) : null;
            yield return (part, first);
        }
    }

    private sealed record Sums(double[] Mean, GramSum Centred, GramSum? Plain)
    {
        public CutStatistics Statistics(bool givesCredit)
        {
            DenseMatrix centred = Centred.ToMatrix();
            double level = Math.Sqrt((centred.Trace() / centred.RowCount) + TensorPrimitives.SumOfSquares<double>(Mean));
            return new CutStatistics(Mean.Length, centred, givesCredit ? Plain?.ToMatrix() ?? centred : null, level);
        }
    }
}
