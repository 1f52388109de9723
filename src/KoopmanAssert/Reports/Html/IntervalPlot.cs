using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>
/// Where a value lies: the allowed band, the accepted retrains as dots in it, the accepted model as a ring, the value as a mark.
/// </summary>
internal static class IntervalPlot
{
    private const double Width = 220, Height = 24, Middle = Height / 2;

    // A value further out than that is drawn at the edge, as an arrow: the band has to stay visible.
    private const double Furthest = 6;

    /// <summary>How many multiples of the allowed range the axis shows to each side, so that all these intervals share one.</summary>
    public static double ReachOf(IEnumerable<Interval> intervals) =>
        Math.Min(Furthest, intervals.Select(i => Math.Abs(i.Relative(i.Value))).Append(1.4).Max() * 1.1);

    /// <summary>What its marks mean.</summary>
    public static Html Legend(PageNetwork network)
    {
        string retrains = network.Comparison.Baseline.Accepted.Count > 0 ? ", dots: the accepted retrains" : "";
        return Html.From($"""<p class="note">Where a figure lies – band: what is allowed{retrains}, ring: {(network.IsPair ? "A" : "the accepted model")}, mark: {network.CurrentName}, a diamond or an arrow where it is outside.</p>""");
    }

    /// <summary>The picture, which says in words what the cells beside it do not.</summary>
    public static Html Render(Interval interval, double reach)
    {
        double X(double value) => Width / 2 * (1 + (Math.Clamp(interval.Relative(value), -reach, reach) * 0.96 / reach));
        double half = Width / 2 * 0.96 / reach;
        Html dots = Html.From(interval.Retrains.Select(r => Html.From($"""<circle class="retrain" cx="{X(r)}" cy="{Middle}" r="2.5"/>""")));
        return Html.From($"""
            <svg class="interval" viewBox="0 0 {Width} {Height}" role="img" aria-label="{Words(interval)}"><path class="axis" d="M0 {Middle}H{Width}"/><rect class="band" x="{(Width / 2) - half}" y="4" width="{2 * half}" height="{Height - 8}" rx="2"/>{dots}<circle class="ring" cx="{X(interval.Accepted)}" cy="{Middle}" r="4"/>{Mark(interval, X(interval.Value), reach)}</svg>
            """);
    }

    // A bar where it holds, a diamond where it does not, an arrow where it lies beyond the axis: told apart without colour.
    private static Html Mark(Interval interval, double x, double reach)
    {
        double relative = interval.Relative(interval.Value);
        return interval.Holds ? Html.From($"""<path class="value" d="M{x - 1.5} 3h3v{Height - 6}h-3z"/>""")
            : Math.Abs(relative) <= reach ? Html.From($"""<path class="value beyond" d="M{x} {Middle - 7}l7 7-7 7-7-7z"/>""")
            : relative > 0 ? Html.From($"""<path class="value beyond" d="M{Width} {Middle}l-12-8v16z"/>""")
            : Html.From($"""<path class="value beyond" d="M0 {Middle}l12-8v16z"/>""");
    }

    private static string Words(Interval interval) => interval.Retrains.Count == 0
        ? $"accepted model {PlainText.Number(interval.Accepted, 3)}"
        : $"accepted model {PlainText.Number(interval.Accepted, 3)}, accepted retrains {PlainText.Number(interval.Retrains.Min(), 3)} to {PlainText.Number(interval.Retrains.Max(), 3)}";
}
