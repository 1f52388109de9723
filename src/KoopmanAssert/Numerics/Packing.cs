using System.Runtime.CompilerServices;

namespace KoopmanAssert;

/// <summary>Copies parts of matrices into panels of 8 rows, the order in which <see cref="VectorKernels.Tile"/> reads them.</summary>
/// <remarks>Entry (r, k) of a panel lies at 8k + r. Rows beyond the matrix are zero.</remarks>
internal static unsafe class Packing
{
    /// <summary>Packs <paramref name="rows"/> rows and <paramref name="depth"/> columns of a matrix, panel after panel.</summary>
    public static void Rows(MatrixView source, int firstRow, int rows, int first, int depth, double* panels)
    {
        for (int row = 0; row < rows; row += VectorKernels.Panel, panels += VectorKernels.Panel * (nint)depth)
        {
            int count = Math.Min(VectorKernels.Panel, rows - row);
            double* start = source.At(firstRow + row, first);
            if (!source.IsTransposed) CopyRows(start, source.Stride, count, depth, panels);
            else InterleaveColumns(start, source.Stride, count, depth, panels);
        }
    }

    /// <summary>Packs up to eight stored rows: entry (r, k) lies at r + k·stride.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyRows(double* source, nint stride, int count, int depth, double* panel)
    {
        if (count == VectorKernels.Panel)
        {
            for (int k = 0; k < depth; k++, source += stride, panel += VectorKernels.Panel)
                Unsafe.CopyBlockUnaligned(panel, source, VectorKernels.Panel * sizeof(double));
            return;
        }

        for (int k = 0; k < depth; k++, source += stride, panel += VectorKernels.Panel)
        {
            for (int r = 0; r < VectorKernels.Panel; r++)
                panel[r] = r < count ? source[r] : 0;
        }
    }

    /// <summary>Packs up to eight stored columns as rows: entry (r, k) lies at k + r·stride.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void InterleaveColumns(double* source, nint stride, int count, int depth, double* panel)
    {
        if (count == VectorKernels.Panel)
        {
            InterleaveEight(source, stride, depth, panel);
            return;
        }

        for (int k = 0; k < depth; k++, source++, panel += VectorKernels.Panel)
        {
            for (int r = 0; r < VectorKernels.Panel; r++)
                panel[r] = r < count ? source[r * stride] : 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void InterleaveEight(double* source, nint stride, int depth, double* panel)
    {
        double* a = source, b = a + stride, c = b + stride, d = c + stride;
        double* e = d + stride, f = e + stride, g = f + stride, h = g + stride;
        for (int k = 0; k < depth; k++, panel += VectorKernels.Panel)
        {
            panel[0] = a[k];
            panel[1] = b[k];
            panel[2] = c[k];
            panel[3] = d[k];
            panel[4] = e[k];
            panel[5] = f[k];
            panel[6] = g[k];
            panel[7] = h[k];
        }
    }
}
