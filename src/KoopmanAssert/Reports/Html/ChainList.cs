using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>
/// The network as a list of its blocks: the credit of each beside its limits, and how far it moved. Each row links to the block's details.
/// </summary>
internal static class ChainList
{
    private const double Width = 200, Height = 20;

    /// <summary>The list.</summary>
    /// <param name="network">The network.</param>
    /// <param name="takesFocus">Whether the page opens on the block that fails; only one network of a page can take the focus.</param>
    public static Html Render(PageNetwork network, bool takesFocus)
    {
        var axis = Axis.Fit(network.Blocks.Select(b => b.Credit).OfType<Interval>());
        double furthest = network.Everything.Select(b => b.Distance ?? 0).Append(Limit(network) * 1.5).Max();
        PageBlock? first = takesFocus ? network.Failed.FirstOrDefault() : null;
        var head = Html.From($"""<span>block</span><span>credit, nats per dimension</span><span>{Measure(network)}</span><span></span>""");
        return Html.From($"""
            <section class="chain">
            <h3 id="{network.Id}-chain">The network, block by block</h3>
                <div class="row head" aria-hidden="true">{head}</div>
            <ol>
            {Html.From(network.Everything.Select(b => Row(network, b, axis, furthest, b == first)))}</ol>
            <p class="note">{Explanation(network)}</p>
            </section>

            """);
    }

    private static string Measure(PageNetwork network) => network.Score is null ? "moved, of allowed" : "moved furthest, |z|";

    private static string Explanation(PageNetwork network) =>
        "The credit of a block says how much it stretches (above 0) or shrinks (below 0) the directions that pass through it; "
        + "0.7 nats per dimension doubles each of them. "
        + (network.Score is { } score
            ? "The box is the range of legitimate retrains. |z| is the largest of the block's figures; the dashed line is its limit, "
                + $"{PlainText.Number(score.Threshold, 1)}. "
            : "The box is what the stated tolerance allows. ")
        + "Select a block for its details.";

    private static Html Row(PageNetwork network, PageBlock block, Axis axis, double furthest, bool focus)
    {
        var name = Html.From($"""<u>{PlainText.Shortened(block.Name)}</u> <small>{Shape(block)}</small>""");
        var status = Html.From($"""<i aria-hidden="true">{block.Verdict.Sign}</i> {block.Verdict.Words}""");
        Html autofocus = focus ? Html.From($" autofocus") : Html.None;
        var cells = Html.From(
            $"""{Credit(network, block, axis)} {Moved(network, block, furthest)} <span class="status">{status}</span>""");
        return Html.From($"""
            <li class="{block.Verdict.Class}"><a class="row" href="#{block.Id}"{autofocus}><span class="name">{name}</span> {cells}</a></li>

            """);
    }

    private static Html Credit(PageNetwork network, PageBlock block, Axis axis)
    {
        if (block.Credit is not { } credit)
        {
            return Html.From($"""<span class="credit"></span>""");
        }

        string accepted = block.Comparison?.Accepted is null ? "" : $"{network.AcceptedName} {PlainText.Number(credit.Centre)}";
        var bar = Html.From(
            $"""<svg viewBox="0 0 {Width} {Height}" preserveAspectRatio="none" aria-hidden="true">{Bar(credit, axis)}</svg>""");
        var value = Html.From($"""<span class="unseen">credit </span><b>{PlainText.Number(credit.Value)}</b> <small>{accepted}</small>""");
        return Html.From($"""<span class="credit">{bar} {value}</span>""");
    }

    private static Html Bar(Interval credit, Axis axis)
    {
        double zero = axis.At(0), value = axis.At(credit.Value), left = Math.Min(zero, value), width = Math.Max(1, Math.Abs(value - zero));
        double low = axis.At(credit.Centre - credit.Allowed), high = axis.At(credit.Centre + credit.Allowed);
        Html band = credit.Allowed > 0
            ? Html.From($"""<rect class="limit" x="{low}" y="1" width="{Math.Max(2, high - low)}" height="{Height - 2}"/>""")
            : Html.None;
        var amount = Html.From($"""<rect class="amount" x="{left}" y="5" width="{width}" height="{Height - 10}"/>""");
        return Html.From($"""<path class="axis" d="M{zero} 0V{Height}"/>{amount}{band}""");
    }

    private static Html Moved(PageNetwork network, PageBlock block, double furthest)
    {
        if (block.Distance is not { } distance)
        {
            return Html.From($"""<span class="moved"></span>""");
        }

        double limit = Width * Limit(network) / furthest, reached = Math.Max(1, Width * distance / furthest);
        string number = PlainText.Number(distance, 1);
        Html words = block.Furthest is { } figure
            ? Html.From($"""<span class="unseen">, furthest |z| = </span><b>{number}</b> <small>{figure.FigureWords}</small>""")
            : Html.From($"""<span class="unseen">, moved by </span><b>{number} ×</b> <small>the limit</small>""");
        var reach = Html.From($"""<rect class="reach" x="0" y="5" width="{reached}" height="{Height - 10}"/>""");
        var bar = Html.From($"""{reach}<path class="threshold" d="M{limit} 0V{Height}"/>""");
        var plot = Html.From($"""<svg viewBox="0 0 {Width} {Height}" preserveAspectRatio="none" aria-hidden="true">{bar}</svg>""");
        return Html.From($"""<span class="moved">{plot} {words}</span>""");
    }

    private static double Limit(PageNetwork network) => network.Score?.Threshold ?? 1;

    private static string Shape(PageBlock block) => block.Comparison is { Shape: var (inputs, outputs) } ? $"{inputs} → {outputs}" : "";

    // All credits share one axis, which includes zero.
    private sealed record Axis(double From, double To)
    {
        public static Axis Fit(IEnumerable<Interval> credits)
        {
            double[] ends = [0, .. credits.SelectMany(c => (double[])[c.Value, c.Centre - c.Allowed, c.Centre + c.Allowed])];
            double margin = Math.Max(1e-6, 0.02 * (ends.Max() - ends.Min()));
            return new Axis(ends.Min() - margin, ends.Max() + margin);
        }

        public double At(double credit) => Width * (credit - From) / (To - From);
    }
}
