using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Numerics;

/// <summary>Accumulates a Gram matrix G = XᵀX of p-by-n snapshots X from parts of their features.</summary>
/// <remarks>
/// A part is processed in slices of 256 features, which are packed and then multiplied. Many slices are dealt out to a few groups, each with
/// a sum of its own, and a few threads work on a group each. Otherwise every thread takes a chunk of the columns: two threads pack every
/// slice for themselves; of more, some pack slices for all while others multiply earlier ones. Every entry is summed in the order of the
/// slices of a group, and then of the groups, so the bits depend neither on the number of threads nor on the parts nor on the vector width
/// (see <see cref="PackedProduct"/>). Memory is n-by-n for each group and n-by-512 per thread, at most n-by-4096. Not safe for concurrent
/// calls.
/// </remarks>
internal sealed unsafe class GramSum
{
    private const int MostSlices = 8;

    private const int HeldRounds = 2;

    private const int MostGroups = 4;

    /// <summary>The number of slices that a group takes at a time: memory is slower where less than some 10 KiB are read in a row.</summary>
    private const int Run = 16;

    /// <summary>The fewest features of a snapshot for which there are groups; their products take a thread some ten milliseconds.</summary>
    private const int LeastGrouped = 1 << 15;

    private readonly int _threads;
    private readonly int _slicesPerRound; // each thread packs one
    private readonly DenseMatrix[] _sums;
    private readonly int _panels;
    private int _slices;

    /// <summary>Starts an empty sum.</summary>
    /// <param name="dimension">The dimension p of a whole snapshot.</param>
    /// <param name="count">The number n of snapshots.</param>
    /// <param name="threads">The most threads that work at a time.</param>
    /// <param name="spare">An n-by-n matrix that is no longer needed, in whose place the sum is formed.</param>
    public GramSum(int dimension, int count, int threads, DenseMatrix? spare = null)
    {
        (_threads, _slicesPerRound, _panels) = (threads, Math.Min(threads, MostSlices), Steps(count, VectorKernels.Panel));
        _sums = [.. Enumerable.Range(0, Groups(dimension, count))
            .Select(group => (group == 0 ? spare : null) ?? UnsetMatrix.Create(count, count))];
    }

    /// <summary>Adds features.</summary>
    /// <param name="part">The features, width-by-n. The width is a multiple of 256 except in the last part.</param>
    /// <param name="mean">
    /// Receives the mean of each feature, which is subtracted from the snapshots; empty to leave the snapshots as they are.
    /// </param>
    public void Add(Snapshots part, Memory<double> mean = default)
    {
        VectorKernels kernels = VectorKernels.Current; // of the calling thread
        int chunks = Math.Clamp(_panels, 1, _threads), groups = _sums.Length;
        if (groups % chunks == 0)
        {
            InParallel.For(groups, chunks, group => AddAlone(part, mean, (group, groups), (0, 1), kernels), CancellationToken.None);
        }
        else if (chunks == 2 && IsCheap(part))
        {
            InParallel.For(chunks, chunks, chunk => AddAlone(part, mean, (0, 1), (chunk, chunks), kernels), CancellationToken.None);
        }
        else
        {
            AddTogether(part, mean, chunks, kernels);
        }

        _slices += Steps(part.Dimension, PackedProduct.Depth);
    }

    // To pack float32 values from memory again costs less than to read what another core has packed from the cache of that core.
    private static bool IsCheap(Snapshots part) => part.Count > 0 && part.Dimension > 0 && !part.Stored(0, 0, 1).IsEmpty;

    // The sums of several groups take an eighth of the memory of the snapshots at most: 8 bytes for each of n² entries, and 4 for each of pn.
    private static int Groups(int dimension, int count) =>
        dimension >= Math.Max(LeastGrouped, 8L * MostGroups * count * sizeof(double) / sizeof(float)) ? MostGroups : 1;

    private void AddAlone(
        Snapshots part, Memory<double> mean, (int First, int Step) groups, (int First, int Step) columns, VectorKernels kernels)
    {
        using AlignedBuffer packed = new(SliceLength, isCleared: false);
        Span<double> own = stackalloc double[PackedProduct.Depth];
        for (int slice = 0; slice * PackedProduct.Depth < part.Dimension; slice++)
        {
            if ((_slices + slice) / Run % groups.Step != groups.First)
            {
                continue;
            }

            int first = slice * PackedProduct.Depth, width = Math.Min(PackedProduct.Depth, part.Dimension - first);
            Span<double> sum = mean.IsEmpty ? [] : columns.First == 0 ? mean.Span.Slice(first, width) : own[..width];
            SlicePacking.Pack(part, first, width, sum, packed.Start, kernels);
            AddSlice(packed.Start, width, slice, columns, kernels);
        }
    }

    private void AddTogether(Snapshots part, Memory<double> mean, int chunks, VectorKernels kernels)
    {
        int slices = Steps(part.Dimension, PackedProduct.Depth), rounds = Steps(slices, _slicesPerRound);
        using AlignedBuffer packed = new(Math.Min(slices, HeldRounds * _slicesPerRound) * SliceLength, isCleared: false);
        double* start = packed.Start;
        double* Packed(int slice) => start + (slice % (HeldRounds * _slicesPerRound) * SliceLength);
        int Width(int slice) => Math.Min(PackedProduct.Depth, part.Dimension - (slice * PackedProduct.Depth));
        new Rounds(
            [.. Enumerable.Range(0, rounds).Select(round => Math.Min(_slicesPerRound, slices - (round * _slicesPerRound)))],
            chunks,
            HeldRounds)
        {
            Prepare = (round, piece) =>
            {
                int slice = (round * _slicesPerRound) + piece, first = slice * PackedProduct.Depth;
                Span<double> sum = mean.IsEmpty ? [] : mean.Span.Slice(first, Width(slice));
                SlicePacking.Pack(part, first, Width(slice), sum, Packed(slice), kernels);
            },
            Use = (round, chunk) =>
            {
                int end = Math.Min((round + 1) * _slicesPerRound, slices);
                for (int slice = round * _slicesPerRound; slice < end; slice++)
                {
                    AddSlice(Packed(slice), Width(slice), slice, (chunk, chunks), kernels);
                }
            },
        }.Run(_threads);
    }

    /// <summary>The sum so far, n-by-n and exactly symmetric; zeros if nothing was added.</summary>
    public DenseMatrix ToMatrix()
    {
        DenseMatrix sum = _sums[0];
        if (_slices == 0)
        {
            sum.Clear();
        }

        foreach (DenseMatrix other in _sums.Take(Steps(_slices, Run)).Skip(1))
        {
            TensorPrimitives.Add(sum.Values, other.Values, sum.Values);
        }

        foreach (DenseMatrix other in _sums.Skip(1))
        {
            UnsetMatrix.LetGo(other);
        }

        GramTiles.Mirror(sum);
        return sum;
    }

    private static int Steps(int length, int step) => (length + step - 1) / step;

    private long SliceLength => _panels * (long)VectorKernels.Panel * PackedProduct.Depth;

    /// <summary>
    /// Adds a slice of a part to one chunk of the columns: their lower triangle, and the entries above it that tiles on the diagonal cover.
    /// </summary>
    private void AddSlice(double* packed, int depth, int slice, (int First, int Step) columns, VectorKernels kernels)
    {
        int place = _slices + slice, count = _sums[0].RowCount;
        bool isFirst = place % Run == 0 && place / Run < _sums.Length;
        fixed (double* values = _sums[place / Run % _sums.Length].Values)
        {
            MatrixView gram = new(values, count, count, count);
            GramTiles.Add(packed, depth, gram, isFirst ? ProductMode.Set : ProductMode.Add, columns, kernels);
        }
    }
}
