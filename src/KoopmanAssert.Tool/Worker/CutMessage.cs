using Google.Protobuf.Collections;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Tool.Wire;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Tool;

/// <summary>What is kept of a cut as a message: every bit of it.</summary>
internal static class CutMessage
{
    public static CutParts Of(CutStatistics cut)
    {
        SnapshotSums sums = cut.Sums;
        var message = new CutParts { Centred = Of(sums.Centred), Level = sums.Level };
        if (sums.Observed is { } observed && observed != sums.Centred)
        {
            message.Observed = Of(observed);
        }

        if (sums.Triangle is { } triangle)
        {
            message.Triangle = new Triangle { Rows = triangle.RowCount, Snapshots = triangle.ColumnCount };
            Add(message.Triangle.Values, triangle.Values);
        }

        if (cut.Classes is { } classes)
        {
            message.Classes = ClassesMessage.Of(classes);
        }

        return message;
    }

    public static CutStatistics Read(CutParts message) => new(
        new SnapshotSums(
            Read(message.Centred),
            message.Observed is { } observed ? Read(observed) : null,
            message.Triangle is { } triangle ? new DenseMatrix(triangle.Rows, triangle.Snapshots, [.. triangle.Values]) : null,
            message.Level),
        message.Classes is { } classes ? ClassesMessage.Read(classes) : null);

    private static Products Of(InnerProducts products)
    {
        double[] kept = products.Kept.Values;
        int n = products.Snapshots;
        var message = new Products { Dimension = products.Dimension, Snapshots = n };
        if (InnerProducts.KeepsSnapshots(products.Dimension, n))
        {
            Add(message.Values, kept);
            return message;
        }

        for (int j = 0; j < n; j++)
        {
            Add(message.Values, kept.AsSpan((j * n) + j, n - j));
        }

        return message;
    }

    private static InnerProducts Read(Products message)
    {
        int n = message.Snapshots;
        if (InnerProducts.KeepsSnapshots(message.Dimension, n))
        {
            return InnerProducts.Create(new DenseMatrix(message.Dimension, n, [.. message.Values]), message.Dimension);
        }

        var gram = new double[n * n];
        for (int j = 0, next = 0; j < n; j++)
        {
            for (int i = j; i < n; i++)
            {
                gram[(j * n) + i] = gram[(i * n) + j] = message.Values[next++];
            }
        }

        return InnerProducts.Create(new DenseMatrix(n, n, gram), message.Dimension);
    }

    private static void Add(RepeatedField<double> values, ReadOnlySpan<double> some)
    {
        values.Capacity = Math.Max(values.Capacity, values.Count + some.Length);
        foreach (double value in some)
        {
            values.Add(value);
        }
    }
}
