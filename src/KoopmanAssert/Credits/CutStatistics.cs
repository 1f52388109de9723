using System.Numerics.Tensors;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Credits;

/// <summary>What is kept of the snapshots at a cut: it serves the block that ends there and the one that begins.</summary>
/// <param name="Centred">The inner products of the centred snapshots.</param>
/// <param name="Observed">Those that the credit comes from, as its observable sees the snapshots; null where it does not.</param>
/// <param name="Triangle">The triangle of a QR of the snapshots, as the observable sees them; null where no credit comes from it.</param>
/// <param name="Level">The root mean square norm of the snapshots.</param>
internal sealed record CutStatistics(InnerProducts Centred, InnerProducts? Observed, DenseMatrix? Triangle, double Level)
{
    /// <summary>The dimension of a snapshot.</summary>
    public int Dimension => Centred.Dimension;

    /// <summary>How a classifier decides, at the cut that holds its class scores.</summary>
    public ClassDecisions? Classes { get; init; }

    /// <summary>The same as a route sees it: affine credits by the Gram route come from the centred products.</summary>
    public CutStatistics For(KoopmanRoute route) => this with { Observed = route == KoopmanRoute.Gram ? Observed ?? Centred : null };

    /// <summary>
    /// Some features of the snapshots at a cut as they are, or perturbed; <paramref name="first"/> is the place of the first.
    /// </summary>
    public delegate Snapshots View(Snapshots part, int first);

    /// <summary>Reads the snapshots as they are.</summary>
    public static CutStatistics Compute(Snapshots snapshots, Observable observable, KoopmanRoute route, int threads = 1) =>
        Compute(snapshots, [(part, _) => part], observable, route, threads, CancellationToken.None)[0];

    /// <summary>Reads the snapshots once, part by part, and sums what each view sees of them.</summary>
    public static CutStatistics[] Compute(
        Snapshots snapshots, IReadOnlyList<View> views, Observable observable, KoopmanRoute route, int threads, CancellationToken cancellation)
    {
        Sums[] sums = [.. views.Select(_ => new Sums(snapshots.Dimension, snapshots.Count, observable, route, threads))];
        foreach ((Snapshots part, int first) in Parts(snapshots, threads > 1))
        {
            for (int v = 0; v < sums.Length; v++)
            {
                cancellation.ThrowIfCancellationRequested();
                sums[v].Add(views[v](part, first), first);
            }

            (part as IDisposable)?.Dispose();
        }

        return [.. sums.Select(s => s.Statistics())];
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

    private sealed class Sums(int dimension, int count, Observable observable, KoopmanRoute route, int threads)
    {
        private readonly double[] _mean = new double[dimension];
        private readonly InnerProductSum _centred = InnerProductSum.Create(dimension, count, threads);
        private readonly InnerProductSum? _plain = route == KoopmanRoute.Gram && observable == Observable.Identity
            ? InnerProductSum.Create(dimension, count, threads)
            : null;
        private readonly TriangleSum? _triangle = route == KoopmanRoute.Triangle ? new TriangleSum(dimension, count, threads) : null;

        public void Add(Snapshots part, int first)
        {
            Memory<double> mean = _mean.AsMemory(first, part.Dimension);
            _centred.Add(part, first, mean);
            _plain?.Add(part, first, default);
            _triangle?.Add(observable == Observable.Affine ? Centring.Around(mean, part) : part, first);
        }

        public CutStatistics Statistics()
        {
            InnerProducts centred = _centred.Products();
            double level = Math.Sqrt((centred.Trace / count) + TensorPrimitives.SumOfSquares<double>(_mean));
            return new CutStatistics(centred, _plain?.Products(), _triangle?.ToMatrix(), level).For(route);
        }
    }
}
