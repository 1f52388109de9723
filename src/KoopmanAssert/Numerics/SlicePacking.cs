using System.Numerics.Tensors;

namespace KoopmanAssert.Core.Numerics;

/// <summary>Packs a slice of features of all snapshots for <see cref="GramSum"/>, in panels of eight snapshots.</summary>
internal static unsafe class SlicePacking
{
    /// <summary>
    /// Packs one slice: eight snapshots at a time, which stay in the first-level cache. The mean of each feature is written to
    /// <paramref name="sum"/> and subtracted, unless that is empty.
    /// </summary>
    public static void Pack(Snapshots part, int first, int depth, Span<double> sum, double* slice, VectorKernels kernels)
    {
        int count = part.Count;
        nint panel = VectorKernels.Panel * (nint)depth;
        double* start = slice;
        sum.Clear();
        double* rows = stackalloc double[VectorKernels.Panel * PackedProduct.Depth];
        fixed (double* sums = sum)
        {
            for (int j = 0; j < count; j += VectorKernels.Panel, slice += panel)
            {
                if (count - j < VectorKernels.Panel || !PackStored(part, j, first, depth, sums, slice, kernels))
                {
                    Pack(part, j, Math.Min(VectorKernels.Panel, count - j), first, depth, sum, rows, slice);
                }
            }
        }

        GC.KeepAlive(part); // owns the memory behind the pointers
        if (!sum.IsEmpty)
        {
            TensorPrimitives.Divide(sum, count, sum);
            Centre(sum, start, slice, depth, kernels);
        }
    }

    /// <summary>Packs eight snapshots straight from float32 storage; returns false if they are not stored so.</summary>
    private static bool PackStored(Snapshots part, int j, int first, int depth, double* sum, double* panel, VectorKernels kernels)
    {
        fixed (float* a = part.Stored(j, first, depth), b = part.Stored(j + 1, first, depth), c = part.Stored(j + 2, first, depth),
            d = part.Stored(j + 3, first, depth), e = part.Stored(j + 4, first, depth), f = part.Stored(j + 5, first, depth),
            g = part.Stored(j + 6, first, depth), h = part.Stored(j + 7, first, depth))
        {
            if (a is null)
            {
                return false;
            }

            kernels.Widen([(nint)a, (nint)b, (nint)c, (nint)d, (nint)e, (nint)f, (nint)g, (nint)h], depth, panel, sum);
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

    private static void Centre(ReadOnlySpan<double> mean, double* slice, double* end, int depth, VectorKernels kernels)
    {
        fixed (double* means = mean)
        {
            for (; slice < end; slice += VectorKernels.Panel * (nint)depth)
            {
                kernels.SubtractFromRows(means, slice, depth);
            }
        }
    }
}
