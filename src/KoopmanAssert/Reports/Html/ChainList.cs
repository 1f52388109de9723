using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>
/// The network as a list of its blocks: the credit of each beside its limits, and how far it moved. What the verdict is about comes first,
/// what held is folded up. Each row links to the block's details.
/// </summary>
internal static class ChainList
{
    /// <summary>The list.</summary>
    public static Html Render(PageNetwork network)
    {
        var axes = new Axes(
            RowAxis.Fit([0, .. network.Everything.Select(b => b.Credit).OfType<Interval>().SelectMany(Ends)]),
            MovedAxis(network));
        List<PageBlock> open = [.. network.Accused, .. network.Moved];
        Html list = open.Count == 0 ? Html.None : Html.From($"{Head(network, axes)}{List(network, open, axes)}");
        return Html.From($"""
            <section class="chain">
            <h3 id="{network.Id}-chain">The network, block by block</h3>
            {list}{Folded(network, axes, hasHead: open.Count == 0)}<p class="note">{Explanation(network)}</p>
            </section>

            """);
    }

    private sealed record Axes(RowAxis Credit, RowAxis Moved);

    private static double[] Ends(Interval credit) =>
        [credit.Value, credit.Centre - credit.Allowed, credit.Centre + credit.Allowed, .. credit.Retrains];

    // From 0, with the limit and the largest distance as its numbers.
    private static RowAxis MovedAxis(PageNetwork network)
    {
        double limit = Limit(network);
        double furthest = network.Everything.Select(b => b.Distance ?? 0).Append(limit * 1.5).Max();
        // Nearer, the numbers would touch that of the limit.
        string most = furthest > 2.2 * limit ? PlainText.Number(furthest, 1) : "", least = limit > 0.3 * furthest ? "0" : "";
        return new RowAxis(0, furthest * 1.02, [(0, least), (limit, $"limit {PlainText.Number(limit, 1)}"), (furthest, most)]);
    }

    private static Html Head(PageNetwork network, Axes axes)
    {
        var credit = Html.From($"{Term.Of("credit")} per dimension, {Term.Of("nat", "nats")}");
        Html moved = network.Score is null ? Html.From($"moved, in multiples of the allowed change")
            : Html.From($"{Term.Of("z", "|z|")} of the figure that moved most");
        var credits = Html.From($"""<span class="credit">{axes.Credit.Render()}<span>{credit}</span></span>""");
        var distances = Html.From($"""<span class="moved">{axes.Moved.Render()}<span>{moved}</span></span>""");
        return Html.From($"""
            <div class="row head"><span>block, inputs → outputs</span>{credits}{distances}<span></span></div>

            """);
    }

    // The axes stand above the first list.
    private static Html Folded(PageNetwork network, Axes axes, bool hasHead)
    {
        if (network.Held is not { Count: > 0 } held)
        {
            return Html.None;
        }

        int notes = held.Count(b => b.Findings.Count > 0), blocks = held.Count(b => b.Comparison is not null);
        string whole = held.Any(b => b.Comparison is null) ? " and the whole network" : "";
        string count = blocks == network.Blocks.Count ? $"all {blocks} blocks" : blocks == 1 ? "1 block" : $"{blocks} blocks";
        string noted = notes > 0 ? $", {notes} with a note" : "";
        return Html.From($"""
            <details class="quiet"><summary>Within limits: {count}{whole}{noted}</summary>
            {(hasHead ? Head(network, axes) : Html.None)}{List(network, held, axes)}</details>

            """);
    }

    private static Html List(PageNetwork network, IEnumerable<PageBlock> blocks, Axes axes) => Html.From($"""
        <ol>
        {Html.From(blocks.Select(b => Row(network, b, axes)))}</ol>

        """);

    private static string Explanation(PageNetwork network) =>
        "A block with a credit above 0 stretches the directions that pass through it, one below 0 shrinks them; 0.7 nats per dimension "
        + "double each. "
        + (network.Score is null ? "The grey band is what the stated tolerance allows, the mark this model. "
            : "The grey band is the range of legitimate retrains, the dots are the accepted ones, the ring is the accepted model, and the "
                + "filled mark is this model. ")
        + "Select a block for its details.";

    private static Html Row(PageNetwork network, PageBlock block, Axes axes)
    {
        var name = Html.From($"""<u>{PlainText.Shortened(block.Name)}</u> <small>{Shape(block)}</small>""");
        var status = Html.From($"""<i aria-hidden="true">{block.Verdict.Sign}</i> {block.Verdict.Words}""");
        var cells = Html.From(
            $"""{Credit(network, block, axes.Credit)} {Moved(network, block, axes.Moved)} <span class="status">{status}</span>""");
        string accused = block.IsAccused ? " accused" : "";
        return Html.From($"""
            <li class="{block.Verdict.Class}{accused}"><a class="row" href="#{block.Id}"><span class="name">{name}</span> {cells}</a></li>

            """);
    }

    private static Html Credit(PageNetwork network, PageBlock block, RowAxis axis)
    {
        if (block.Credit is not { } credit)
        {
            return Html.From($"""<span class="credit"></span>""");
        }

        string accepted = block.Comparison?.Accepted is null ? "" : $"{network.AcceptedName} {PlainText.Number(credit.Centre)}";
        var value = Html.From($"""<span class="unseen">credit </span><b>{PlainText.Number(credit.Value)}</b> <small>{accepted}</small>""");
        return Html.From($"""<span class="credit">{IntervalPlot.Render(credit, axis, null)} {value}</span>""");
    }

    private static Html Moved(PageNetwork network, PageBlock block, RowAxis axis)
    {
        if (block.Distance is not { } distance)
        {
            return Html.From($"""<span class="moved"></span>""");
        }

        string number = PlainText.Number(distance, 1);
        Html words = block.Furthest is { } figure
            ? Html.From($"""<span class="unseen">, furthest |z| = </span><b>{number}</b> <small>{figure.Words}</small>""")
            : Html.From($"""<span class="unseen">, moved by </span><b>{number} ×</b> <small>the limit</small>""");
        double limit = axis.At(Limit(network)), reached = Math.Max(0.5, axis.At(distance));
        string style = block.HasMoved || distance > Limit(network) ? "reach beyond" : "reach";
        var reach = Html.From($"""<rect class="{style}" x="0" y="8" width="{reached}%" height="8"/>""");
        var line = Html.From($"""<line class="threshold" x1="{limit}%" x2="{limit}%" y1="0" y2="24"/>""");
        return Html.From($"""<span class="moved"><svg class="interval" aria-hidden="true">{reach}{line}</svg> {words}</span>""");
    }

    private static double Limit(PageNetwork network) => network.Score?.Threshold ?? 1;

    private static string Shape(PageBlock block) => block.Comparison is { Shape: var (inputs, outputs) } ? $"{inputs} → {outputs}" : "";
}
