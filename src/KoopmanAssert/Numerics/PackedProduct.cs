using System.Runtime.CompilerServices;

namespace KoopmanAssert.Core.Numerics;

/// <summary>What a product does to its destination.</summary>
internal enum ProductMode
{
    /// <summary>C = A B.</summary>
    Set,

    /// <summary>C = C + A B.</summary>
    Add,

    /// <summary>C = C − A B.</summary>
    Subtract,
}

/// <summary>The product of two matrices over packed blocks (Goto and van de Geijn 2008, doi:10.1145/1356052.1356053).</summary>
/// <remarks>
/// An entry is the sum of one partial sum per block of 256 terms, in order, and a partial sum is a chain of fused products. So the bits of
/// an entry depend neither on the vector width, nor on its tile, nor on the other rows and columns.
/// </remarks>
internal static unsafe class PackedProduct
{
    /// <summary>
    /// The number of terms that are summed before a tile is written back: a panel of them fills half of the first-level cache.
    /// </summary>
    public const int Depth = 256;

    /// <summary>The number of rows that are packed at a time: eight tiles, which fit the second-level cache at full depth.</summary>
    private const int RowBlock = 8 * VectorKernels.TileRows;

    private const int ColumnBlock = 1024;

    /// <summary>
    /// Writes, adds or subtracts the m-by-k product of an m-by-d and a d-by-k matrix. C must not overlap A or B and must not be
    /// transposed.
    /// </summary>
    public static void Run(MatrixView a, MatrixView b, MatrixView c, ProductMode mode)
    {
        if (c.Rows == 0 || c.Columns == 0)
        {
            return;
        }

        int depth = Math.Min(Depth, a.Columns);
        using AlignedBuffer left = new((long)RoundUp(Math.Min(RowBlock, a.Rows), VectorKernels.Panel) * depth);
        using AlignedBuffer right = new((long)RoundUp(Math.Min(ColumnBlock, b.Columns), VectorKernels.Panel) * depth);
        if (a.Columns == 0 && mode == ProductMode.Set)
        {
            Clear(c);
        }

        for (int column = 0; column < c.Columns; column += ColumnBlock)
        {
            int columns = Math.Min(ColumnBlock, c.Columns - column);
            for (int first = 0; first < a.Columns; first += Depth)
            {
                int terms = Math.Min(Depth, a.Columns - first);
                Packing.Rows(b.Transposed, column, columns, first, terms, right.Start);
                ProductMode step = first == 0 || mode == ProductMode.Subtract ? mode : ProductMode.Add;
                for (int row = 0; row < c.Rows; row += RowBlock)
                {
                    int rows = Math.Min(RowBlock, c.Rows - row);
                    Packing.Rows(a, row, rows, first, terms, left.Start);
                    MultiplyBlock(left.Start, right.Start, terms, c.Part(row, column, rows, columns), step);
                }
            }
        }
    }

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;

    private static void Clear(MatrixView c)
    {
        for (int j = 0; j < c.Columns; j++)
        {
            new Span<double>(c.At(0, j), c.Rows).Clear();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyBlock(double* left, double* right, int depth, MatrixView c, ProductMode mode)
    {
        VectorKernels kernels = VectorKernels.Current;
        nint panel = VectorKernels.Panel * (nint)depth;
        double* tile = stackalloc double[VectorKernels.TileRows * VectorKernels.Panel];
        for (int column = 0; column < c.Columns; column += VectorKernels.Panel, right += panel)
        {
            double* a = left;
            for (int row = 0; row < c.Rows; row += VectorKernels.TileRows, a += 3 * panel)
            {
                int rows = Math.Min(VectorKernels.TileRows, c.Rows - row);
                kernels.Tile(a, panel, right, depth, tile, RoundUp(rows, VectorKernels.Panel) / VectorKernels.Panel);
                WriteTile(tile, c.Part(row, column, rows, Math.Min(VectorKernels.Panel, c.Columns - column)), mode, kernels);
            }
        }
    }

    /// <summary>Writes the part of a tile that lies within the matrix.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void WriteTile(double* tile, MatrixView c, ProductMode mode, VectorKernels kernels)
    {
        double sign = mode == ProductMode.Subtract ? -1 : 1;
        bool overwrite = mode == ProductMode.Set;
        if (c.Rows % VectorKernels.Panel == 0 && c.Columns == VectorKernels.Panel)
        {
            kernels.AddTile(tile, sign, c.Start, c.Stride, overwrite, c.Rows / VectorKernels.Panel);
            return;
        }

        for (int j = 0; j < c.Columns; j++, tile += VectorKernels.TileRows)
        {
            double* column = c.At(0, j);
            for (int i = 0; i < c.Rows; i++)
            {
                column[i] = (sign * tile[i]) + (overwrite ? 0 : column[i]);
            }
        }
    }
}
