namespace KoopmanAssert.Core.Numerics;

/// <summary>The order in which eigenvalues and singular values are given.</summary>
internal static class Descending
{
    /// <summary>Sorts the values, largest first; equal ones keep their order.</summary>
    /// <returns>Where each sorted value was.</returns>
    public static int[] Sort(double[] values)
    {
        int[] order = new int[values.Length];
        double[] keys = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
            (order[i], keys[i]) = (i, values[i]);
        Array.Sort(order, (i, j) => keys[i] != keys[j] ? keys[j].CompareTo(keys[i]) : i.CompareTo(j));
        for (int i = 0; i < values.Length; i++)
            values[i] = keys[order[i]];
        return order;
    }
}
