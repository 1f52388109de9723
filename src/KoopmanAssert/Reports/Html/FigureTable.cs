using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>Figures beside their limits, one per row.</summary>
internal static class FigureTable
{
    /// <summary>A table of figures.</summary>
    /// <param name="caption">The caption.</param>
    /// <param name="figures">The figures.</param>
    /// <param name="current">The name of the side that is judged.</param>
    /// <param name="stated">The log-credit beside its stated tolerance, in nats; null for none.</param>
    /// <param name="namesBlock">Whether to name the block of each figure.</param>
    public static Html Render(
        string caption,
        IReadOnlyList<PageFigure> figures,
        string current,
        Interval? stated = null,
        bool namesBlock = false)
    {
        double reach = IntervalPlot.ReachOf([.. figures.Select(f => f.Interval), .. stated is null ? Array.Empty<Interval>() : [stated]]);
        var rows = Html.From(figures.Select(f => Row(
            namesBlock && f.Comparison.Block is { } block ? $"'{PlainText.Shortened(block)}' {f.Words}" : f.Words,
            f.Interval,
            PlainText.Signed(f.Comparison.Z, 1),
            reach)));
        Html own = stated is null
            ? Html.None
            : Row("log-credit, stated tolerance", stated, $"{PlainText.Number(Math.Abs(stated.Relative(stated.Value)), 1)} ×", reach);
        var titles = Html.From([Title("figure", false), Title(current, true), Title("allowed", true), Title("position", false),
            Title(figures.Count > 0 ? "z" : "of allowed", true)]);
        return Html.From($"""
            <table class="figures">
            <caption>{caption}</caption>
            <thead><tr>{titles}</tr></thead>
            <tbody>
            {own}{rows}</tbody>
            </table>

            """);
    }

    private static Html Title(string title, bool isNumber) => isNumber
        ? Html.From($"""<th scope="col" class="n">{title}</th>""")
        : Html.From($"""<th scope="col">{title}</th>""");

    private static Html Row(string name, Interval interval, string distance, double reach)
    {
        int decimals = Math.Abs(interval.Centre) >= 100 || interval.Allowed >= 10 ? 1 : 3;
        string Number(double value) => PlainText.Number(value, decimals);
        string range = $"{Number(interval.Centre - interval.Allowed)} to {Number(interval.Centre + interval.Allowed)}";
        string row = interval.Holds ? "held" : "failed";
        var numbers = Html.From($"""<td class="n">{Number(interval.Value)}</td><td class="n">{range}</td>""");
        var plot = Html.From($"""<td class="plot">{IntervalPlot.Render(interval, reach)}</td>""");
        return Html.From($"""
            <tr class="{row}"><th scope="row">{name}</th>{numbers}{plot}<td class="n z">{distance}{(interval.Holds ? "" : " !")}</td></tr>

            """);
    }
}
