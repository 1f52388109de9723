using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>
/// The weight of each input feature in each output: heat maps of pictures, lines of signals, bars of separate quantities.
/// </summary>
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
        (FeatureLayout layout, FeatureSeries series) = FeatureSeries.Of(current);
        bool isPicture = layout == FeatureLayout.Picture;
        Html scale = isPicture ? Scale(network.Id, PlainText.Digits(largest)) : Html.None;
        Html Maps(FeatureWeights? weights, string side) => weights is null ? Html.None : Html.From($"""
            <div class="maps">
            {Html.From(Enumerable.Range(0, Math.Min(outputs, weights.Outputs)).Select(o => Map(network, weights, o, largest, side)))}</div>

            """);
        return Html.From($"""
            <details class="features"><summary><h3>What each output looks for in the input</h3></summary>
            <p class="note">{Note(current, outputs, isPicture, series)}</p>
            {scale}
            {Maps(accepted, "A, ")}{Maps(current, network.IsPair ? "B, " : "")}</details>

            """);
    }

    private static string Note(FeatureWeights current, int outputs, bool isPicture, FeatureSeries series)
    {
        var grid = FeatureGrid.Arrange(current.InputShape, current.Inputs);
        return $"The weight of each of the {current.Inputs} input features{(isPicture ? $" ({grid.Words})" : "")} in each output: how far "
            + "the output moves with the feature when the feature changes by one standard deviation of the samples. "
            + (outputs < current.Outputs ? $"Only the first {outputs} of {current.Outputs} outputs are shown." : "")
            + (isPicture ? FeatureMap.Reduced(grid) : FeaturePlot.Legend(series));
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

    private static Html Map(PageNetwork network, FeatureWeights weights, int output, double largest, string side)
    {
        int strongest = Enumerable.Range(0, weights.Inputs).MaxBy(i => Math.Abs(weights.InDeviations(output, i)));
        string name = network.OutputName(output);
        string words = $"weights of the features in {name}; the strongest is {PlainText.Digits(weights.InDeviations(output, strongest))}, "
            + $"of feature {strongest}";
        (FeatureLayout layout, FeatureSeries series) = FeatureSeries.Of(weights);
        string place = weights.AreTokens ? "token" : layout == FeatureLayout.Bars ? "feature" : "place in the signal";
        Html picture = layout switch
        {
            FeatureLayout.Picture => FeatureMap.Render(weights, output, largest, words),
            _ => FeaturePlot.Render(i => weights.InDeviations(output, i), layout, series, largest, place, words),
        };
        return Html.From($"""
            <figure>{picture}<figcaption>{side}{name}</figcaption></figure>

            """);
    }

    // Without the largest hundredth: a few outliers would leave all other weights without colour.
    private static double Largest(FeatureWeights weights, int outputs)
    {
        List<double> sizes = [.. from input in Enumerable.Range(0, weights.Inputs)
                                 from output in Enumerable.Range(0, Math.Min(outputs, weights.Outputs))
                                 let size = Math.Abs(weights.InDeviations(output, input))
                                 where double.IsFinite(size)
                                 orderby size
                                 select size];
        return sizes.Count == 0 ? 0 : sizes[(int)(0.99 * (sizes.Count - 1))] is > 0 and var most ? most : sizes[^1];
    }
}
