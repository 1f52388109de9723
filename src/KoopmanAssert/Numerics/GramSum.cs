using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Numerics;

/// <summary>Accumulates a Gram matrix G = XᵀX of p-by-n snapshots X from parts of their features.</summary>
/// <remarks>
/// A part is processed in slices of 256 features: some threads pack slices while others multiply earlier ones, each for its chunk of the
/// columns. Every entry is summed in the order of the slices, so the bits depend neither on the number of threads nor on the parts nor on
/// the vector width (see <see cref="PackedProduct"/>). Memory is n-by-n for the sum and n-by-512 per thread, at most n-by-4096. Not safe
/// for concurrent calls.
/// </remarks>
/// <param name="count">The number n of snapshots.</param>
/// <param name="threads">The most threads that work at a time.</param>
/// <param name="spare">An n-by-n matrix that is no longer needed, in whose place the sum is formed.</param>
internal sealed unsafe class GramSum(int count, int threads, DenseMatrix? spare = null)
{
    /// <summary>The most row panels that one sweep over the columns keeps in the second-level cache: 17 tiles, 816 KiB.</summary>
    private const int MostRowPanels = 51;

    private const int MostSlices = 8;

    /// <summary>
    /// The number of rounds in memory, and of slices per round: one thread keeps one slice in its cache, several threads pack one each.
    /// </summary>
    private readonly (int Rounds, int Slices) _held = threads == 1 ? (1, 1) : (2, Math.Min(threads, MostSlices));

    private readonly DenseMatrix _sum = spare ?? UnsetMatrix.Create(count, count);
    private readonly int _panels = Steps(count, VectorKernels.Panel);
    private bool _isEmpty = true;

    /// <summary>Adds features.</summary>
    /// <param name="part">The features, width-by-n. The width is a multiple of 256 except in the last part.</param>
    /// <param name="mean">
    /// Receives the mean of each feature, which is subtracted from the snapshots; empty to leave the snapshots as they are.
    /// </param>
    public void Add(Snapshots part, Memory<double> mean = default)
    {
        VectorKernels kernels = VectorKernels.Current; // of the calling thread
        int slices = Steps(part.Dimension, PackedProduct.Depth), rounds = Steps(slices, _held.Slices);
        int chunks = Math.Min(_panels, threads);
        using AlignedBuffer packed = new(Math.Min(slices, _held.Rounds * _held.Slices) * SliceLength);
        double* start = packed.Start;
        double* Slice(int slice) => start + (slice % (_held.Rounds * _held.Slices) * SliceLength);
        new Rounds(
            [.. Enumerable.Range(0, rounds).Select(round => Math.Min(_held.Slices, slices - (round * _held.Slices)))],
            chunks,
            _held.Rounds)
        {
            Prepare = (round, piece) =>
            {
                int slice = (round * _held.Slices) + piece;
                Pack(part, slice * PackedProduct.Depth, mean, Slice(slice), kernels);
            },
            Use = (round, chunk) =>
            {
                int slice = round * _held.Slices, first = slice * PackedProduct.Depth;
                int width = Math.Min(_held.Slices * PackedProduct.Depth, part.Dimension - first);
                Multiply(Slice(slice), width, (chunk, chunks), isFirst: round == 0 && _isEmpty, kernels);
            },
        }.Run(threads);
        _isEmpty &= part.Dimension == 0;
    }

    /// <summary>The sum so far, n-by-n and exactly symmetric; zeros if nothing was added.</summary>
    public DenseMatrix ToMatrix()
    {
        if (_isEmpty)
        {
            _sum.Clear();
        }

        Mirror(_sum);
        return _sum;
    }

    private static int Steps(int length, int step) => (length + step - 1) / step;

    private long SliceLength => _panels * (long)VectorKernels.Panel * PackedProduct.Depth;

    /// <summary>
    /// Packs one slice, centred if the mean is wanted: eight snapshots at a time, which stay in the first-level cache.
    /// </summary>
    private void Pack(Snapshots part, int first, Memory<double> mean, double* slice, VectorKernels kernels)
    {
        int depth = Math.Min(PackedProduct.Depth, part.Dimension - first);
        nint panel = VectorKernels.Panel * (nint)depth;
        Span<double> sum = mean.IsEmpty ? [] : mean.Span.Slice(first, depth);
        sum.Clear();
        double* rows = stackalloc double[VectorKernels.Panel * PackedProduct.Depth];
        fixed (double* sums = sum)
        {
            for (int j = 0; j < count; j += VectorKernels.Panel, slice += panel)
            {
                if (count - j < VectorKernels.Panel || !PackStored(part, j, first, depth, sums, slice))
                {
                    Pack(part, j, Math.Min(VectorKernels.Panel, count - j), first, depth, sum, rows, slice);
                }
            }
        }

        GC.KeepAlive(part); // owns the memory behind the pointers
        if (!sum.IsEmpty)
        {
            Centre(sum, slice - (_panels * panel), depth, kernels);
        }
    }

    /// <summary>Packs eight snapshots straight from float32 storage; returns false if they are not stored so.</summary>
    private static bool PackStored(Snapshots part, int j, int first, int depth, double* sum, double* panel)
    {
        fixed (float* a = part.Stored(j, first, depth), b = part.Stored(j + 1, first, depth), c = part.Stored(j + 2, first, depth),
            d = part.Stored(j + 3, first, depth), e = part.Stored(j + 4, first, depth), f = part.Stored(j + 5, first, depth),
            g = part.Stored(j + 6, first, depth), h = part.Stored(j + 7, first, depth))
        {
            if (a is null)
            {
                return false;
            }

            Packing.Widen([(nint)a, (nint)b, (nint)c, (nint)d, (nint)e, (nint)f, (nint)g, (nint)h], depth, panel, sum);
            return true;
        }
    }

    /// <summary>Packs up to eight snapshots, read one at a time.</summary>
    private static void Pack(Snapshots part, int j, int snapshots, int first, int depth, Span<double> sum, double* rows, double* panel)
    {
        for (int r = 0; r < snapshots; r++)
        {
            Span<double> row = new(rows + (r * depth), depth);
            part.Read(j + r, first, row);
            if (!sum.IsEmpty)
            {
                TensorPrimitives.Add(sum, row, sum);
            }
        }

        Packing.InterleaveColumns(rows, depth, snapshots, depth, panel);
    }

    private void Centre(Span<double> sum, double* slice, int depth, VectorKernels kernels)
    {
        TensorPrimitives.Divide(sum, count, sum);
        fixed (double* mean = sum)
        {
            for (int panel = 0; panel < _panels; panel++, slice += VectorKernels.Panel * (nint)depth)
            {
                kernels.SubtractFromRows(mean, slice, depth);
            }
        }
    }

    /// <summary>Adds one chunk of the columns: their lower triangle, and the entries above it that tiles on the diagonal cover.</summary>
    private void Multiply(double* packed, int width, (int First, int Step) columns, bool isFirst, VectorKernels kernels)
    {
        fixed (double* values = _sum.Values)
        {
            MatrixView gram = new(values, count, count, count);
            for (int first = 0; first < width; first += PackedProduct.Depth)
            {
                double* slice = packed + (first / PackedProduct.Depth * SliceLength);
                ProductMode mode = isFirst && first == 0 ? ProductMode.Set : ProductMode.Add;
                AddSlice(slice, Math.Min(PackedProduct.Depth, width - first), gram, mode, columns, kernels);
            }
        }
    }

    private void AddSlice(double* slice, int depth, MatrixView gram, ProductMode mode, (int First, int Step) columns, VectorKernels kernels)
    {
        nint panel = VectorKernels.Panel * (nint)depth;
        double* tile = stackalloc double[VectorKernels.TileRows * VectorKernels.Panel];
        int sweeps = Math.Max(1, Steps(_panels, MostRowPanels));
        int height = Steps(_panels, 3 * sweeps) * 3; // sweeps of equal height: a short last one would waste most of its tiles
        for (int block = 0; block < _panels; block += height)
        {
            int end = Math.Min(block + height, _panels);
            for (int j = columns.First; j < end; j += columns.Step)
            {
                for (int i = Math.Max(block, j); i < end; i += 3)
                {
                    kernels.Tile(slice + (i * panel), panel, slice + (j * panel), depth, tile, Math.Min(3, end - i));
                    int rows = Math.Min(Math.Min(end, i + 3) * VectorKernels.Panel, count) - (i * VectorKernels.Panel);
                    int width = Math.Min(VectorKernels.Panel, count - (j * VectorKernels.Panel));
                    PackedProduct.WriteTile(tile, gram.Part(i * VectorKernels.Panel, j * VectorKernels.Panel, rows, width), mode, kernels);
                }
            }
        }
    }

    /// <summary>Copies the lower triangle over the upper one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Mirror(DenseMatrix gram)
    {
        int n = gram.RowCount;
        double[] values = gram.Values;
        for (int j = 1; j < n; j++)
        {
            for (int i = 0; i < j; i++)
            {
                values[i + (j * n)] = values[j + (i * n)];
            }
        }
    }
}

/// <summary>Gram matrices in one call, on the calling thread: all inner products of snapshots or of the columns of a matrix.</summary>
internal static class GramMatrix
{
    /// <summary>G = XᵀX, n-by-n and exactly symmetric, of p-by-n snapshots. Zeros for p = 0.</summary>
    public static DenseMatrix Compute(Snapshots x, DenseMatrix? spare = null)
    {
        GramSum sum = new(x.Count, threads: 1, spare);
        sum.Add(x);
        return sum.ToMatrix();
    }

    /// <summary>G = AᵀA, n-by-n and exactly symmetric, of an m-by-n matrix in memory.</summary>
    public static DenseMatrix Compute(DenseMatrix a, DenseMatrix? spare = null) => Compute(new ColumnSnapshots(a), spare);
}
