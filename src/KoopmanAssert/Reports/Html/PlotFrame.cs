using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>An axis of a chart: its title with the unit, its ends, and the numbers at it.</summary>
/// <param name="Title">What it shows, and in which unit.</param>
/// <param name="From">The value at its beginning; of a logarithmic axis, the decimal logarithm.</param>
/// <param name="To">The value at its end, above the beginning.</param>
/// <param name="Ticks">The numbers at it.</param>
internal sealed record PlotAxis(string Title, double From, double To, IReadOnlyList<(double Value, string Text)> Ticks)
{
    /// <summary>An axis from one value to another.</summary>
    public static PlotAxis Linear(string title, double from, double to) =>
        to > from ? new(title, from, to, RowAxis.RoundTicks(from, to, 5)) : Linear(title, from - 0.5, from + 0.5);

    /// <summary>A logarithmic axis from one decimal logarithm to another.</summary>
    public static PlotAxis Logarithmic(string title, double low, double high)
    {
        int first = (int)Math.Ceiling(low), last = (int)Math.Floor(high);
        double[] within = last - first >= 1 ? [1] : [1, 2, 5]; // numbers between the powers where there are few of these
        return new PlotAxis(title, low, high,
        [
            .. from power in Enumerable.Range(first - 1, last - first + 2)
               from factor in within
               let value = power + Math.Log10(factor)
               where value >= low && value <= high
               select (value, PlainText.Digits(factor * Math.Pow(10, power))),
        ]);
    }
}

/// <summary>A chart: its frame with two titled axes, and a place for what is drawn in it.</summary>
/// <param name="Across">The horizontal axis.</param>
/// <param name="Up">The vertical axis.</param>
internal sealed record PlotFrame(PlotAxis Across, PlotAxis Up)
{
    private const double Left = 52, Right = 350, Top = 10, Bottom = 150, Width = 360, Height = 190;

    /// <summary>The horizontal place of a value; values beyond the axis are drawn at its end.</summary>
    public double X(double value) => Left + ((Right - Left) * Share(Across, value));

    /// <summary>The vertical place of a value; values beyond the axis are drawn at its end.</summary>
    public double Y(double value) => Bottom - ((Bottom - Top) * Share(Up, value));

    /// <summary>The path of a line at the height of a value.</summary>
    public Html Level(string style, double value) => Html.From($"""<path class="{style}" d="M{Left} {Y(value)}H{Right}"/>""");

    /// <summary>The path of a line at the place of a value.</summary>
    public Html Place(string style, double value) => Html.From($"""<path class="{style}" d="M{X(value)} {Top}V{Bottom}"/>""");

    /// <summary>The chart.</summary>
    /// <param name="words">What it shows, for readers who do not see it.</param>
    /// <param name="marks">What is drawn in it.</param>
    public Html Render(string words, Html marks)
    {
        var up = Html.From(Up.Ticks.Select(t => Html.From(
            $"""{Level("grid", t.Value)}<text class="tick end" x="{Left - 5}" y="{Y(t.Value) + 4}">{t.Text}</text>""")));
        var across = Html.From(Across.Ticks.Select(t => Tick(X(t.Value), t.Text)));
        double middle = (Top + Bottom) / 2;
        var titles = Html.From([
            Html.From($"""<text class="title middle" x="{(Left + Right) / 2}" y="{Height - 6}">{Across.Title}</text>"""),
            Html.From($"""<text class="title middle" transform="translate(12 {middle}) rotate(-90)">{Up.Title}</text>"""),
        ]);
        var frame = Html.From($"""{up}<path class="axis" d="M{Left} {Top}V{Bottom}H{Right}"/>{across}{titles}""");
        return Html.From($"""
            <svg class="plot" viewBox="0 0 {Width} {Height}" role="img" aria-label="{words}">{frame}{marks}</svg>
            """);
    }

    private static Html Tick(double x, string text) => Html.From(
        $"""<path class="axis" d="M{x} {Bottom}v4"/><text class="tick middle" x="{x}" y="{Bottom + 16}">{text}</text>""");

    private static double Share(PlotAxis axis, double value) => Math.Clamp((value - axis.From) / (axis.To - axis.From), 0, 1);
}
