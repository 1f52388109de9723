using System.Numerics.Tensors;

namespace KoopmanAssert.Core.Numerics;

/// <summary>Packs a slice of features of all snapshots for <see cref="GramSum"/>, in panels of eight snapshots.</summary>
/// <remarks>
/// The rows after the last snapshot in the last panel hold any values. The mean of a feature is the same bits however snapshots are stored.
/// </remarks>
internal static unsafe class SlicePacking
{
    /// <summary>
    /// Packs one slice. The mean of each feature is written to <paramref name="mean"/> and subtracted, unless that is empty.
    /// </summary>
    public static void Pack(Snapshots part, int first, int depth, Span<double> mean, double* slice, VectorKernels kernels)
    {
        mean.Clear();
        if (part.Count == 0 || part.Stored(0, first, depth).IsEmpty)
        {
            PackRead(part, first, depth, mean, slice, kernels);
        }
        else
        {
            PackStored(part, first, depth, mean, slice, kernels);
        }
    }

    /// <summary>
    /// Packs snapshots straight from float32 storage. To read a slice twice, the second time from a cache, costs less than to subtract the
    /// means from what is packed, which takes twice the memory.
    /// </summary>
    private static void PackStored(Snapshots part, int first, int depth, Span<double> mean, double* slice, VectorKernels kernels)
    {
        fixed (double* means = mean)
        {
            for (int j = 0; j < part.Count && !mean.IsEmpty; j += VectorKernels.Panel)
            {
                UseRows(part, j, first, depth, null, means, kernels);
            }

            TensorPrimitives.Divide(mean, part.Count, mean);
            for (int j = 0; j < part.Count; j += VectorKernels.Panel, slice += VectorKernels.Panel * (nint)depth)
            {
                UseRows(part, j, first, depth, slice, means, kernels);
            }
        }

        GC.KeepAlive(part); // owns the memory behind the pointers
    }

    /// <summary>Packs up to eight snapshots less their mean, or adds them to its sum if there is no panel.</summary>
    private static void UseRows(Snapshots part, int j, int first, int depth, double* panel, double* mean, VectorKernels kernels)
    {
        int last = part.Count - 1;
        ReadOnlySpan<float> Row(int r) => part.Stored(Math.Min(j + r, last), first, depth);
        fixed (float* a = Row(0), b = Row(1), c = Row(2), d = Row(3), e = Row(4), f = Row(5), g = Row(6), h = Row(7))
        {
            ReadOnlySpan<nint> rows = [(nint)a, (nint)b, (nint)c, (nint)d, (nint)e, (nint)f, (nint)g, (nint)h];
            if (panel is null)
            {
                kernels.AddRows(rows[..Math.Min(VectorKernels.Panel, part.Count - j)], depth, mean);
            }
            else
            {
                kernels.Widen(rows, depth, panel, mean);
            }
        }
    }

    /// <summary>Packs snapshots that are read one at a time: eight of them stay in the first-level cache.</summary>
    private static void PackRead(Snapshots part, int first, int depth, Span<double> mean, double* slice, VectorKernels kernels)
    {
        double* rows = stackalloc double[VectorKernels.Panel * PackedProduct.Depth], panel = slice;
        for (int j = 0; j < part.Count; j += VectorKernels.Panel, panel += VectorKernels.Panel * (nint)depth)
        {
            int count = Math.Min(VectorKernels.Panel, part.Count - j);
            for (int r = 0; r < count; r++)
            {
                Span<double> row = new(rows + (r * depth), depth);
                part.Read(j + r, first, row);
                if (!mean.IsEmpty)
                {
                    TensorPrimitives.Add(mean, row, mean);
                }
            }

            Packing.InterleaveColumns(rows, depth, count, depth, panel);
        }

        TensorPrimitives.Divide(mean, part.Count, mean);
        fixed (double* means = mean)
        {
            for (; slice < panel && means is not null; slice += VectorKernels.Panel * (nint)depth)
            {
                kernels.SubtractFromRows(means, slice, depth);
            }
        }
    }
}
