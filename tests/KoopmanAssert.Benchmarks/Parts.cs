using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert;

/// <summary>The pieces of work that are measured, by name. Each is an action to repeat; its inputs are prepared beforehand.</summary>
/// <remarks>A matrix that results is let go at once, as NumPy frees its own.</remarks>
internal static class Parts
{
    private const double Tolerance = 1e-3;

    /// <summary>A piece of work such as <c>product:400</c>; numbers after the name are its size.</summary>
    /// <exception cref="ArgumentException">There is no work of that name.</exception>
    public static Action Of(string name)
    {
        string[] words = name.Split(':');
        int[] size = [.. words.Skip(1).Select(int.Parse)];
        return words[0] switch
        {
            "product" => Product(size[0]),
            "gram" => Gram(size[0], size[1], size[2]),
            "tiles" => Tiles(size[0], size[1], size[2]),
            "triangle" => Triangle(size[0], size[1], size[2]),
            "eigen" => Eigen(size[0]),
            "singular" => Singular(size[0], size[1]),
            "credit" => Credit(size[0], size[1], blocks: 1, size[2]),
            "chain" => Credit(size[0], size[1], size[2], size[3]),
            _ => throw new ArgumentException($"There is no work '{name}'.", nameof(name)),
        };
    }

    /// <summary>The product of two matrices of order n.</summary>
    public static Action Product(int n)
    {
        DenseMatrix a = Uniform(n, n), b = Uniform(n, n);
        return () => UnsetMatrix.LetGo(MatrixProduct.Multiply(a, b));
    }

    /// <summary>The Gram matrix of n snapshots of p float32 values.</summary>
    public static Action Gram(int n, int p, int threads)
    {
        var x = new Random32(p, n, 1);
        return () =>
        {
            var sum = new GramSum(p, n, threads);
            sum.Add(x);
            UnsetMatrix.LetGo(sum.ToMatrix());
        };
    }

    /// <summary>
    /// What the kernel alone takes for as many products as the lower triangle of a Gram matrix of n snapshots of p values has: full tiles,
    /// again and again the same, which stay in the first-level cache. No Gram matrix can be faster.
    /// </summary>
    public static unsafe Action Tiles(int n, int p, int threads)
    {
        const int Tile = VectorKernels.TileRows * VectorKernels.Panel, Depth = PackedProduct.Depth;
        double tiles = 0.5 * n * n / Tile * p / Depth;
        return () => InParallel.For(threads, threads, _ =>
        {
            using AlignedBuffer rows = new(VectorKernels.TileRows * Depth), columns = new(VectorKernels.Panel * Depth), tile = new(Tile);
            for (double done = 0; done < tiles; done += threads)
            {
                VectorKernels.Current.Tile(rows.Start, VectorKernels.Panel * Depth, columns.Start, Depth, tile.Start, 3);
            }
        }, CancellationToken.None);
    }

    /// <summary>The triangle of n snapshots of p float32 values.</summary>
    public static Action Triangle(int n, int p, int threads)
    {
        var x = new Random32(p, n, 1);
        return () =>
        {
            var sum = new TriangleSum(p, n, threads);
            sum.Add(x, 0);
            sum.ToMatrix();
        };
    }

    /// <summary>Eigenvalues and eigenvectors of a symmetric matrix of order n.</summary>
    public static Action Eigen(int n)
    {
        DenseMatrix symmetric = GramMatrix.Compute(Uniform(n, n));
        return () => UnsetMatrix.LetGo(SymmetricEigen.Decompose(symmetric).Vectors);
    }

    /// <summary>The singular values, accurate each in itself, of an m-by-n matrix whose columns are graded from 1 to 1e-8.</summary>
    public static Action Singular(int m, int n)
    {
        DenseMatrix graded = Uniform(m, n);
        for (int j = 0; j < n; j++)
        {
            double scale = Math.Pow(10, -8.0 * j / (n - 1));
            for (int i = 0; i < m; i++)
            {
                graded[i, j] *= scale;
            }
        }

        return () => ThinSvd.Values(graded);
    }

    /// <summary>The log-credits of a chain of blocks from n float32 snapshots of p values at each cut.</summary>
    public static Action Credit(int n, int p, int blocks, int threads)
    {
        Random32[] cuts = [.. Enumerable.Range(0, blocks + 1).Select(c => new Random32(p, n, c))];
        return () =>
        {
            SnapshotSums[] statistics = [.. cuts.Select(c => SnapshotSums.Compute(c, Observable.Affine, KoopmanRoute.Gram, threads))];
            InParallel.For(blocks, threads, b =>
            {
                var fit = GramFit.Compute(GramFactor.Compute(statistics[b].Centred), statistics[b + 1].Centred);
                GramEstimator.Estimate(fit, RankCutoff.Relative(Tolerance), Tolerance).LogCreditAt(1);
            }, CancellationToken.None);
        };
    }

    private static DenseMatrix Uniform(int rows, int columns)
    {
        var random = new Random(rows + columns);
        return DenseMatrix.Create(rows, columns, (_, _) => (2 * random.NextDouble()) - 1);
    }

    /// <summary>Seeded float32 snapshots, one after the other in memory, with large pages as the activations of a model have.</summary>
    private sealed class Random32 : Snapshots
    {
        private readonly float[] _values;

        public Random32(int dimension, int count, int seed)
        {
            (Dimension, Count) = (dimension, count);
            _values = LargePages.Allocate<float>(checked(dimension * count));
            var random = new Random(seed);
            for (int i = 0; i < _values.Length; i++)
            {
                _values[i] = random.NextSingle() - 0.5f;
            }
        }

        public override int Dimension { get; }

        public override int Count { get; }

        public override ReadOnlySpan<float> Stored(int snapshot, int first, int count) =>
            _values.AsSpan((snapshot * Dimension) + first, count);

        public override void Read(int snapshot, int first, Span<double> destination) =>
            System.Numerics.Tensors.TensorPrimitives.ConvertTruncating(Stored(snapshot, first, destination.Length), destination);
    }
}
