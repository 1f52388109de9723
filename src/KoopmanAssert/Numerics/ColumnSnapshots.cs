using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Numerics;

/// <summary>The columns of a matrix in memory as snapshots.</summary>
internal sealed class ColumnSnapshots(DenseMatrix matrix) : Snapshots
{
    public override int Dimension => matrix.RowCount;

    public override int Count => matrix.ColumnCount;

    public override void Read(int snapshot, int first, Span<double> destination) =>
        matrix.Values.AsSpan((snapshot * matrix.RowCount) + first, destination.Length).CopyTo(destination);
}
