using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Koopman;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Tool.Messages;

/// <summary>The statistics of a cut, with packed matrices.</summary>
internal sealed record CutMessage(
    PackedProducts Centred, PackedProducts? Observed, PackedMatrix? Triangle, double Level, ClassDecisions? Classes, OutputSketch? Outputs)
{
    /// <summary>The figures that follow from labels.</summary>
    public IReadOnlyList<Figure> OfLabels { get; init; } = [];

    /// <summary>The message of statistics.</summary>
    public static CutMessage Create(CutStatistics cut)
    {
        SnapshotSums sums = cut.Sums;
        return new CutMessage(
            PackedProducts.Create(sums.Centred),
            sums.Observed is { } observed && observed != sums.Centred ? PackedProducts.Create(observed) : null,
            sums.Triangle is { } triangle ? new PackedMatrix(triangle.RowCount, triangle.ColumnCount, triangle.Values) : null,
            sums.Level,
            cut.Classes,
            cut.Outputs)
        {
            OfLabels = cut.OfLabels,
        };
    }

    /// <summary>The statistics.</summary>
    public CutStatistics ToStatistics() =>
        new(new SnapshotSums(Centred.Unpack(), Observed?.Unpack(), Triangle?.Unpack(), Level), Classes)
        {
            OfLabels = OfLabels,
            Outputs = Outputs,
        };
}

/// <summary>A matrix by columns.</summary>
internal sealed record PackedMatrix(int Rows, int Columns, double[] Values)
{
    public double[] Values { get; init; } = Rows >= 0 && Columns >= 0 && Values.Length == (long)Rows * Columns ? Values
        : throw new InvalidDataException("A matrix of a message has another number of values.");

    public DenseMatrix Unpack() => new(Rows, Columns, Values);
}

/// <summary>Inner products: the lower triangle of the products by columns, or the snapshots where these are smaller.</summary>
internal sealed record PackedProducts(int Dimension, int Snapshots, double[] Values)
{
    public double[] Values { get; init; } = Dimension >= 0 && Snapshots >= 0 && Values.Length == Count(Dimension, Snapshots) ? Values
        : throw new InvalidDataException("The inner products of a message have another number of values.");

    public static PackedProducts Create(InnerProducts products)
    {
        double[] kept = products.Kept.Values;
        int n = products.Snapshots;
        if (InnerProducts.KeepsSnapshots(products.Dimension, n))
        {
            return new PackedProducts(products.Dimension, n, kept);
        }

        double[] triangle = new double[checked(n * (n + 1L) / 2)];
        for (int j = 0, next = 0; j < n; next += n - j, j++)
        {
            kept.AsSpan((j * n) + j, n - j).CopyTo(triangle.AsSpan(next));
        }

        return new PackedProducts(products.Dimension, n, triangle);
    }

    private static long Count(int dimension, long snapshots) => InnerProducts.KeepsSnapshots(dimension, (int)snapshots)
        ? dimension * snapshots
        : snapshots * (snapshots + 1) / 2;

    public InnerProducts Unpack()
    {
        int n = Snapshots;
        if (InnerProducts.KeepsSnapshots(Dimension, n))
        {
            return InnerProducts.Create(new DenseMatrix(Dimension, n, Values), Dimension);
        }

        double[] gram = new double[n * n];
        for (int j = 0, next = 0; j < n; j++)
        {
            for (int i = j; i < n; i++)
            {
                gram[(j * n) + i] = gram[(i * n) + j] = Values[next++];
            }
        }

        return InnerProducts.Create(new DenseMatrix(n, n, gram), Dimension);
    }
}
