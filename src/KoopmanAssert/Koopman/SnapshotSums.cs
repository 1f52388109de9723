using System.Numerics.Tensors;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Koopman;

/// <summary>What is summed of the snapshots at one end of a block while they are read, part by part.</summary>
/// <param name="Centred">The inner products of the centred snapshots.</param>
/// <param name="Observed">The inner products that credits come from, as the observable sees the snapshots; null if none do.</param>
/// <param name="Triangle">The triangle of a QR of the snapshots, as the observable sees them; null if no credit comes from it.</param>
/// <param name="Level">The root mean square norm of the snapshots, not centred.</param>
internal sealed record SnapshotSums(InnerProducts Centred, InnerProducts? Observed, DenseMatrix? Triangle, double Level)
{
    /// <summary>The dimension of a snapshot.</summary>
    public int Dimension => Centred.Dimension;

    /// <summary>The same for a route: affine credits by Gram matrices come from the centred products.</summary>
    public SnapshotSums For(KoopmanRoute route) => this with { Observed = route == KoopmanRoute.Gram ? Observed ?? Centred : null };

    /// <summary>
    /// Some features of the snapshots as they are, or perturbed; <paramref name="first"/> is the index of the first.
    /// </summary>
    public delegate Snapshots View(Snapshots part, int first);

    /// <summary>Sums the snapshots as they are.</summary>
    public static SnapshotSums Compute(Snapshots snapshots, Observable observable, KoopmanRoute route, int threads = 1) =>
        Compute(snapshots, [(part, _) => part], observable, route, threads, CancellationToken.None)[0];

    /// <summary>Reads the snapshots once, part by part, and sums what each view sees of them.</summary>
    public static SnapshotSums[] Compute(
        Snapshots snapshots,
        IReadOnlyList<View> views,
        Observable observable,
        KoopmanRoute route,
        int threads,
        CancellationToken cancellation)
    {
        Accumulator[] sums = [.. views.Select(_ => new Accumulator(snapshots.Dimension, snapshots.Count, observable, route, threads))];
        foreach ((Snapshots part, int first) in Parts(snapshots, threads > 1))
        {
            for (int v = 0; v < sums.Length; v++)
            {
                cancellation.ThrowIfCancellationRequested();
                sums[v].Add(views[v](part, first), first);
            }

            (part as IDisposable)?.Dispose();
        }

        return [.. sums.Select(s => s.Total())];
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

    private sealed class Accumulator(int dimension, int count, Observable observable, KoopmanRoute route, int threads)
    {
        private readonly double[] _mean = new double[dimension];
        private readonly InnerProductSum _centred = InnerProductSum.Create(dimension, count, threads);
        private readonly InnerProductSum? _plain =
            route == KoopmanRoute.Gram && observable == Observable.Identity ? InnerProductSum.Create(dimension, count, threads) : null;

        private readonly TriangleSum? _triangle = route == KoopmanRoute.Triangle ? new TriangleSum(dimension, count, threads) : null;

        public void Add(Snapshots part, int first)
        {
            Memory<double> mean = _mean.AsMemory(first, part.Dimension);
            _centred.Add(part, first, mean);
            _plain?.Add(part, first, default);
            _triangle?.Add(observable == Observable.Affine ? Centring.Around(mean, part) : part, first);
        }

        public SnapshotSums Total()
        {
            InnerProducts centred = _centred.Products();
            double level = Math.Sqrt((centred.Trace / count) + TensorPrimitives.SumOfSquares<double>(_mean));
            return new SnapshotSums(centred, _plain?.Products(), _triangle?.ToMatrix(), level).For(route);
        }
    }
}
