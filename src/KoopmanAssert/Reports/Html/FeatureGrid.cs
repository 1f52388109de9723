namespace KoopmanAssert.Core.Reports;

/// <summary>The arrangement of the features of one sample in a picture: the shape of the model's input, one tile per channel.</summary>
/// <param name="Tiles">The number of tiles.</param>
/// <param name="Rows">The rows of a tile.</param>
/// <param name="Columns">The columns of a tile.</param>
/// <param name="ChannelsLast">Whether the channel is the last index of a feature, instead of the first.</param>
internal sealed record FeatureGrid(int Tiles, int Rows, int Columns, bool ChannelsLast = false)
{
    private const int SmallestSquare = 64;
    private const int LongestRow = 64;
    private const int MostChannels = 4;

    /// <summary>The picture in words.</summary>
    public string Words => $"{Rows} × {Columns}{(Tiles > 1 ? $" in each of {Tiles} channels" : "")}";

    /// <summary>The grid of a number of features with these axes.</summary>
    public static FeatureGrid Arrange(IReadOnlyList<long> shape, int features)
    {
        long[] axes = [.. shape.Where(a => a != 1)];
        return axes switch
        {
            _ when axes.Aggregate(1L, (product, axis) => product * axis) != features => Flat(features),
            [] or [_] => Flat(features),
            [var rows, var columns] => new FeatureGrid(1, (int)rows, (int)columns),
            [> MostChannels, > MostChannels, <= MostChannels] =>
                new FeatureGrid((int)axes[2], (int)axes[0], (int)axes[1], ChannelsLast: true),
            _ => new FeatureGrid((int)(features / axes[^2] / axes[^1]), (int)axes[^2], (int)axes[^1]),
        };
    }

    /// <summary>The index of the feature at a place, or null if there is none.</summary>
    public int? Feature(int tile, int row, int column, int features)
    {
        int feature = ChannelsLast ? (((row * Columns) + column) * Tiles) + tile : (((tile * Rows) + row) * Columns) + column;
        return feature < features ? feature : null;
    }

    // Pictures are often flattened to one axis, so a square number of features is drawn as a square.
    private static FeatureGrid Flat(int features)
    {
        int side = (int)Math.Round(Math.Sqrt(features));
        return features >= SmallestSquare && side * side == features ? new FeatureGrid(1, side, side)
            : new FeatureGrid(1, (features + LongestRow - 1) / LongestRow, Math.Min(features, LongestRow));
    }
}
