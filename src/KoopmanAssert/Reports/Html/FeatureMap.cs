namespace KoopmanAssert.Core.Reports;

/// <summary>The weights of the input features in one output, as a small picture.</summary>
internal static class FeatureMap
{
    // Levels on each side of zero.
    private const int Levels = 16;

    // The most cells of a map: larger inputs are averaged, since the picture is no larger than a stamp.
    private const int MostCells = 4096;
    private const int MostTiles = 16;
    private const int TilesPerRow = 4;

    // Orange for negative and blue for positive weights, more opaque for larger ones; zero is transparent, for light and dark pages.
    private static readonly (byte Red, byte Green, byte Blue, byte Opacity)[] Colours =
    [
        .. Enumerable.Range(-Levels, (2 * Levels) + 1).Select(level => level < 0
            ? ((byte)230, (byte)97, (byte)0, Strength(level))
            : ((byte)26, (byte)115, (byte)232, Strength(level))),
    ];

    /// <summary>A map as an image whose address holds its data.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="output">The output.</param>
    /// <param name="largest">The size from which a weight is fully coloured.</param>
    /// <param name="name">The alternative text.</param>
    public static Html Render(FeatureWeights weights, int output, double largest, string name)
    {
        var grid = FeatureGrid.Arrange(weights.InputShape, weights.Inputs);
        int tiles = Math.Min(grid.Tiles, MostTiles), pool = Pool(grid, tiles);
        int rows = (grid.Rows + pool - 1) / pool, columns = (grid.Columns + pool - 1) / pool;
        int across = Math.Min(tiles, TilesPerRow), down = (tiles + across - 1) / across;
        int width = (across * (columns + 1)) - 1, height = (down * (rows + 1)) - 1;
        byte[] pixels = new byte[width * height];
        pixels.AsSpan().Fill(Levels); // the gaps between tiles
        for (int tile = 0; tile < tiles; tile++)
        {
            int left = tile % across * (columns + 1), top = tile / across * (rows + 1);
            for (int cell = 0; cell < rows * columns; cell++)
            {
                double weight = Mean(weights, output, grid, tile, cell / columns * pool, cell % columns * pool, pool);
                pixels[((top + (cell / columns)) * width) + left + (cell % columns)] = (byte)(Levels + Level(weight, largest));
            }
        }

        int scale = Math.Max(1, 128 / Math.Max(width / across, height / down));
        string address = $"data:image/png;base64,{Convert.ToBase64String(IndexedPng.Encode(width, pixels, Colours))}";
        return Html.From($"""<img src="{address}" width="{width * scale}" height="{height * scale}" alt="{name}">""");
    }

    /// <summary>What was averaged or left out, in words.</summary>
    public static string Reduced(FeatureGrid grid)
    {
        int tiles = Math.Min(grid.Tiles, MostTiles), pool = Pool(grid, tiles);
        return (tiles < grid.Tiles ? $" Only the first {tiles} channels are shown." : "")
            + (pool > 1 ? $" Each cell is the mean of {pool} × {pool} features." : "");
    }

    private static byte Strength(int level) => (byte)(255 * Math.Abs(level) / Levels);

    private static int Level(double weight, double largest)
        => largest > 0 && double.IsFinite(weight) ? (int)Math.Round(Math.Clamp(weight / largest, -1, 1) * Levels) : 0;

    private static int Pool(FeatureGrid grid, int tiles)
    {
        int pool = 1;
        while ((long)tiles * ((grid.Rows + pool - 1) / pool) * ((grid.Columns + pool - 1) / pool) > MostCells)
        {
            pool++;
        }

        return pool;
    }

    private static double Mean(FeatureWeights weights, int output, FeatureGrid grid, int tile, int row, int column, int pool)
    {
        double sum = 0;
        int count = 0;
        for (int r = row; r < Math.Min(row + pool, grid.Rows); r++)
        {
            for (int c = column; c < Math.Min(column + pool, grid.Columns); c++)
            {
                if (grid.Feature(tile, r, c, weights.Inputs) is { } feature)
                {
                    sum += weights.InDeviations(output, feature);
                    count++;
                }
            }
        }

        return count > 0 ? sum / count : 0;
    }
}
