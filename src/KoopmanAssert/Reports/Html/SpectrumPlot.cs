using System.Text;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>The singular values of a block's operator, largest first, on a logarithmic axis, with the rank and the noise level.</summary>
internal static class SpectrumPlot
{
    private const double Left = 34, Right = 316, Top = 8, Bottom = 120, Width = 320, Height = 140;
    private const int MostPoints = 140;

    /// <summary>The picture, or nothing if there are no values.</summary>
    /// <param name="current">The values of the model.</param>
    /// <param name="accepted">The values of the accepted side; empty if unknown.</param>
    /// <param name="rank">The rank at which credits are compared.</param>
    /// <param name="tolerance">Values of at most this share of the largest one count as noise.</param>
    public static Html Render(IReadOnlyList<double> current, IReadOnlyList<double> accepted, int rank, double tolerance)
    {
        double largest = current.Concat(accepted).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        if (largest <= 0)
        {
            return Html.None;
        }

        int count = Math.Max(current.Count, accepted.Count);
        double top = Math.Log10(largest), bottom = top + Math.Log10(tolerance) - 0.5;
        double noise = current.Count > 0 ? current[0] * tolerance : 0;
        double X(double index) => Left + ((Right - Left) * index / Math.Max(1, count - 1));
        double Y(double value)
            => Bottom - ((Bottom - Top) * (Math.Max(bottom, value > 0 ? Math.Log10(value) : bottom) - bottom) / (top - bottom));
        int lowest = (int)Math.Ceiling(bottom), decades = Math.Max(0, (int)Math.Floor(top) - lowest + 1);
        var grid = Html.From(Enumerable.Range(lowest, decades).Select(power => Decade(power, Y(Math.Pow(10, power)))));
        Html counted = rank > 0 && rank <= count ? Html.From($"""<path class="pin" d="M{X(rank - 1)} {Top}V{Bottom}"/>""") : Html.None;
        Html floor = noise > 0 ? Html.From($"""<path class="floor" d="M{Left} {Y(noise)}H{Right}"/>""") : Html.None;
        Html before = accepted.Count > 0 ? Html.From($"""<path class="line before" d="{Line(accepted, X, Y)}"/>""") : Html.None;
        var lines = Html.From($"""{grid}{floor}{counted}{before}<path class="line" d="{Line(current, X, Y)}"/>""");
        var first = Html.From($"""<text class="tick" x="{Left}" y="{Height - 6}">1</text>""");
        var last = Html.From($"""<text class="tick end" x="{Right}" y="{Height - 6}">{count}</text>""");
        return Html.From($"""
            <svg class="plot" viewBox="0 0 {Width} {Height}" role="img" aria-label="{Words(current, accepted)}">{lines}{first}{last}</svg>
            """);
    }

    private static Html Decade(int power, double y)
    {
        var label = Html.From($"""<text class="tick end" x="{Left - 4}" y="{y + 3}">{Power(power)}</text>""");
        return Html.From($"""<path class="grid" d="M{Left} {y}H{Right}"/>{label}""");
    }

    private static string Power(int power) => power switch
    {
        >= -2 and <= 3 => Math.Pow(10, power).ToString("0.##", System.Globalization.CultureInfo.InvariantCulture),
        _ => $"1e{power}",
    };

    private static string Line(IReadOnlyList<double> values, Func<double, double> x, Func<double, double> y)
    {
        var path = new StringBuilder();
        int points = Math.Min(values.Count, MostPoints);
        for (int p = 0; p < points; p++)
        {
            int index = points == 1 ? 0 : (int)((long)p * (values.Count - 1) / (points - 1));
            path.Append(p == 0 ? 'M' : p == 1 ? 'L' : ' ').Append(Html.From($"{x(index)} {y(values[index])}"));
        }

        // A single value would give a line of length 0.
        return points == 1 ? $"{path}h4" : path.ToString();
    }

    private static string Words(IReadOnlyList<double> current, IReadOnlyList<double> accepted)
        => $"{Side(current)}{(accepted.Count > 0 ? $"; accepted: {Side(accepted)}" : "")}";

    private static string Side(IReadOnlyList<double> values) => values.Count == 0 ? "no singular values"
        : $"{values.Count} singular values, from {PlainText.Digits(values[0])} to {PlainText.Digits(values[^1])}";
}
