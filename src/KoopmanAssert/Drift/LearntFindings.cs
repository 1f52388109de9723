using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Drift;

/// <summary>What the score of a network shows: drift, or an environment in which the same model differs.</summary>
internal static class LearntFindings
{
    /// <summary>
    /// The rounding error of float64 arithmetic in a logarithm, in nats: it also affects weights, which no noise floor covers.
    /// </summary>
    public const double Rounding = 1e-9;

    /// <summary>The findings about weights or classes that differ from the baseline's, so that figures cannot be compared.</summary>
    /// <param name="baseline">The baseline.</param>
    /// <param name="report">The analysis.</param>
    /// <param name="blocks">The names of the blocks whose credits can be compared.</param>
    public static IEnumerable<Finding> Misfits(CreditBaseline baseline, CreditReport report, IReadOnlyCollection<string> blocks)
    {
        foreach (BaselineBlock block in baseline.Blocks.Where(b => blocks.Contains(b.Name)))
        {
            string before = Shapes(block.WeightShapes), now = Shapes(report[block.Name].WeightShapes);
            if (before != now)
            {
                yield return StatedFindings.Found(block, DiagnosticCodes.ShapeChanged,
                    $"block '{block.Name}' now has weights of shape {now}; accepted {before}");
            }
        }

        if (report.Network is null || !report.Network.Profile.IsFinite)
        {
            yield return Found(
                baseline.Network, DiagnosticCodes.Unreliable, "the inputs or outputs of the network contain NaN or infinity");
        }
        else if (report.Network.Profile.Classes?.Count is var classes && (classes ?? 0) != baseline.Network.Classes)
        {
            yield return Found(baseline.Network, DiagnosticCodes.ShapeChanged,
                $"the output now has {Classes(classes ?? 0)}; accepted {Classes(baseline.Network.Classes)}");
        }
    }

    /// <summary>The findings of a score and its verdict; none if the gate holds.</summary>
    public static IEnumerable<Finding> Find(CreditBaseline baseline, CreditReport report, DriftScore score, DriftVerdict? verdict) =>
        LearntComparer.Kept(baseline, report.Model.Sha256) is { } kept ? OfKept(baseline, kept, score)
        : verdict is not null ? DriftFindings.Find(baseline, score, verdict)
        : [];

    private static IEnumerable<Finding> OfKept(CreditBaseline baseline, IReadOnlyList<Figure?> kept, DriftScore score)
    {
        foreach ((FigureComparison now, Figure? before) in score.Figures.Zip(kept))
        {
            double undecided = (NoiseFloor.Resolution * (now.Accepted.NoiseFloor ?? 0)) + Rounding;
            if (before is { IsEstimate: false } && Math.Abs(now.Figure.Value - before.Value) > undecided)
            {
                string message = $"the same model has a different {now.Words} on this machine: {Number(now.Figure.Value)}; "
                    + $"accepted {Number(before.Value)}, "
                    + FormattableString.Invariant($"and float32 rounding explains at most {undecided:G2}");
                yield return Found(
                    baseline,
                    now.Block,
                    DiagnosticCodes.EnvironmentChanged,
                    message,
                    score.Exceeds ? FindingSeverity.Error : FindingSeverity.Note);
            }
        }
    }

    private static string Number(double value) => PlainText.Number(value, Math.Abs(value) < 10 ? 3 : 2);

    private static string Shapes(IReadOnlyList<IReadOnlyList<long>> shapes) =>
        shapes.Count == 0 ? "none" : string.Join(", ", shapes.Select(s => string.Join('×', s)));

    private static string Classes(int count) => count == 0 ? "no class scores" : $"{count} classes";

    private static Finding Found(CreditBaseline baseline, string? block, string code, string message, FindingSeverity severity) =>
        baseline.Blocks.FirstOrDefault(b => b.Name == block) is { } known
            ? StatedFindings.Found(known, code, message, severity)
            : Found(baseline.Network, code, message, severity);

    /// <summary>A finding about the whole network.</summary>
    public static Finding Found(BaselineNetwork network, string code, string message, FindingSeverity severity = FindingSeverity.Error) =>
        new(code, severity, null, message, network.Line, network.Column);
}
