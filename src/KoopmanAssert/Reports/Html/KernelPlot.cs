using System.Text;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>The credits of a block's kernels as bars, in the order of the kernels.</summary>
internal static class KernelPlot
{
    private const double Left = 34, Right = 316, Top = 8, Bottom = 120, Width = 320, Height = 140;

    // If there are more kernels, each bar covers several and reaches from the lowest to the highest of them.
    private const int MostBars = 141;

    private sealed record Bar(double Low, double High);

    /// <summary>The picture: bars for the current side, and a line at the height of each bar for the accepted side, if known.</summary>
    public static Html Render(IReadOnlyList<KernelCredit> current, IReadOnlyList<KernelCredit> accepted)
    {
        double[] credits = [0, .. current.Concat(accepted).Select(k => k.LogCredit).OfType<double>()];
        double low = credits.Min(), high = credits.Max(), span = high - low > 0 ? high - low : 1;
        double Y(double credit) => Bottom - ((Bottom - Top) * (credit - low) / span);
        Bar?[] bars = Bars(current), before = Bars(accepted);
        double step = (Right - Left) / Math.Max(bars.Length, before.Length);
        var outline = Html.From($"""<path class="line before" d="{Levels(before, step, Y)}"/>""");
        var lines = Html.From($"""<path class="bars" d="{Rectangles(bars, step, Y)}"/>{outline}""");
        var ticks = Html.From(
        [
            Tick("tick end", Left - 4, Top + 3, PlainText.Number(high, 0)),
            Tick("tick end", Left - 4, Bottom + 3, PlainText.Number(low, 0)),
            Tick("tick", Left, Height - 6, "0"),
            Tick("tick end", Right, Height - 6, $"{Math.Max(current.Count, accepted.Count) - 1}"),
        ]);
        var axis = Html.From($"""<path class="axis" d="M{Left} {Y(0)}H{Right}"/>""");
        return Html.From($"""
            <svg class="plot" viewBox="0 0 {Width} {Height}" role="img" aria-label="{Words(current)}">{lines}{axis}{ticks}</svg>
            """);
    }

    private static Html Tick(string style, double x, double y, string text) =>
        Html.From($"""<text class="{style}" x="{x}" y="{y}">{text}</text>""");

    /// <summary>The kernels in words: their number, and which have the highest and the lowest credit.</summary>
    public static string Words(IReadOnlyList<KernelCredit> kernels)
    {
        List<KernelCredit> ranked = [.. kernels.Where(k => k.LogCredit is not null).OrderByDescending(k => k.LogCredit)];
        int idle = kernels.Count - ranked.Count;
        string ends = ranked.Count < 2 ? "" : $", highest for {Named(ranked[0])}, lowest for {Named(ranked[^1])}";
        return $"{kernels.Count} kernels{ends}{(idle > 0 ? $"; {idle} without a credit" : "")}";
    }

    private static string Named(KernelCredit kernel) => $"kernel {kernel.Index} ({PlainText.Number(kernel.LogCredit)})";

    private static Bar?[] Bars(IReadOnlyList<KernelCredit> kernels)
    {
        int count = Math.Min(kernels.Count, MostBars);
        return [.. Enumerable.Range(0, count).Select(b =>
        {
            double[] credits = [.. kernels.Skip(b * kernels.Count / count)
                .Take(((b + 1) * kernels.Count / count) - (b * kernels.Count / count))
                .Select(k => k.LogCredit)
                .OfType<double>()];
            return credits.Length == 0 ? null
                : kernels.Count == count ? new Bar(Math.Min(0, credits[0]), Math.Max(0, credits[0]))
                : new Bar(credits.Min(), credits.Max());
        })];
    }

    private static string Rectangles(Bar?[] bars, double step, Func<double, double> y)
    {
        var path = new StringBuilder();
        for (int b = 0; b < bars.Length; b++)
        {
            if (bars[b] is { } bar)
            {
                double gap = step > 4 ? 1 : 0, x = Left + (b * step) + (gap / 2);
                path.Append(Html.From($"M{x} {y(bar.High)}h{step - gap}v{Math.Max(0.5, y(bar.Low) - y(bar.High))}h{gap - step}z"));
            }
        }

        return path.ToString();
    }

    private static string Levels(Bar?[] bars, double step, Func<double, double> y)
    {
        var path = new StringBuilder();
        for (int b = 0; b < bars.Length; b++)
        {
            if (bars[b] is { } bar)
            {
                path.Append(Html.From($"M{Left + (b * step)} {y(Math.Abs(bar.High) > Math.Abs(bar.Low) ? bar.High : bar.Low)}h{step}"));
            }
        }

        return path.ToString();
    }
}
