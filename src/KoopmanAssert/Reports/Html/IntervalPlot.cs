using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>
/// The position of a value on an axis: a band for the allowed range, dots for the accepted retrains, a ring for the accepted model and a
/// mark for the value.
/// </summary>
internal static class IntervalPlot
{
    private const double Height = 24, Middle = Height / 2;

    // A value further out is drawn as an arrow at the edge, so that the band stays visible.
    private const double Furthest = 6;

    /// <summary>An axis in multiples of what is allowed, so that figures of any unit can share it.</summary>
    public static RowAxis AxisOf(IEnumerable<Interval> intervals)
    {
        double reach = Math.Min(Furthest, intervals.Select(i => Math.Abs(i.Relative(i.Value))).Append(1.4).Max() * 1.1);
        double inner = Math.Floor(reach);
        return new RowAxis(-reach, reach, RowAxis.RoundTicks(-inner, inner, 5));
    }

    /// <summary>The meaning of the marks.</summary>
    public static Html Legend(PageNetwork network)
    {
        string retrains = network.Comparison.Baseline.Accepted.Count > 0 ? "each dot an accepted retrain, " : "";
        string accepted = network.IsPair ? "A" : "the accepted model";
        string words = $"In each picture the grey band is the allowed range, {retrains}the ring {accepted}, and the filled mark "
            + $"{network.CurrentName}: an upright bar within the range, a diamond outside it, an arrow if it lies beyond the picture.";
        return Html.From($"""<p class="note">{words}</p>""");
    }

    /// <summary>The picture; its alternative text holds the numbers that the cells beside it do not show.</summary>
    /// <param name="interval">The value and its limits, in the unit of the axis.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="words">The alternative text; null where the picture repeats what is written beside it.</param>
    public static Html Render(Interval interval, RowAxis axis, string? words)
    {
        double low = axis.At(interval.Centre - interval.Allowed), high = axis.At(interval.Centre + interval.Allowed);
        Html band = interval.Allowed > 0
            ? Html.From($"""<rect class="band" x="{low}%" y="3" width="{Math.Max(0.5, high - low)}%" height="{Height - 6}" rx="2"/>""")
            : Html.None;
        var dots = Html.From(interval.Retrains
            .Select(r => Html.From($"""<circle class="retrain" cx="{axis.At(r)}%" cy="{Middle}" r="2.5"/>""")));
        var ring = Html.From($"""<circle class="ring" cx="{axis.At(interval.Accepted)}%" cy="{Middle}" r="4"/>""");
        var line = Html.From($"""<line class="axis" x2="100%" y1="{Middle}" y2="{Middle}"/>""");
        Html name = words is null ? Html.From($" aria-hidden=\"true\"") : Html.From($" role=\"img\" aria-label=\"{words}\"");
        return Html.From($"""<svg class="interval"{name}>{line}{band}{dots}{ring}{Mark(interval, axis)}</svg>""");
    }

    /// <summary>The accepted side in words.</summary>
    public static string Words(Interval interval)
    {
        string accepted = $"accepted model {PlainText.Number(interval.Accepted, 3)}";
        if (interval.Retrains.Count == 0)
        {
            return accepted;
        }

        string least = PlainText.Number(interval.Retrains.Min(), 3), most = PlainText.Number(interval.Retrains.Max(), 3);
        return $"{accepted}, accepted retrains {least} to {most}";
    }

    // A bar if the value holds, a diamond if it does not, an arrow if it lies beyond the axis: distinct without colour.
    private static Html Mark(Interval interval, RowAxis axis)
    {
        (string style, string shape) = (interval.Holds, axis.Shows(interval.Value)) switch
        {
            (true, _) => ("value", "M-1.5-9h3v18h-3z"),
            (false, true) => ("value beyond", "M0-7l7 7-7 7-7-7z"),
            (false, false) when interval.Value > axis.To => ("value beyond", "M0 0l-12-8v16z"),
            _ => ("value beyond", "M0 0l12-8v16z"),
        };
        var mark = Html.From($"""<path class="{style}" d="{shape}"/>""");
        return Html.From($"""<svg class="mark" x="{axis.At(interval.Value)}%" y="{Middle}">{mark}</svg>""");
    }
}
