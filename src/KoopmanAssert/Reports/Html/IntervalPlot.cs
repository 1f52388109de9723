using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>
/// The position of a value: a band for the allowed range, dots for the accepted retrains, a ring for the accepted model and a mark for
/// the value.
/// </summary>
internal static class IntervalPlot
{
    private const double Width = 220, Height = 24, Middle = Height / 2;

    // A value further out is drawn as an arrow at the edge, so that the band stays visible.
    private const double Furthest = 6;

    /// <summary>How many multiples of the allowed range the axis shows on each side, so that these intervals can share one axis.</summary>
    public static double ReachOf(IEnumerable<Interval> intervals) =>
        Math.Min(Furthest, intervals.Select(i => Math.Abs(i.Relative(i.Value))).Append(1.4).Max() * 1.1);

    /// <summary>The meaning of the marks.</summary>
    public static Html Legend(PageNetwork network)
    {
        string retrains = network.Comparison.Baseline.Accepted.Count > 0 ? "the dots are the accepted retrains, " : "";
        string accepted = network.IsPair ? "A" : "the accepted model";
        string words = $"Position of a figure: the band is the allowed range, {retrains}the ring is {accepted}, and the mark is "
            + $"{network.CurrentName}, a diamond or an arrow if it is outside.";
        return Html.From($"""<p class="note">{words}</p>""");
    }

    /// <summary>The picture; its alternative text holds the numbers that the cells beside it do not show.</summary>
    public static Html Render(Interval interval, double reach)
    {
        double X(double value) => Width / 2 * (1 + (Math.Clamp(interval.Relative(value), -reach, reach) * 0.96 / reach));
        double half = Width / 2 * 0.96 / reach;
        var band = Html.From(
            $"""<rect class="band" x="{(Width / 2) - half}" y="4" width="{2 * half}" height="{Height - 8}" rx="2"/>""");
        var dots = Html.From(interval.Retrains.Select(r => Html.From($"""<circle class="retrain" cx="{X(r)}" cy="{Middle}" r="2.5"/>""")));
        var ring = Html.From($"""<circle class="ring" cx="{X(interval.Accepted)}" cy="{Middle}" r="4"/>""");
        var marks = Html.From($"""{band}{dots}{ring}{Mark(interval, X(interval.Value), reach)}""");
        var axis = Html.From($"""<path class="axis" d="M0 {Middle}H{Width}"/>""");
        return Html.From($"""
            <svg class="interval" viewBox="0 0 {Width} {Height}" role="img" aria-label="{Words(interval)}">{axis}{marks}</svg>
            """);
    }

    // A bar if the value holds, a diamond if it does not, an arrow if it lies beyond the axis: distinct without colour.
    private static Html Mark(Interval interval, double x, double reach)
    {
        double relative = interval.Relative(interval.Value);
        return interval.Holds ? Html.From($"""<path class="value" d="M{x - 1.5} 3h3v{Height - 6}h-3z"/>""")
            : Math.Abs(relative) <= reach ? Html.From($"""<path class="value beyond" d="M{x} {Middle - 7}l7 7-7 7-7-7z"/>""")
            : relative > 0 ? Html.From($"""<path class="value beyond" d="M{Width} {Middle}l-12-8v16z"/>""")
            : Html.From($"""<path class="value beyond" d="M0 {Middle}l12-8v16z"/>""");
    }

    private static string Words(Interval interval)
    {
        string accepted = $"accepted model {PlainText.Number(interval.Accepted, 3)}";
        if (interval.Retrains.Count == 0)
        {
            return accepted;
        }

        string least = PlainText.Number(interval.Retrains.Min(), 3), most = PlainText.Number(interval.Retrains.Max(), 3);
        return $"{accepted}, accepted retrains {least} to {most}";
    }
}
