namespace KoopmanAssert.Core.Numerics;

/// <summary>
/// Appends m rows S to a triangle R: computes the triangle of [R; S] by Householder reflectors that keep the zeros of R, in 2·m·n²
/// operations (Golub and Van Loan, 4th ed., 6.5; the "triangle on top of a square" of Demmel, Grigori, Hoemmen and Langou 2012,
/// doi:10.1137/080731992).
/// </summary>
/// <remarks>
/// A reflector is a unit vector in the rows of R with a column of V in the rows of S below it. Blocks of 24 reflectors are applied in
/// compact WY form, as [R; S] −= [I; V] Tᵀ (R + VᵀS), to eight columns at a time, which are packed once and stay in the first-level cache.
/// Every entry is summed in the same order for every vector width.
/// </remarks>
/// <param name="rows">The most rows that are appended at once.</param>
internal sealed unsafe class TriangleUpdate(int rows) : IDisposable
{
    private const int Block = VectorKernels.TileRows;

    // V by columns and by rows, with spare panels for tiles that reach beyond it; T twice; two products; eight columns of S.
    private readonly AlignedBuffer _work = new(
        (long)Block * ((2 * RoundUp(rows)) + (2 * Block) + (2 * VectorKernels.Panel)) + ((long)VectorKernels.Panel * (rows + Block)));
    private readonly double[] _factors = new double[Block];
    private readonly VectorKernels _kernels = VectorKernels.Current;

    private double* Columns => _work.Start;

    private double* Rows => Columns + (Block * (nint)RoundUp(rows));

    private double* T => Rows + (Block * (nint)RoundUp(rows));

    private double* PackedT => T + (Block * Block);

    private double* Tile => PackedT + (Block * Block);

    private double* Weights => Tile + (Block * VectorKernels.Panel);

    private double* Packed => Weights + (Block * VectorKernels.Panel);

    /// <summary>Replaces R by the triangle of [R; S].</summary>
    /// <param name="r">R, n-by-n and upper triangular; entries below the diagonal are neither read nor written.</param>
    /// <param name="s">S, m-by-n; destroyed.</param>
    public void Append(MatrixView r, MatrixView s)
    {
        for (int first = 0; first < s.Columns; first += Block)
        {
            int count = Math.Min(Block, s.Columns - first), next = first + count;
            Factorise(r, s, first, next);
            if (next == s.Columns)
            {
                return;
            }

            Pack(s.Part(0, first, s.Rows, count));
            for (int column = next; column < s.Columns; column += VectorKernels.Panel)
            {
                int columns = Math.Min(VectorKernels.Panel, s.Columns - column);
                Apply(count, r.Part(first, column, count, columns), s.Part(0, column, s.Rows, columns));
            }
        }
    }

    public void Dispose() => _work.Dispose();

    private static int RoundUp(int rows) => (rows + Block - 1) / Block * Block;

    /// <summary>Computes the reflectors of one block, column by column.</summary>
    private void Factorise(MatrixView r, MatrixView s, int first, int end)
    {
        for (int j = first; j < end; j++)
        {
            double* v = s.At(0, j);
            double factor = _factors[j - first] = Householder.Create(*r.At(j, j), v, s.Rows, out double beta);
            *r.At(j, j) = beta;
            for (int c = j + 1; c < end; c++)
            {
                double weight = factor * (*r.At(j, c) + _kernels.Dot(v, s.At(0, c), s.Rows));
                *r.At(j, c) -= weight;
                _kernels.AddScaled(-weight, v, s.At(0, c), s.Rows);
            }
        }
    }

    /// <summary>Packs V by columns and by rows, and Tᵀ, for the products with the columns that follow.</summary>
    private void Pack(MatrixView v)
    {
        Packing.Rows(v.Transposed, 0, v.Columns, 0, v.Rows, Columns);
        Packing.Rows(v, 0, v.Rows, 0, v.Columns, Rows);
        MatrixView t = new(T, v.Columns, v.Columns, Block), inner = new(PackedT, v.Columns, v.Columns, Block);
        new Span<double>(T, Block * Block).Clear();
        for (int j = 0; j < v.Columns; j += VectorKernels.Panel)
        {
            _kernels.Tile(Columns, VectorKernels.Panel * (nint)v.Rows, Columns + (j * (nint)v.Rows), v.Rows, inner.At(0, j));
        }

        Reflectors.Triangle(inner, _factors.AsSpan(0, v.Columns), t);
        Packing.Rows(t.Transposed, 0, v.Columns, 0, v.Columns, PackedT);
    }

    /// <summary>Applies the packed reflectors to up to eight columns of the rows of R and of S.</summary>
    private void Apply(int count, MatrixView r, MatrixView s)
    {
        Packing.Rows(s.Transposed, 0, s.Columns, 0, s.Rows, Packed);
        _kernels.Tile(Columns, VectorKernels.Panel * (nint)s.Rows, Packed, s.Rows, Tile);
        for (int j = 0; j < s.Columns; j++)
        {
            for (int i = 0; i < count; i++)
            {
                Tile[i + (j * Block)] += *r.At(i, j);
            }
        }

        Packing.InterleaveColumns(Tile, Block, s.Columns, count, Weights);
        _kernels.Tile(PackedT, VectorKernels.Panel * (nint)count, Weights, count, Tile);
        PackedProduct.WriteTile(Tile, r, ProductMode.Subtract, _kernels);
        Packing.InterleaveColumns(Tile, Block, s.Columns, count, Weights);
        for (int row = 0; row < s.Rows; row += Block)
        {
            _kernels.Tile(Rows + (row * (nint)count), VectorKernels.Panel * (nint)count, Weights, count, Tile);
            PackedProduct.WriteTile(Tile, s.Part(row, 0, Math.Min(Block, s.Rows - row), s.Columns), ProductMode.Subtract, _kernels);
        }
    }
}
