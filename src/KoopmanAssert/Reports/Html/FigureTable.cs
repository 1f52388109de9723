using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>Figures beside their limits, one per row: those in nats on one axis, shares of probability or samples on another.</summary>
internal static class FigureTable
{
    /// <summary>A table of figures, or one for each of the two axes.</summary>
    /// <param name="caption">The caption.</param>
    /// <param name="network">The network.</param>
    /// <param name="figures">The figures.</param>
    /// <param name="stated">The log-credit beside its stated tolerance, in nats; null for none.</param>
    /// <param name="namesBlock">Whether to name the block of each figure.</param>
    public static Html Render(
        string caption, PageNetwork network, IReadOnlyList<PageFigure> figures, Interval? stated = null, bool namesBlock = false)
    {
        List<PageFigure> nats = [.. figures.Where(f => !f.IsShare)], shares = [.. figures.Where(f => f.IsShare)];
        RowAxis axis = IntervalPlot.AxisOf([.. nats.Select(f => f.Interval), .. stated is null ? Array.Empty<Interval>() : [stated]]);
        Html own = stated is null ? Html.None : Row(
            Html.From($"{Term.Of("credit", "total log-credit")}, stated tolerance"),
            stated,
            (Number(stated, stated.Value), Range(stated)),
            $"{PlainText.Number(Math.Abs(stated.Relative(stated.Value)), 1)} ×",
            InLimits(stated, axis));
        Html inNats = nats.Count == 0 && stated is null ? Html.None : Table(
            caption,
            network,
            (nats.TrueForAll(IsInNats) ? "value, nats" : "value", "distance from the mean; ±1 is the limit", nats.Count > 0),
            axis,
            Html.From([own, .. nats.Select(f => Row(Name(network, f, namesBlock), f.Interval,
                (Number(f.Interval, f.Interval.Value), Range(f.Interval)), Z(f), InLimits(f.Interval, axis)))]));
        Html inPercent = shares.Count == 0 ? Html.None : Table(
            $"{caption}: shares",
            network,
            ("value, %", "0 to 100 %", true),
            RowAxis.Shares,
            Html.From(shares.Select(f => Row(Name(network, f, namesBlock), f.Interval,
                (Percent(f.Interval.Value), $"{PlainText.Number(100 * f.Comparison.Lowest, 1)} to {Percent(f.Comparison.Highest)}"), Z(f),
                IntervalPlot.Render(f.Interval, RowAxis.Shares, IntervalPlot.Words(f.Interval))))));
        return Html.From($"{inNats}{inPercent}");
    }

    private static bool IsInNats(PageFigure figure) => FigureRule.For(figure.Comparison.Figure.Kind).Unit == "nats";

    /// <summary>A probability in percent.</summary>
    public static string Percent(double share) => $"{PlainText.Number(100 * share, 1)} %";

    private static Html Table(
        string caption, PageNetwork network, (string Value, string Position, bool HasZ) titles, RowAxis axis, Html rows)
    {
        var position = Html.From($"""<th scope="col" class="plot">{titles.Position}{axis.Render()}</th>""");
        Html last = titles.HasZ ? Term.Of("z") : Html.From($"of allowed");
        var head = Html.From([Title(Html.From($"figure"), false), Title(Html.From($"{network.CurrentName}, {titles.Value}"), true),
            Title(Html.From($"allowed"), true), position, Title(last, true)]);
        return Html.From($"""
            <table class="figures">
            <caption>{caption}</caption>
            <thead><tr>{head}</tr></thead>
            <tbody>
            {rows}</tbody>
            </table>

            """);
    }

    private static Html Title(Html title, bool isNumber) => isNumber
        ? Html.From($"""<th scope="col" class="n">{title}</th>""")
        : Html.From($"""<th scope="col">{title}</th>""");

    // What it means that the figure moved is said where it moved; what the figure is, at its name.
    private static Html Name(PageNetwork network, PageFigure figure, bool namesBlock)
    {
        Html block = namesBlock && figure.Comparison.Block is { } name ? Html.From($"{PlainText.Shortened(name)}: ") : Html.None;
        Html meaning = figure.Comparison.IsBeyond ? Html.From($"<small>{FigureSentence.Of(network, figure)}</small>") : Html.None;
        return Html.From($"{block}{Term.Of(FigureRule.For(figure.Comparison.Figure.Kind).Words, figure.Words)}{meaning}");
    }

    private static Html Row(Html name, Interval interval, (string Value, string Range) texts, string distance, Html plot)
    {
        string row = interval.Holds ? "held" : "failed";
        var numbers = Html.From($"""<td class="n">{texts.Value}</td><td class="n">{texts.Range}</td><td class="plot">{plot}</td>""");
        return Html.From($"""
            <tr class="{row}"><th scope="row">{name}</th>{numbers}<td class="n z">{distance}{(interval.Holds ? "" : " !")}</td></tr>

            """);
    }

    private static string Z(PageFigure figure) => PlainText.Signed(figure.Comparison.Z, 1);

    private static Html InLimits(Interval interval, RowAxis axis) =>
        IntervalPlot.Render(interval.InLimits(), axis, IntervalPlot.Words(interval));

    private static string Number(Interval interval, double value) =>
        PlainText.Number(value, Math.Abs(interval.Centre) >= 100 || interval.Allowed >= 10 ? 1 : 3);

    private static string Range(Interval interval) =>
        $"{Number(interval, interval.Centre - interval.Allowed)} to {Number(interval, interval.Centre + interval.Allowed)}";
}
