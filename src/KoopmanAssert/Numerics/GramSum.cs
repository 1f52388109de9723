using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Numerics;

/// <summary>Accumulates a Gram matrix G = XᵀX of p-by-n snapshots X from parts of their features.</summary>
/// <remarks>
/// A part is processed in slices of 256 features, which are packed and then multiplied, by each thread for its chunk of the columns. Two
/// threads pack every slice for themselves; of more, some pack slices for all while others multiply earlier ones. Every entry is summed in
/// the order of the slices, so the bits depend neither on the number of threads nor on the parts nor on the vector width (see
/// <see cref="PackedProduct"/>). Memory is n-by-n for the sum and n-by-512 per thread, at most n-by-4096. Not safe for concurrent calls.
/// </remarks>
/// <param name="count">The number n of snapshots.</param>
/// <param name="threads">The most threads that work at a time.</param>
/// <param name="spare">An n-by-n matrix that is no longer needed, in whose place the sum is formed.</param>
internal sealed unsafe class GramSum(int count, int threads, DenseMatrix? spare = null)
{
    /// <summary>The most row panels that one sweep over the columns keeps in the second-level cache: 17 tiles, 816 KiB.</summary>
    private const int MostRowPanels = 51;

    private const int MostSlices = 8;

    private const int HeldRounds = 2;

    private readonly int _slicesPerRound = Math.Min(threads, MostSlices); // each thread packs one
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
        int chunks = Math.Min(_panels, threads);
        if (chunks == 1 || (chunks == 2 && IsCheap(part)))
        {
            InParallel.For(chunks, chunks, chunk => AddAlone(part, mean, (chunk, chunks), kernels), CancellationToken.None);
        }
        else
        {
            AddTogether(part, mean, chunks, kernels);
        }

        _isEmpty &= part.Dimension == 0;
    }

    // To pack float32 values from memory again costs less than to read what another core has packed from the cache of that core.
    private static bool IsCheap(Snapshots part) => part.Count > 0 && part.Dimension > 0 && !part.Stored(0, 0, 1).IsEmpty;

    private void AddAlone(Snapshots part, Memory<double> mean, (int First, int Step) columns, VectorKernels kernels)
    {
        using AlignedBuffer slice = new(SliceLength, isCleared: false);
        Span<double> own = stackalloc double[PackedProduct.Depth];
        for (int first = 0; first < part.Dimension; first += PackedProduct.Depth)
        {
            int width = Math.Min(PackedProduct.Depth, part.Dimension - first);
            Span<double> sum = mean.IsEmpty ? [] : columns.First == 0 ? mean.Span.Slice(first, width) : own[..width];
            SlicePacking.Pack(part, first, width, sum, slice.Start, kernels);
            Multiply(slice.Start, width, columns, isFirst: first == 0 && _isEmpty, kernels);
        }
    }

    private void AddTogether(Snapshots part, Memory<double> mean, int chunks, VectorKernels kernels)
    {
        int slices = Steps(part.Dimension, PackedProduct.Depth), rounds = Steps(slices, _slicesPerRound);
        using AlignedBuffer packed = new(Math.Min(slices, HeldRounds * _slicesPerRound) * SliceLength, isCleared: false);
        double* start = packed.Start;
        double* Slice(int slice) => start + (slice % (HeldRounds * _slicesPerRound) * SliceLength);
        new Rounds(
            [.. Enumerable.Range(0, rounds).Select(round => Math.Min(_slicesPerRound, slices - (round * _slicesPerRound)))],
            chunks,
            HeldRounds)
        {
            Prepare = (round, piece) =>
            {
                int slice = (round * _slicesPerRound) + piece, first = slice * PackedProduct.Depth;
                int width = Math.Min(PackedProduct.Depth, part.Dimension - first);
                SlicePacking.Pack(part, first, width, mean.IsEmpty ? [] : mean.Span.Slice(first, width), Slice(slice), kernels);
            },
            Use = (round, chunk) =>
            {
                int slice = round * _slicesPerRound, first = slice * PackedProduct.Depth;
                int width = Math.Min(_slicesPerRound * PackedProduct.Depth, part.Dimension - first);
                Multiply(Slice(slice), width, (chunk, chunks), isFirst: round == 0 && _isEmpty, kernels);
            },
        }.Run(threads);
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
