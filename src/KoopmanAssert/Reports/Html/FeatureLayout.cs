namespace KoopmanAssert.Core.Reports;

/// <summary>How the features of an input are drawn.</summary>
internal enum FeatureLayout
{
    /// <summary>As a picture: rows and columns.</summary>
    Picture,

    /// <summary>As lines over their order: a signal over time, one line per channel.</summary>
    Series,

    /// <summary>As bars: quantities of their own, or one bar per token.</summary>
    Bars,
}

/// <summary>The values of one output as a few series: channels over time, or one series of features.</summary>
/// <param name="Channels">The number of series, at most <see cref="MostChannels"/>.</param>
/// <param name="Length">The values of each.</param>
/// <param name="ChannelsLast">Whether the channel is the last index of a feature, instead of the first.</param>
internal sealed record FeatureSeries(int Channels, int Length, bool ChannelsLast)
{
    // More lines in one chart cannot be told apart by their dashes.
    private const int MostChannels = 4;

    // So few features are quantities of their own; more are usually samples of one.
    private const int MostBars = 32;

    /// <summary>How an input is drawn.</summary>
    public static (FeatureLayout Layout, FeatureSeries Series) Of(FeatureWeights weights) => weights.AreTokens
        ? (FeatureLayout.Bars, new FeatureSeries(1, weights.Inputs, ChannelsLast: false))
        : Of(weights.InputShape, weights.Inputs);

    /// <summary>How an input of numbers is drawn.</summary>
    /// <param name="shape">The axes of one sample.</param>
    /// <param name="features">The number of features.</param>
    public static (FeatureLayout Layout, FeatureSeries Series) Of(IReadOnlyList<long> shape, int features)
    {
        bool isShape = shape.Aggregate(1L, (product, axis) => product * axis) == features;
        long[] axes = isShape ? [.. shape.Where(a => a != 1)] : [features];
        bool hasUnitAxis = isShape && shape.Count > axes.Length;
        var flat = new FeatureSeries(1, features, ChannelsLast: false);
        return axes switch
        {
            [] => (FeatureLayout.Bars, flat),
            [<= MostBars] => (FeatureLayout.Bars, flat),
            // A channel axis of 1 says that the other one is time; a bare axis of a square length is most often a flattened picture.
            [var length] when hasUnitAxis || !IsSquare((int)length) => (FeatureLayout.Series, flat),
            [<= MostChannels and var channels, var length] when length >= 4 * channels =>
                (FeatureLayout.Series, new FeatureSeries((int)channels, (int)length, ChannelsLast: false)),
            [var length, <= MostChannels and var channels] when length >= 4 * channels =>
                (FeatureLayout.Series, new FeatureSeries((int)channels, (int)length, ChannelsLast: true)),
            _ => (FeatureLayout.Picture, flat),
        };
    }

    /// <summary>The index of the feature at a place of a channel.</summary>
    public int Feature(int channel, int place) => ChannelsLast ? (place * Channels) + channel : (channel * Length) + place;

    private static bool IsSquare(int number)
    {
        int side = (int)Math.Round(Math.Sqrt(number));
        return side * side == number;
    }
}
