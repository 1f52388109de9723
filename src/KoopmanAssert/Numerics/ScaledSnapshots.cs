namespace KoopmanAssert.Core.Numerics;

/// <summary>Snapshots whose features are multiplied by a factor each, while they are read.</summary>
/// <param name="source">The snapshots.</param>
/// <param name="factors">The factor of each feature.</param>
/// <param name="offset">The place in <paramref name="factors"/> of the first feature.</param>
internal sealed class ScaledSnapshots(Snapshots source, double[] factors, int offset = 0) : Snapshots, IDisposable
{
    public override int Dimension => source.Dimension;

    public override int Count => source.Count;

    public override int PartWidth => source.PartWidth;

    public override void Read(int snapshot, int first, Span<double> destination)
    {
        source.Read(snapshot, first, destination);
        System.Numerics.Tensors.TensorPrimitives.Multiply(destination, factors.AsSpan(offset + first, destination.Length), destination);
    }

    public override Snapshots Part(int first, int width) => new ScaledSnapshots(source.Part(first, width), factors, offset + first);

    public void Dispose() => (source as IDisposable)?.Dispose();
}

/// <summary>The mean and the standard deviation of each feature of snapshots.</summary>
/// <param name="Means">The means.</param>
/// <param name="Deviations">The standard deviations; 0 for a feature that is the same in all snapshots.</param>
internal sealed record FeatureScales(double[] Means, double[] Deviations)
{
    /// <summary>The factors that make every standard deviation 1; 1 for a feature that does not vary.</summary>
    public double[] Standardising => [.. Deviations.Select(d => d > 0 ? 1 / d : 1)];

    /// <summary>Reads the snapshots twice, since deviations from a mean of unknown size would lose digits in one reading.</summary>
    public static FeatureScales Compute(Snapshots snapshots)
    {
        int p = snapshots.Dimension, n = snapshots.Count;
        double[] means = new double[p], first = new double[p], squares = new double[p], row = new double[p];
        bool[] varies = new bool[p];
        snapshots.Read(0, 0, first);
        for (int j = 0; j < n; j++)
        {
            snapshots.Read(j, 0, row);
            for (int i = 0; i < p; i++)
            {
                means[i] += (row[i] - first[i]) / n; // exactly 0 where nothing varies
                varies[i] |= row[i] != first[i];
            }
        }

        for (int j = 0; j < n; j++)
        {
            snapshots.Read(j, 0, row);
            for (int i = 0; i < p; i++)
            {
                double apart = row[i] - first[i] - means[i];
                squares[i] += apart * apart / n;
            }
        }

        return new FeatureScales(
            [.. means.Zip(first, (mean, start) => start + mean)],
            [.. squares.Select((square, i) => varies[i] ? Math.Sqrt(square) : 0)]);
    }
}
