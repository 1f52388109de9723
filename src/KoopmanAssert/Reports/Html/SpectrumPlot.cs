using System.Text;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>
/// The singular values of a block's operator, largest first, on a logarithmic axis: of this model as a thick line, of the accepted model
/// dashed, and of the accepted retrains as a band.
/// </summary>
internal static class SpectrumPlot
{
    private const int MostPoints = 140;

    // A few decades show the shape; below them is what no figure counts.
    private const double MostDecades = 3.5;

    /// <summary>The figure with its legend, or nothing if there are no values.</summary>
    public static Html Render(PageNetwork network, PageBlock block)
    {
        double[] current = block.Comparison!.Current!.Profile?.Spectrum.SingularValues ?? [];
        IReadOnlyList<double> accepted = block.AcceptedCredit?.Profile?.Spectrum.SingularValues
            ?? block.Comparison.Accepted?.Evidence?.Spectrum.Values() ?? [];
        double largest = current.Concat(accepted).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        if (largest <= 0)
        {
            return Html.None;
        }

        IReadOnlyList<IReadOnlyList<double>> retrains = network.SpectraOf(block);
        double top = Math.Log10(Math.Max(largest, retrains.SelectMany(r => r).DefaultIfEmpty(0).Max()));
        double lowest = Math.Log10(current.Concat(accepted).Where(v => v > 0).Min());
        var frame = new PlotFrame(
            PlotAxis.Linear("direction, strongest first", 1, Math.Max(2, Math.Max(current.Length, accepted.Count))),
            PlotAxis.Logarithmic("stretched by a factor of", Math.Max(top - MostDecades, Math.Min(lowest, top - 1)), top + 0.05));
        int counted = block.Comparison.Accepted?.Half ?? 0;
        Html pin = counted > 0 ? frame.Place("pin", counted) : Html.None;
        Html before = accepted.Count > 0 ? Html.From($"""<path class="line before" d="{Line(frame, accepted)}"/>""") : Html.None;
        var marks = Html.From($"""{Band(frame, retrains)}{pin}{before}<path class="line" d="{Line(frame, current)}"/>""");
        Html title = Term.Of("singular values", "Singular values");
        string legend = "how strongly the block stretches each direction of its inputs. "
            + $"Thick line: {network.CurrentName}"
            + (accepted.Count > 0 ? $"; dashed line: {network.AcceptedName}" : "; the baseline keeps no accepted values")
            + (retrains.Count > 0 ? "; grey band: accepted retrains." : ".")
            + (counted > 0 ? $" The leading credit counts the directions up to the vertical line, {counted}." : "");
        return Html.From($"""
            <figure>{frame.Render(Words(current, accepted), marks)}<figcaption><b>{title}</b>: {legend}</figcaption></figure>

            """);
    }

    // From the lowest to the highest of the retrains in each direction that all of them keep.
    private static Html Band(PlotFrame frame, IReadOnlyList<IReadOnlyList<double>> retrains)
    {
        int count = retrains.Count == 0 ? 0 : retrains.Min(r => r.Count);
        if (count == 0)
        {
            return Html.None;
        }

        double[] high = [.. Enumerable.Range(0, count).Select(j => retrains.Max(r => r[j]))];
        double[] low = [.. Enumerable.Range(0, count).Select(j => retrains.Min(r => r[j]))];
        var back = new StringBuilder();
        foreach ((int index, double value) in Points(low).Reverse())
        {
            back.Append(Html.From($"L{frame.X(index + 1)} {Y(frame, value)}"));
        }

        return Html.From($"""<path class="band" d="{Line(frame, high)}{back.ToString()}z"/>""");
    }

    private static string Line(PlotFrame frame, IReadOnlyList<double> values)
    {
        var path = new StringBuilder();
        foreach ((int index, double value) in Points(values))
        {
            path.Append(path.Length == 0 ? 'M' : 'L').Append(Html.From($"{frame.X(index + 1)} {Y(frame, value)}"));
        }

        // A single value would give a line of length 0.
        return values.Count == 1 ? $"{path}h4" : path.ToString();
    }

    private static IEnumerable<(int Index, double Value)> Points(IReadOnlyList<double> values)
    {
        int points = Math.Min(values.Count, MostPoints);
        return Enumerable.Range(0, points).Select(p => points == 1 ? 0 : (int)((long)p * (values.Count - 1) / (points - 1)))
            .Select(index => (index, values[index]));
    }

    private static double Y(PlotFrame frame, double value) => frame.Y(value > 0 ? Math.Log10(value) : frame.Up.From);

    private static string Words(IReadOnlyList<double> current, IReadOnlyList<double> accepted)
        => $"{Side(current)}{(accepted.Count > 0 ? $"; accepted: {Side(accepted)}" : "")}";

    private static string Side(IReadOnlyList<double> values) => values.Count == 0 ? "no singular values"
        : $"{values.Count} singular values, from {PlainText.Digits(values[0])} to {PlainText.Digits(values[^1])}";
}
