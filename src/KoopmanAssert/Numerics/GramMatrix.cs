using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert;

/// <summary>Gram matrices of snapshots: all inner products, without ever holding the snapshots themselves.</summary>
/// <remarks>
/// The snapshots stream through one slice of 256 features at a time, so memory is n-by-n for the result and n-by-256 for the slice.
/// Sums run as in <see cref="PackedProduct"/>: the same bits whatever the vector width.
/// </remarks>
internal static unsafe class GramMatrix
{
    /// <summary>Panels of rows that one sweep over the columns keeps in the second-level cache: eight tiles.</summary>
    private const int RowPanels = 24;

    /// <summary>G = XᵀX, n-by-n and exactly symmetric, of p-by-n snapshots. p = 0 gives zeros.</summary>
    public static DenseMatrix Of(Snapshots x)
    {
        int n = x.Count;
        DenseMatrix gram = new(n, n);
        int panels = (n + VectorKernels.Panel - 1) / VectorKernels.Panel;
        // A tile may start at any panel and takes three, hence two spare ones.
        using AlignedBuffer slice = new((panels + 2L) * VectorKernels.Panel * PackedProduct.Depth);
        fixed (double* values = gram.Values)
        {
            for (int first = 0; first < x.Dimension; first += PackedProduct.Depth)
            {
                int depth = Math.Min(PackedProduct.Depth, x.Dimension - first);
                Pack(x, first, depth, slice.Start);
                AddSlice(slice.Start, depth, new(values, n, n, n), first == 0 ? ProductMode.Set : ProductMode.Add);
            }
        }

        Mirror(gram);
        return gram;
    }

    /// <summary>G = AᵀA, n-by-n and exactly symmetric, of an m-by-n matrix in memory.</summary>
    public static DenseMatrix Of(DenseMatrix a) => Of(new ColumnSnapshots(a));

    private static void Pack(Snapshots x, int first, int depth, double* slice)
    {
        double[] columns = new double[VectorKernels.Panel * depth];
        fixed (double* source = columns)
        {
            for (int panel = 0; panel < x.Count; panel += VectorKernels.Panel, slice += VectorKernels.Panel * (nint)depth)
            {
                int count = Math.Min(VectorKernels.Panel, x.Count - panel);
                for (int c = 0; c < count; c++)
                    x.Read(panel + c, first, columns.AsSpan(c * depth, depth));
                Packing.InterleaveColumns(source, depth, count, depth, slice);
            }
        }

        // A shallower last slice moves the spare panels to where entries of the slice before lie.
        new Span<double>(slice, 2 * VectorKernels.Panel * depth).Clear();
    }

    /// <summary>Adds the lower triangle, with what the tiles on the diagonal reach beyond it.</summary>
    private static void AddSlice(double* slice, int depth, MatrixView gram, ProductMode mode)
    {
        VectorKernels kernels = VectorKernels.Current;
        nint panel = VectorKernels.Panel * (nint)depth;
        int panels = (gram.Rows + VectorKernels.Panel - 1) / VectorKernels.Panel;
        double* tile = stackalloc double[VectorKernels.TileRows * VectorKernels.Panel];
        for (int block = 0; block < panels; block += RowPanels)
        {
            int end = Math.Min(block + RowPanels, panels);
            for (int j = 0; j < end; j++)
            {
                int columns = Math.Min(VectorKernels.Panel, gram.Columns - (j * VectorKernels.Panel));
                for (int i = Math.Max(block, j); i < end; i += 3)
                {
                    kernels.Tile(slice + (i * panel), panel, slice + (j * panel), depth, tile);
                    int rows = Math.Min(end, i + 3) * VectorKernels.Panel;
                    rows = Math.Min(rows, gram.Rows) - (i * VectorKernels.Panel);
                    MatrixView target = gram.Part(i * VectorKernels.Panel, j * VectorKernels.Panel, rows, columns);
                    PackedProduct.WriteTile(tile, target, mode, kernels);
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
                values[i + (j * n)] = values[j + (i * n)];
        }
    }

    private sealed class ColumnSnapshots(DenseMatrix matrix) : Snapshots
    {
        public override int Dimension => matrix.RowCount;

        public override int Count => matrix.ColumnCount;

        public override void Read(int snapshot, int first, Span<double> destination) =>
            matrix.Values.AsSpan((snapshot * matrix.RowCount) + first, destination.Length).CopyTo(destination);
    }
}
