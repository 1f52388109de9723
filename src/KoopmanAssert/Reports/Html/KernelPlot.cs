using System.Text;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>The credits of a block's kernels as bars, in the order of the kernels.</summary>
internal static class KernelPlot
{
    // If there are more kernels, each bar covers several and reaches from the lowest to the highest of them.
    private const int MostBars = 141;

    private sealed record Bar(double Low, double High);

    /// <summary>The figure with its legend, or nothing if there are no kernels.</summary>
    public static Html Render(PageNetwork network, PageBlock block)
    {
        IReadOnlyList<KernelCredit> current = block.Comparison!.Current!.Kernels;
        if (current.Count == 0)
        {
            return Html.None;
        }

        IReadOnlyList<KernelCredit> accepted = block.AcceptedCredit?.Kernels ?? block.Comparison.Accepted?.Kernels ?? [];
        string legend = $"one bar per output channel or unit: {Words(current)}. "
            + (accepted.Count > 0 ? $"Dashed: {network.AcceptedName}." : "The baseline keeps no kernels of this block to compare with.");
        Html title = Term.Of("kernel", "Kernel credits");
        return Html.From($"""
            <figure>{Picture(current, accepted)}<figcaption><b>{title}</b>: {legend}</figcaption></figure>

            """);
    }

    // Bars for the current side, and a line at the height of each bar for the accepted side, if known.
    private static Html Picture(IReadOnlyList<KernelCredit> current, IReadOnlyList<KernelCredit> accepted)
    {
        double[] credits = [0, .. current.Concat(accepted).Select(k => k.LogCredit).OfType<double>()];
        int count = Math.Max(current.Count, accepted.Count);
        var frame = new PlotFrame(
            PlotAxis.Linear("output channel or unit", 0, count),
            PlotAxis.Linear("total log-credit, nats", credits.Min(), credits.Max()));
        Bar?[] bars = Bars(current), before = Bars(accepted);
        double step = (double)count / Math.Max(bars.Length, before.Length);
        var outline = Html.From($"""<path class="line before" d="{Levels(before, step, frame)}"/>""");
        return frame.Render(
            Words(current),
            Html.From($"""<path class="bars" d="{Rectangles(bars, step, frame)}"/>{outline}{frame.Level("axis", 0)}"""));
    }

    // The kernels in words: their number, and which have the highest and the lowest credit.
    private static string Words(IReadOnlyList<KernelCredit> kernels)
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

    private static string Rectangles(Bar?[] bars, double step, PlotFrame frame)
    {
        var path = new StringBuilder();
        for (int b = 0; b < bars.Length; b++)
        {
            if (bars[b] is { } bar)
            {
                double left = frame.X(b * step), width = frame.X((b + 1) * step) - left, gap = width > 4 ? 1 : 0;
                double top = frame.Y(bar.High), height = Math.Max(0.5, frame.Y(bar.Low) - top);
                path.Append(Html.From($"M{left + (gap / 2)} {top}h{width - gap}v{height}h{gap - width}z"));
            }
        }

        return path.ToString();
    }

    private static string Levels(Bar?[] bars, double step, PlotFrame frame)
    {
        var path = new StringBuilder();
        for (int b = 0; b < bars.Length; b++)
        {
            if (bars[b] is { } bar)
            {
                double level = Math.Abs(bar.High) > Math.Abs(bar.Low) ? bar.High : bar.Low;
                path.Append(Html.From($"M{frame.X(b * step)} {frame.Y(level)}H{frame.X((b + 1) * step)}"));
            }
        }

        return path.ToString();
    }
}
