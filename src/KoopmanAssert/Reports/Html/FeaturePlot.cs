using System.Text;

namespace KoopmanAssert.Core.Reports;

/// <summary>The weights of the features in one output as lines over their order, or as bars.</summary>
internal static class FeaturePlot
{
    // Long signals are averaged: the chart has no more pixels.
    private const int MostPoints = 280;

    private static readonly string[] Styles = ["", " second", " third", " fourth"];

    /// <summary>The chart.</summary>
    /// <param name="weights">The weight of each feature in the output.</param>
    /// <param name="layout">Lines or bars.</param>
    /// <param name="series">The order of the features.</param>
    /// <param name="largest">The end of the vertical axis on both sides of 0.</param>
    /// <param name="place">What the horizontal axis counts.</param>
    /// <param name="words">The alternative text.</param>
    public static Html Render(
        Func<int, double> weights, FeatureLayout layout, FeatureSeries series, double largest, string place, string words)
    {
        double reach = largest > 0 ? largest : 1;
        bool bars = layout == FeatureLayout.Bars;
        var frame = new PlotFrame(
            PlotAxis.Linear(place, 0, bars ? series.Length : series.Length - 1), PlotAxis.Linear("weight", -reach, reach));
        var marks = Html.From(Enumerable.Range(0, series.Channels).Select(channel => bars
            ? Bars(frame, weights, series.Length)
            : Html.From($"""<path class="line{Styles[channel]}" d="{Line(frame, weights, series, channel)}"/>""")));
        return frame.Render(words, Html.From($"{frame.Level("axis", 0)}{marks}"));
    }

    /// <summary>What was averaged, and which line is which channel, in words.</summary>
    public static string Legend(FeatureSeries series)
    {
        int pool = Pool(series);
        string[] styles = ["solid", "long dashes", "dots", "dashes and dots"];
        string channels = series.Channels == 1 ? ""
            : $" Channels: {string.Join(", ", Enumerable.Range(0, series.Channels).Select(c => $"{c} {styles[c]}"))}.";
        return channels + (pool > 1 ? $" Each point is the mean of {pool} features." : "");
    }

    private static int Pool(FeatureSeries series) => (series.Length + MostPoints - 1) / MostPoints;

    private static string Line(PlotFrame frame, Func<int, double> weights, FeatureSeries series, int channel)
    {
        var path = new StringBuilder();
        int pool = Pool(series);
        for (int from = 0; from < series.Length; from += pool)
        {
            int count = Math.Min(pool, series.Length - from);
            double mean = Enumerable.Range(from, count).Average(place => weights(series.Feature(channel, place)));
            path.Append(from == 0 ? 'M' : 'L').Append(Html.From($"{frame.X(from + ((count - 1) / 2.0))} {frame.Y(mean)}"));
        }

        return path.ToString();
    }

    private static Html Bars(PlotFrame frame, Func<int, double> weights, int count) => Html.From(Enumerable.Range(0, count).Select(i =>
    {
        double left = frame.X(i + 0.1), width = frame.X(i + 0.9) - left, weight = weights(i);
        double top = frame.Y(Math.Max(0, weight)), height = frame.Y(Math.Min(0, weight)) - top;
        return Html.From($"""<rect class="bars" x="{left}" y="{top}" width="{width}" height="{Math.Max(0.5, height)}"/>""");
    }));
}
