using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Numerics;

/// <summary>Sorts values and the columns that belong to them. Equal values keep the order of their indices.</summary>
internal static class SortedOrder
{
    /// <summary>Sorts values in place, largest first, as eigenvalues and singular values are returned.</summary>
    /// <returns>The former index of each sorted value.</returns>
    public static int[] SortDescending(double[] values)
    {
        int[] order = new int[values.Length];
        double[] keys = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            (order[i], keys[i]) = (i, values[i]);
        }

        Array.Sort(order, (i, j) => keys[i] != keys[j] ? keys[j].CompareTo(keys[i]) : i.CompareTo(j));
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = keys[order[i]];
        }

        return order;
    }

    /// <summary>
    /// Moves the columns of a matrix from <paramref name="first"/> on: the j-th of them becomes the one that was at place order[j] of them.
    /// </summary>
    public static void MoveColumns(DenseMatrix matrix, int first, int[] order)
    {
        double[] start = new double[matrix.RowCount];
        bool[] isMoved = new bool[order.Length];
        for (int j = 0; j < order.Length; j++)
        {
            MoveCycle(matrix, first, order, j, start, isMoved);
        }
    }

    /// <summary>Moves the columns that take each other's places, beginning with j, unless that was moved with others.</summary>
    private static void MoveCycle(DenseMatrix matrix, int first, int[] order, int j, double[] start, bool[] isMoved)
    {
        int rows = matrix.RowCount;
        Span<double> Column(int c) => matrix.Values.AsSpan((first + c) * rows, rows);
        if (isMoved[j] || order[j] == j)
        {
            return;
        }

        Column(j).CopyTo(start);
        int place = j;
        for (; order[place] != j; place = order[place])
        {
            Column(order[place]).CopyTo(Column(place));
            isMoved[place] = true;
        }

        start.CopyTo(Column(place));
        isMoved[place] = true;
    }

    /// <summary>Sorts indices by their values, smallest first; the values stay where they are.</summary>
    public static void SortIndices(Span<int> indices, double[] values) =>
        indices.Sort((i, j) => values[i] != values[j] ? values[i].CompareTo(values[j]) : i.CompareTo(j));

    /// <summary>
    /// Merges two runs of indices, each in ascending order of the values; the second run starts at <paramref name="second"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MergeIndices(Span<int> indices, int second, ReadOnlySpan<double> values)
    {
        int[] runs = indices.ToArray();
        for (int to = 0, i = 0, j = second; to < runs.Length; to++)
        {
            bool takesFirst = j == runs.Length || (i < second && values[runs[i]] <= values[runs[j]]);
            indices[to] = takesFirst ? runs[i++] : runs[j++];
        }
    }
}
