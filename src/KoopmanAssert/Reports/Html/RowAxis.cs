using System.Globalization;

namespace KoopmanAssert.Core.Reports;

/// <summary>
/// A horizontal axis that several rows of a list or table share; positions are percentages of the width of a row's picture.
/// </summary>
/// <remarks>Percentages keep signs and letters undistorted at any width, which a stretched view box does not.</remarks>
/// <param name="From">The value at the left end.</param>
/// <param name="To">The value at the right end.</param>
/// <param name="Ticks">The values that are written at the axis.</param>
internal sealed record RowAxis(double From, double To, IReadOnlyList<(double Value, string Text)> Ticks)
{
    private const int MostTicks = 4;

    /// <summary>Probabilities, from 0 to 100 %.</summary>
    public static RowAxis Shares { get; } = new(0, 1, [(0, "0 %"), (0.5, "50 %"), (1, "100 %")]);

    /// <summary>An axis that holds these values, with round numbers at it.</summary>
    public static RowAxis Fit(IReadOnlyCollection<double> values)
    {
        double low = values.Min(), high = values.Max(), margin = Math.Max(1e-6, 0.03 * (high - low));
        return new RowAxis(low - margin, high + margin, RoundTicks(low, high, MostTicks));
    }

    /// <summary>Round numbers within a range, at most so many, as values and as texts.</summary>
    public static IReadOnlyList<(double Value, string Text)> RoundTicks(double low, double high, int most)
    {
        if (!(high > low))
        {
            return [(low, Text(low, 0.01))];
        }

        double power = Math.Pow(10, Math.Floor(Math.Log10((high - low) / most)));
        double step = new[] { 1.0, 2, 5, 10 }.Select(m => m * power).First(s => Math.Floor(high / s) - Math.Ceiling(low / s) < most);
        double first = Math.Ceiling(low / step);
        int count = (int)(Math.Floor(high / step) - first) + 1;
        return [.. Enumerable.Range(0, count).Select(i => (first + i) * step).Select(value => (value, Text(value, step)))];
    }

    /// <summary>The place of a value, as a percentage from 0 to 100.</summary>
    public double At(double value) => 100 * Math.Clamp((value - From) / (To - From), 0, 1);

    /// <summary>Whether a value lies on the axis.</summary>
    public bool Shows(double value) => value >= From && value <= To;

    /// <summary>The axis itself, to be placed above the rows.</summary>
    public Html Render()
    {
        var ticks = Html.From(Ticks.Select(t => Tick(t, At(t.Value) switch { < 8 => "start", > 92 => "end", _ => "middle" })));
        return Html.From($"""<svg class="scale-row" aria-hidden="true"><line class="axis" x2="100%" y1="17.5" y2="17.5"/>{ticks}</svg>""");
    }

    private Html Tick((double Value, string Text) tick, string anchor)
    {
        double x = At(tick.Value);
        var mark = Html.From($"""<line class="axis" x1="{x}%" x2="{x}%" y1="13" y2="18"/>""");
        return Html.From($"""{mark}<text class="tick {anchor}" x="{x}%" y="10">{tick.Text}</text>""");
    }

    private static string Text(double value, double step)
    {
        int decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-9), 0, 6);
        return (Math.Round(value, decimals) + 0.0).ToString($"F{decimals}", CultureInfo.InvariantCulture).Replace('-', '−');
    }
}
