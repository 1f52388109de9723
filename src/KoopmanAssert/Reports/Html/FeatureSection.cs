using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>The weight of each input feature in each output, as heat maps in the shape of the input.</summary>
internal static class FeatureSection
{
    private const int MostOutputs = 16;

    /// <summary>The section, or nothing where the analysis has no feature weights.</summary>
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
        string rest = (outputs < current.Outputs ? $" The first {outputs} of {current.Outputs} outputs are shown." : "")
            + FeatureMap.Reduced(grid);
        return Html.From($"""
            <section class="features">
            <h3>What each output looks for in the input</h3>
            <p class="note">The weight of each of the {current.Inputs} input features ({grid.Words}) in each output, as the product of the blocks' operators gives it.{rest}</p>
            <p class="scale"><span>−{PlainText.Digits(largest)}</span> <svg viewBox="0 0 160 12" preserveAspectRatio="none" aria-hidden="true"><defs><linearGradient id="{network.Id}-scale"><stop class="negative" offset="0"/><stop class="zero" offset="0.5"/><stop class="positive" offset="1"/></linearGradient></defs><rect width="160" height="12" fill="url(#{network.Id}-scale)"/></svg> <span>+{PlainText.Digits(largest)}</span> <small>orange speaks against the output, blue for it; stronger ones are drawn as strong as these</small></p>
            {Maps(accepted, outputs, largest, "A, ")}{Maps(current, outputs, largest, network.IsPair ? "B, " : "")}</section>

            """);
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
        string words = $"weights of the features in output {output}; the strongest is {PlainText.Digits(weights[output, strongest])}, of feature {strongest}";
        return Html.From($"""
            <figure>{FeatureMap.Render(weights, output, largest, words)}<figcaption>{side}output {output}</figcaption></figure>

            """);
    }

    // All but the largest hundredth: a few that stand out by far would leave the rest without colour.
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
