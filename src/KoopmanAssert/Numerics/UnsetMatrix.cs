using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Numerics;

/// <summary>Matrices that are about to be written, every entry of them: to clear them first would be work for nothing.</summary>
/// <remarks>
/// A large one takes the memory of one of its size that was let go. The collector would let large garbage grow to several times what is in
/// use before it collects. Safe for concurrent use.
/// </remarks>
internal static class UnsetMatrix
{
    /// <summary>The bytes from which on the collector looks at an array in full collections only.</summary>
    private const int Large = 85_000;

    /// <summary>What the steps of two decompositions of order 1,024 take, as in <see cref="IdleBlocks"/>.</summary>
    private const long Most = 64L << 20;

    private static readonly Lock Access = new();
    private static readonly List<double[]> Idle = []; // the last one let go is at the end
    private static long s_idle;

    /// <summary>The bytes of the matrices that were let go and not taken again.</summary>
    public static long Bytes
    {
        get
        {
            lock (Access)
            {
                return s_idle;
            }
        }
    }

    /// <summary>An m-by-n matrix whose entries are whatever the memory holds.</summary>
    public static DenseMatrix Create(int rows, int columns)
    {
        int length = checked(rows * columns);
        return new DenseMatrix(rows, columns, Take(length) ?? LargePages.Allocate<double>(length));
    }

    /// <summary>An m-by-n matrix of zeros: of those that are written in part.</summary>
    public static DenseMatrix Zeros(int rows, int columns)
    {
        DenseMatrix zeros = Create(rows, columns);
        zeros.Clear();
        return zeros;
    }

    /// <summary>A copy of a matrix.</summary>
    public static DenseMatrix Copy(DenseMatrix a)
    {
        DenseMatrix copy = Create(a.RowCount, a.ColumnCount);
        a.Values.CopyTo(copy.Values.AsSpan());
        return copy;
    }

    /// <summary>Lets the next matrix of the size take the memory of one that nobody will read or write any more.</summary>
    public static void LetGo(DenseMatrix? matrix)
    {
        if (matrix is null || !IsLarge(matrix.Values.Length))
        {
            return;
        }

        lock (Access)
        {
            if (Idle.Contains(matrix.Values))
            {
                throw new InvalidOperationException("This matrix was let go before.");
            }

            Idle.Add(matrix.Values);
            s_idle += BytesOf(matrix.Values.Length);
            while (s_idle > Most)
            {
                Remove(0);
            }
        }
    }

    /// <summary>Leaves all that was let go to the collector, at the end of an analysis.</summary>
    public static void Release()
    {
        lock (Access)
        {
            Idle.Clear();
            s_idle = 0;
        }
    }

    private static double[]? Take(int length)
    {
        if (!IsLarge(length))
        {
            return null;
        }

        lock (Access)
        {
            int fit = Idle.FindLastIndex(array => array.Length == length);
            return fit < 0 ? null : Remove(fit);
        }
    }

    private static double[] Remove(int index)
    {
        double[] array = Idle[index];
        Idle.RemoveAt(index);
        s_idle -= BytesOf(array.Length);
        return array;
    }

    private static bool IsLarge(int length) => BytesOf(length) >= Large;

    private static long BytesOf(int length) => (long)length * sizeof(double);
}
