namespace KoopmanAssert.Core.Numerics;

/// <summary>A matrix somewhere in column-major memory that the caller keeps pinned, possibly read as its transpose.</summary>
/// <param name="start">The first entry.</param>
/// <param name="rows">Rows, after transposing.</param>
/// <param name="columns">Columns, after transposing.</param>
/// <param name="stride">Entries between stored columns.</param>
/// <param name="isTransposed">Whether stored columns are read as rows.</param>
internal readonly unsafe struct MatrixView(double* start, int rows, int columns, nint stride, bool isTransposed = false)
{
    public readonly double* Start = start;
    public readonly int Rows = rows;
    public readonly int Columns = columns;
    public readonly nint Stride = stride;
    public readonly bool IsTransposed = isTransposed;

    /// <summary>The same memory read as the transpose.</summary>
    public MatrixView Transposed => new(Start, Columns, Rows, Stride, !IsTransposed);

    /// <summary>The address of entry (row, column).</summary>
    public double* At(int row, int column) => Start + (IsTransposed ? column + (row * Stride) : row + (column * Stride));

    /// <summary>A rectangle of this matrix.</summary>
    public MatrixView Part(int row, int column, int rows, int columns) => new(At(row, column), rows, columns, Stride, IsTransposed);
}
