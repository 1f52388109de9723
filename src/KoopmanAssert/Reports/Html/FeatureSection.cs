using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>The weight of each input feature in each output, as heat maps in the shape of the input.</summary>
internal static class FeatureSection
{
    private const int MostOutputs = 16;

    /// <summary>The section, or nothing if the analysis has no feature weights.</summary>
    public static Html Render(PageNetwork network)
    {
        if (network.Comparison.Report.FeatureWeights is not { } current)
        {
            return Html.None;
        }

        FeatureWeights? accepted = network.AcceptedAnalysis?.FeatureWeights;
        int outputs = Math.Min(MostOutputs, current.Outputs);
        double largest = Math.Max(Largest(current, outputs), accepted is null ? 0 : Largest(accepted, outputs));
        var grid = FeatureGrid.Arrange(current.InputShape, current.Inputs);
        string rest = (outputs < current.Outputs ? $" Only the first {outputs} of {current.Outputs} outputs are shown." : "")
            + FeatureMap.Reduced(grid);
        string note = $"The weight of each of the {current.Inputs} input features ({grid.Words}) in each output: "
            + $"the product of the blocks' operators.{rest}";
        return Html.From($"""
            <section class="features">
            <h3>What each output looks for in the input</h3>
            <p class="note">{note}</p>
            {Scale(network.Id, PlainText.Digits(largest))}
            {Maps(accepted, outputs, largest, "A, ")}{Maps(current, outputs, largest, network.IsPair ? "B, " : "")}</section>

            """);
    }

    private static Html Scale(string id, string largest)
    {
        var stops = Html.From(
            $"""<stop class="negative" offset="0"/><stop class="zero" offset="0.5"/><stop class="positive" offset="1"/>""");
        var gradient = Html.From($"""<defs><linearGradient id="{id}-scale">{stops}</linearGradient></defs>""");
        var bar = Html.From($"""{gradient}<rect width="160" height="12" fill="url(#{id}-scale)"/>""");
        var plot = Html.From($"""<svg viewBox="0 0 160 12" preserveAspectRatio="none" aria-hidden="true">{bar}</svg>""");
        string meaning = "orange counts against the output, blue for it; larger weights have the colour of these ends";
        return Html.From(
            $"""<p class="scale"><span>−{largest}</span> {plot} <span>+{largest}</span> <small>{meaning}</small></p>""");
    }

    private static Html Maps(FeatureWeights? weights, int outputs, double largest, string side) => weights is null
        ? Html.None
        : Html.From($"""
        <div class="maps">
        {Html.From(Enumerable.Range(0, Math.Min(outputs, weights.Outputs)).Select(o => Map(weights, o, largest, side)))}</div>

        """);

    private static Html Map(FeatureWeights weights, int output, double largest, string side)
    {
        int strongest = Enumerable.Range(0, weights.Inputs).MaxBy(i => Math.Abs(weights[output, i]));
        string words = $"weights of the features in output {output}; the strongest is {PlainText.Digits(weights[output, strongest])}, "
            + $"of feature {strongest}";
        return Html.From($"""
            <figure>{FeatureMap.Render(weights, output, largest, words)}<figcaption>{side}output {output}</figcaption></figure>

            """);
    }

    // Without the largest hundredth: a few outliers would leave all other weights without colour.
    private static double Largest(FeatureWeights weights, int outputs)
    {
        List<double> sizes = [.. from input in Enumerable.Range(0, weights.Inputs)
                                 from output in Enumerable.Range(0, Math.Min(outputs, weights.Outputs))
                                 let size = Math.Abs(weights[output, input])
                                 where double.IsFinite(size)
                                 orderby size
                                 select size];
        return sizes.Count == 0 ? 0 : sizes[(int)(0.99 * (sizes.Count - 1))] is > 0 and var most ? most : sizes[^1];
    }
}
