using System.Runtime.CompilerServices;

namespace KoopmanAssert.Core.Numerics;

/// <summary>Orders of columns by ascending value.</summary>
internal static class Ascending
{
    /// <summary>Sorts indices by their values; equal ones by index.</summary>
    public static void Sort(Span<int> indices, double[] values) =>
        indices.Sort((i, j) => values[i] != values[j] ? values[i].CompareTo(values[j]) : i.CompareTo(j));

    /// <summary>Merges two runs, each ascending, the second one from <paramref name="second"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Merge(Span<int> indices, int second, ReadOnlySpan<double> values)
    {
        int[] runs = indices.ToArray();
        for (int to = 0, i = 0, j = second; to < runs.Length; to++)
        {
            bool takesFirst = j == runs.Length || (i < second && values[runs[i]] <= values[runs[j]]);
            indices[to] = takesFirst ? runs[i++] : runs[j++];
        }
    }
}
