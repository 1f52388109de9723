using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Numerics;

/// <summary>Matrices that are about to be written, every entry of them: to clear them first would be work for nothing.</summary>
internal static class UnsetMatrix
{
    /// <summary>An m-by-n matrix whose entries are whatever the memory holds.</summary>
    public static DenseMatrix Create(int rows, int columns) =>
        new(rows, columns, GC.AllocateUninitializedArray<double>(checked(rows * columns)));
}
