using System.Text;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>The credits of a block's kernels as bars, in their order.</summary>
internal static class KernelPlot
{
    private const double Left = 34, Right = 316, Top = 8, Bottom = 120, Width = 320, Height = 140;

    // Of more kernels than that, a bar shows from the lowest to the highest of its neighbours.
    private const int MostBars = 141;

    private sealed record Bar(double Low, double High);

    /// <summary>The picture; of the accepted side, where it is known, as a line at the height of each bar.</summary>
    public static Html Render(IReadOnlyList<KernelCredit> current, IReadOnlyList<KernelCredit> accepted)
    {
        double[] credits = [0, .. current.Concat(accepted).Select(k => k.LogCredit).OfType<double>()];
        double low = credits.Min(), high = credits.Max(), span = high - low > 0 ? high - low : 1;
        double Y(double credit) => Bottom - ((Bottom - Top) * (credit - low) / span);
        Bar?[] bars = Bars(current), before = Bars(accepted);
        double step = (Right - Left) / Math.Max(bars.Length, before.Length);
        return Html.From($"""
            <svg class="plot" viewBox="0 0 {Width} {Height}" role="img" aria-label="{Words(current)}"><path class="bars" d="{Rectangles(bars, step, Y)}"/><path class="line before" d="{Levels(before, step, Y)}"/><path class="axis" d="M{Left} {Y(0)}H{Right}"/><text class="tick end" x="{Left - 4}" y="{Top + 3}">{PlainText.Number(high, 0)}</text><text class="tick end" x="{Left - 4}" y="{Bottom + 3}">{PlainText.Number(low, 0)}</text><text class="tick" x="{Left}" y="{Height - 6}">0</text><text class="tick end" x="{Right}" y="{Height - 6}">{Math.Max(current.Count, accepted.Count) - 1}</text></svg>
            """);
    }

    /// <summary>The kernels in words: how many, and which give most and least.</summary>
    public static string Words(IReadOnlyList<KernelCredit> kernels)
    {
        List<KernelCredit> ranked = [.. kernels.Where(k => k.LogCredit is not null).OrderByDescending(k => k.LogCredit)];
        int idle = kernels.Count - ranked.Count;
        string ends = ranked.Count < 2 ? ""
            : $", most in {Named(ranked[0])}, least in {Named(ranked[^1])}";
        return $"{kernels.Count} kernels{ends}{(idle > 0 ? $"; {idle} pass nothing on" : "")}";
    }

    private static string Named(KernelCredit kernel) => $"number {kernel.Index} ({PlainText.Number(kernel.LogCredit)})";

    private static Bar?[] Bars(IReadOnlyList<KernelCredit> kernels)
    {
        int count = Math.Min(kernels.Count, MostBars);
        return [.. Enumerable.Range(0, count).Select(b =>
        {
            double[] credits = [.. kernels.Skip(b * kernels.Count / count)
                .Take(((b + 1) * kernels.Count / count) - (b * kernels.Count / count))
                .Select(k => k.LogCredit)
                .OfType<double>()];
            return credits.Length == 0 ? null : kernels.Count == count
                ? new Bar(Math.Min(0, credits[0]), Math.Max(0, credits[0]))
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
