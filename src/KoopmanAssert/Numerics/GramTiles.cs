using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Numerics;

/// <summary>The lower triangle of a Gram matrix, tile by tile, from packed slices of features.</summary>
internal static unsafe class GramTiles
{
    /// <summary>The most row panels that one sweep over the columns keeps in the second-level cache: 17 tiles, 816 KiB.</summary>
    private const int MostRowPanels = 51;

    /// <summary>
    /// Adds the products of a slice to one chunk of the columns, or writes them there: their lower triangle, and the entries above it that
    /// tiles on the diagonal cover.
    /// </summary>
    public static void Add(
        double* slice, int depth, MatrixView gram, ProductMode mode, (int First, int Step) columns, VectorKernels kernels)
    {
        int count = gram.Rows, panels = Steps(count, VectorKernels.Panel);
        nint panel = VectorKernels.Panel * (nint)depth;
        double* tile = stackalloc double[VectorKernels.TileRows * VectorKernels.Panel];
        int sweeps = Math.Max(1, Steps(panels, MostRowPanels));
        int height = Steps(panels, 3 * sweeps) * 3; // sweeps of equal height: a short last one would waste most of its tiles
        for (int block = 0; block < panels; block += height)
        {
            int end = Math.Min(block + height, panels);
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
    public static void Mirror(DenseMatrix gram)
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

    private static int Steps(int length, int step) => (length + step - 1) / step;
}
