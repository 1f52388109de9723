using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Numerics;

/// <summary>Transposes, block by block: a column of them at a time would miss the cache at each entry.</summary>
internal static class Transposed
{
    private const int Block = 16;

    /// <summary>Aᵀ, n-by-m, a copy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static DenseMatrix Copy(DenseMatrix a)
    {
        int m = a.RowCount, n = a.ColumnCount;
        DenseMatrix transpose = new(n, m);
        double[] source = a.Values, copy = transpose.Values;
        for (int row = 0; row < m; row += Block)
        {
            int end = Math.Min(row + Block, m);
            for (int j = 0; j < n; j++)
            {
                for (int i = row; i < end; i++)
                    copy[j + (i * n)] = source[i + (j * m)];
            }
        }

        return transpose;
    }
}
