using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>
/// The network as the chain of its blocks: the credit of each beside what is allowed, and how far it moved. Each leads to its details.
/// </summary>
internal static class ChainList
{
    private const double Width = 200, Height = 20;

    /// <summary>The chain.</summary>
    /// <param name="network">The network.</param>
    /// <param name="takesFocus">Whether the page opens on the block that fails; only one can.</param>
    public static Html Render(PageNetwork network, bool takesFocus)
    {
        var axis = Axis.Of(network.Blocks.Select(b => b.Credit).OfType<Interval>());
        double furthest = network.Everything.Select(b => b.Distance ?? 0).Append(Limit(network) * 1.5).Max();
        PageBlock? first = takesFocus ? network.Failed.FirstOrDefault() : null;
        return Html.From($"""
            <section class="chain">
            <h3 id="{network.Id}-chain">The network, block by block</h3>
                <div class="row head" aria-hidden="true"><span>block</span><span>credit, nats a dimension</span><span>{(network.Score is null ? "moved, of allowed" : "moved furthest, |z|")}</span><span></span></div>
            <ol>
            {Html.From(network.Everything.Select(b => Row(network, b, axis, furthest, b == first)))}</ol>
            <p class="note">{Explanation(network)}</p>
            </section>

            """);
    }

    private static string Explanation(PageNetwork network) =>
        "The credit of a block says how much it stretches (above 0) or shrinks (below 0) the directions that pass it; 0.7 nats a dimension double each. "
        + (network.Score is { } score
            ? $"The box is where honest retraining leaves it. |z| is the largest of the block's figures; the dashed line is at {PlainText.Number(score.Threshold, 1)}, what is allowed. Select a block for its details."
            : "The box is what the stated tolerance allows. Select a block for its details.");

    private static Html Row(PageNetwork network, PageBlock block, Axis axis, double furthest, bool focus) => Html.From($"""
        <li class="{block.Verdict.Class}"><a class="row" href="#{block.Id}"{(focus ? Html.From($" autofocus") : Html.None)}><span class="name"><u>{CheckDiagnostic.Shortened(block.Name)}</u> <small>{Shape(block)}</small></span> {Credit(network, block, axis)} {Moved(network, block, furthest)} <span class="status"><i aria-hidden="true">{block.Verdict.Sign}</i> {block.Verdict.Words}</span></a></li>

        """);

    private static Html Credit(PageNetwork network, PageBlock block, Axis axis)
    {
        if (block.Credit is not { } credit)
        {
            return Html.From($"""<span class="credit"></span>""");
        }

        string accepted = block.Comparison?.Accepted is null ? "" : $"{network.AcceptedName} {PlainText.Number(credit.Centre)}";
        return Html.From($"""<span class="credit"><svg viewBox="0 0 {Width} {Height}" preserveAspectRatio="none" aria-hidden="true">{Bar(credit, axis)}</svg> <span class="unseen">credit </span><b>{PlainText.Number(credit.Value)}</b> <small>{accepted}</small></span>""");
    }

    private static Html Bar(Interval credit, Axis axis)
    {
        double zero = axis.At(0), value = axis.At(credit.Value), low = axis.At(credit.Centre - credit.Allowed), high = axis.At(
            credit.Centre + credit.Allowed);
        Html band = credit.Allowed > 0
            ? Html.From($"""<rect class="limit" x="{low}" y="1" width="{Math.Max(2, high - low)}" height="{Height - 2}"/>""")
            : Html.None;
        return Html.From($"""<path class="axis" d="M{zero} 0V{Height}"/><rect class="amount" x="{Math.Min(zero, value)}" y="5" width="{Math.Max(1, Math.Abs(value - zero))}" height="{Height - 10}"/>{band}""");
    }

    private static Html Moved(PageNetwork network, PageBlock block, double furthest)
    {
        if (block.Distance is not { } distance)
        {
            return Html.From($"""<span class="moved"></span>""");
        }

        double limit = Width * Limit(network) / furthest, reached = Math.Max(1, Width * distance / furthest);
        Html words = block.Furthest is { } figure
            ? Html.From(
                $"""<span class="unseen">, furthest |z| = </span><b>{PlainText.Number(distance, 1)}</b> <small>{figure.Words}</small>""")
            : Html.From(
                $"""<span class="unseen">, moved by </span><b>{PlainText.Number(distance, 1)} ×</b> <small>what is allowed</small>""");
        return Html.From($"""<span class="moved"><svg viewBox="0 0 {Width} {Height}" preserveAspectRatio="none" aria-hidden="true"><rect class="reach" x="0" y="5" width="{reached}" height="{Height - 10}"/><path class="threshold" d="M{limit} 0V{Height}"/></svg> {words}</span>""");
    }

    private static double Limit(PageNetwork network) => network.Score?.Threshold ?? 1;

    private static string Shape(PageBlock block) => block.Comparison switch
    {
        null => "",
        { Current: { } now } => $"{now.Inputs} → {now.Outputs}",
        { Accepted: var accepted } => $"{accepted!.Inputs} → {accepted.Outputs}",
    };

    // One axis for all credits, zero included.
    private sealed record Axis(double From, double To)
    {
        public static Axis Of(IEnumerable<Interval> credits)
        {
            double[] ends = [0, .. credits.SelectMany(c => (double[])[c.Value, c.Centre - c.Allowed, c.Centre + c.Allowed])];
            double margin = Math.Max(1e-6, 0.02 * (ends.Max() - ends.Min()));
            return new Axis(ends.Min() - margin, ends.Max() + margin);
        }

        public double At(double credit) => Width * (credit - From) / (To - From);
    }
}
