using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>Figures beside what is allowed, one a row.</summary>
internal static class FigureTable
{
    /// <summary>A table of these figures, which names the block of each only where it is asked to.</summary>
    /// <param name="caption">What the table shows.</param>
    /// <param name="figures">The figures.</param>
    /// <param name="current">What the side that is judged is called.</param>
    /// <param name="stated">The log-credit of a stated tolerance, in nats.</param>
    /// <param name="namesBlock">Whether the rows are of several blocks.</param>
    public static Html Render(
        string caption,
        IReadOnlyList<PageFigure> figures,
        string current,
        Interval? stated = null,
        bool namesBlock = false)
    {
        double reach = IntervalPlot.ReachOf([.. figures.Select(f => f.Interval), .. stated is null ? Array.Empty<Interval>() : [stated]]);
        Html rows = Html.From(figures.Select(f => Row(
            namesBlock && f.Comparison.Block is { } block ? $"'{CheckDiagnostic.Shortened(block)}' {f.Words}" : f.Words,
            f.Interval,
            PlainText.Signed(f.Comparison.Z, 1),
            reach)));
        Html own = stated is null
            ? Html.None
            : Row("log-credit, stated tolerance", stated, $"{PlainText.Number(Math.Abs(stated.Relative(stated.Value)), 1)} ×", reach);
        return Html.From($"""
            <table class="figures">
            <caption>{caption}</caption>
            <thead><tr><th scope="col">figure</th><th scope="col" class="n">{current}</th><th scope="col" class="n">allowed</th><th scope="col">where it lies</th><th scope="col" class="n">{(figures.Count > 0 ? "z" : "of allowed")}</th></tr></thead>
            <tbody>
            {own}{rows}</tbody>
            </table>

            """);
    }

    private static Html Row(string name, Interval interval, string distance, double reach)
    {
        int decimals = Math.Abs(interval.Centre) >= 100 || interval.Allowed >= 10 ? 1 : 3;
        string range = $"{PlainText.Number(interval.Centre - interval.Allowed, decimals)} to {PlainText.Number(interval.Centre + interval.Allowed, decimals)}";
        string row = interval.Holds ? "held" : "failed";
        return Html.From($"""
            <tr class="{row}"><th scope="row">{name}</th><td class="n">{PlainText.Number(interval.Value, decimals)}</td><td class="n">{range}</td><td class="plot">{IntervalPlot.Render(interval, reach)}</td><td class="n z">{distance}{(interval.Holds ? "" : " !")}</td></tr>

            """);
    }
}
