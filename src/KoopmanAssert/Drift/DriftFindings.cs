using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Drift;

/// <summary>
/// A verdict as findings: an error about the block at fault or about the whole network, and a note about everything else that lies beyond
/// its range. Only figures beyond their ranges are named.
/// </summary>
internal static class DriftFindings
{
    private const int MostNames = 5;

    /// <summary>The findings: first the error, then the notes in the order of the network.</summary>
    public static IEnumerable<Finding> Find(CreditBaseline baseline, DriftScore score, DriftVerdict verdict)
    {
        BaselineBlock? fault = baseline.Blocks.FirstOrDefault(b => b.Name == verdict.Fault);
        yield return fault is null ? OfNetwork(baseline, score, verdict) : OfFault(fault, score, verdict);
        if (fault is not null && verdict.FurthestOf(null) is { } network)
        {
            yield return LearntFindings.Found(
                baseline.Network,
                DiagnosticCodes.OutputBehaviour,
                $"the whole network also moved: {Range(network.FigureWords, network, score)}",
                FindingSeverity.Note);
        }

        string side = fault is null ? "" : $", upstream of '{fault.Name}', also";
        foreach (BaselineBlock block in baseline.Blocks)
        {
            if (block == fault)
            {
                side = $", downstream of '{fault.Name}', also";
            }
            else if (verdict.FurthestOf(block.Name) is { } furthest)
            {
                yield return StatedFindings.Found(
                    block,
                    DiagnosticCodes.CreditDrift,
                    $"block '{block.Name}'{side} moved: {Range(furthest.FigureWords, furthest, score)}",
                    FindingSeverity.Note);
            }
        }
    }

    private static Finding OfFault(BaselineBlock fault, DriftScore score, DriftVerdict verdict)
    {
        FigureComparison own = verdict.FurthestOf(fault.Name)!;
        return StatedFindings.Found(fault, DiagnosticCodes.CreditDrift,
            $"block '{fault.Name}' ({StatedFindings.Shape(fault)}): {Range(own.FigureWords, own, score)}{Rest(own, verdict)}");
    }

    // The network's own figures come first: they are what the outputs show.
    private static Finding OfNetwork(CreditBaseline baseline, DriftScore score, DriftVerdict verdict)
    {
        FigureComparison furthest = verdict.FurthestOf(null) ?? verdict.Beyond[0];
        return LearntFindings.Found(baseline.Network, DiagnosticCodes.OutputBehaviour,
            $"the network has changed as a whole: {Range(furthest.Words, furthest, score)}{Rest(furthest, verdict)}");
    }

    private static string Rest(FigureComparison leading, DriftVerdict verdict)
    {
        List<string> others = [.. verdict.Beyond.Where(f => f != leading).Select(f => f.Words)];
        string more = others.Count > MostNames ? $" and {others.Count - MostNames} more" : "";
        string also = others.Count == 0 ? "" : $"; also beyond their ranges: {string.Join(", ", others.Take(MostNames))}{more}";
        return also + (verdict.Cause is { } cause ? $"; {cause.Words}" : "");
    }

    private static string Copied(FigureComparison f) =>
        f.IsOfCopy ? "; half of its weight tensors or more are the accepted ones" : "";

    private static string Range(string words, FigureComparison f, DriftScore score)
    {
        string unit = FigureRule.For(f.Figure.Kind).Unit == "nats" ? " nats" : "";
        string source = f.IsWidened ? "float32 rounding"
            : score.Retrains == 0 ? "built-in estimates"
            : score.Retrains == 1 ? "1 accepted retrain" : $"{score.Retrains} accepted retrains";
        int digits = Math.Abs(f.Mean) + f.Allowed < 10 ? 3 : 2;
        string Number(double value) => PlainText.Number(value, digits);
        return f == score.Outputs
            ? $"{words} {Number(f.Figure.Value)} {FigureRule.For(f.Figure.Kind).Unit}, allowed {Number(f.Allowed)} ({source}{Copied(f)})"
            : $"{words} {Number(f.Figure.Value)}{unit}; accepted mean {Number(f.Mean)}, "
            + $"allowed {Number(f.Lowest)} to {Number(f.Highest)} ({source}); z = {PlainText.Number(f.Z, 1)}";
    }
}
