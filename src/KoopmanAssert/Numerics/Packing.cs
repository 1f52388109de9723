using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace KoopmanAssert.Core.Numerics;

/// <summary>Copies parts of matrices to panels of 8 rows, in the order in which <see cref="VectorKernels.Tile"/> reads them.</summary>
/// <remarks>Entry (r, k) of a panel is at 8k + r. Rows beyond the matrix are zero.</remarks>
internal static unsafe class Packing
{
    /// <summary>Packs <paramref name="rows"/> rows and <paramref name="depth"/> columns of a matrix, panel after panel.</summary>
    public static void Rows(MatrixView source, int firstRow, int rows, int first, int depth, double* panels)
    {
        for (int row = 0; row < rows; row += VectorKernels.Panel, panels += VectorKernels.Panel * (nint)depth)
        {
            int count = Math.Min(VectorKernels.Panel, rows - row);
            double* start = source.At(firstRow + row, first);
            if (!source.IsTransposed)
            {
                CopyRows(start, source.Stride, count, depth, panels);
            }
            else
            {
                InterleaveColumns(start, source.Stride, count, depth, panels);
            }
        }
    }

    /// <summary>Packs up to eight stored rows: entry (r, k) is at r + k·stride.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyRows(double* source, nint stride, int count, int depth, double* panel)
    {
        if (count == VectorKernels.Panel)
        {
            for (int k = 0; k < depth; k++, source += stride, panel += VectorKernels.Panel)
            {
                Unsafe.CopyBlockUnaligned(panel, source, VectorKernels.Panel * sizeof(double));
            }

            return;
        }

        for (int k = 0; k < depth; k++, source += stride, panel += VectorKernels.Panel)
        {
            for (int r = 0; r < VectorKernels.Panel; r++)
            {
                panel[r] = r < count ? source[r] : 0;
            }
        }
    }

    /// <summary>Packs up to eight stored columns as rows: entry (r, k) is at k + r·stride.</summary>
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
            {
                panel[r] = r < count ? source[r * stride] : 0;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void InterleaveEight(double* source, nint stride, int depth, double* panel)
    {
        double* a = source, b = a + stride, c = b + stride, d = c + stride;
        double* e = d + stride, f = e + stride, g = f + stride, h = g + stride;
        int k = 0;
        if (Avx.IsSupported)
        {
            for (; k + 4 <= depth; k += 4, panel += 4 * VectorKernels.Panel)
            {
                TransposeFour(a + k, b + k, c + k, d + k, panel);
                TransposeFour(e + k, f + k, g + k, h + k, panel + 4);
            }
        }

        for (; k < depth; k++, panel += VectorKernels.Panel)
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

    /// <summary>Writes entry i of four columns to the four entries at 8i.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeFour(double* a, double* b, double* c, double* d, double* panel)
    {
        Vector256<double> x = Vector256.Load(a), y = Vector256.Load(b), z = Vector256.Load(c), w = Vector256.Load(d);
        Vector256<double> evenXY = Avx.UnpackLow(x, y), oddXY = Avx.UnpackHigh(x, y);
        Vector256<double> evenZW = Avx.UnpackLow(z, w), oddZW = Avx.UnpackHigh(z, w);
        Avx.Permute2x128(evenXY, evenZW, 0x20).Store(panel);
        Avx.Permute2x128(oddXY, oddZW, 0x20).Store(panel + VectorKernels.Panel);
        Avx.Permute2x128(evenXY, evenZW, 0x31).Store(panel + (2 * VectorKernels.Panel));
        Avx.Permute2x128(oddXY, oddZW, 0x31).Store(panel + (3 * VectorKernels.Panel));
    }
}
