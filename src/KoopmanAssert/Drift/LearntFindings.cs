using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Drift;

/// <summary>What the score of a network finds: drift with the block at fault, or that figures of one and the same model differ.</summary>
internal static class LearntFindings
{
    /// <summary>
    /// What our own float64 arithmetic may leave undecided in a logarithm, in nats, where no perturbation of activations reaches.
    /// </summary>
    public const double Rounding = 1e-9;

    /// <summary>Weights or classes that are not those of the baseline, so that their figures cannot be compared.</summary>
    public static IEnumerable<Finding> Misfits(CreditBaseline baseline, CreditReport report)
    {
        foreach (BaselineBlock block in baseline.Blocks)
        {
            string before = Shapes(block.WeightShapes), now = Shapes(report[block.Name].WeightShapes);
            if (before != now)
            {
                yield return Found(
                    block,
                    DiagnosticCodes.ShapeChanged,
                    FindingSeverity.Error,
                    $"block '{block.Name}' now has the weights {now}; accepted {before}");
            }
        }

        if (report.Network is null)
        {
            yield return Found(
                baseline.Network,
                DiagnosticCodes.Unreliable,
                FindingSeverity.Error,
                "the output of the network holds values that are not finite");
        }
        else if (report.Network.Profile.Classes?.Count is var classes && (classes ?? 0) != baseline.Network.Classes)
        {
            yield return Found(baseline.Network, DiagnosticCodes.ShapeChanged, FindingSeverity.Error,
                $"the output now has {Classes(classes ?? 0)}; accepted {Classes(baseline.Network.Classes)}");
        }
    }

    /// <summary>The findings of a score.</summary>
    public static IEnumerable<Finding> Find(CreditBaseline baseline, CreditReport report, DriftScore score) =>
        LearntComparer.Kept(baseline, report.Model.Sha256) is { } kept ? OfKept(baseline, kept, score)
        : score.Exceeds ? Drift(baseline, score) : [];

    /// <summary>A model that the baseline knows by its hash has not drifted: another figure is another environment.</summary>
    private static IEnumerable<Finding> OfKept(CreditBaseline baseline, IReadOnlyList<Figure> kept, DriftScore score)
    {
        foreach ((FigureComparison now, Figure before) in score.Figures.Zip(kept))
        {
            double undecided = (NoiseFloor.Resolution * (now.Accepted.NoiseFloor ?? 0)) + Rounding;
            if (Math.Abs(now.Figure.Value - before.Value) > undecided)
            {
                string message = $"the same model gives another {now.Words} on this machine: {Number(now.Figure.Value)}; accepted {Number(before.Value)}, "
                    + FormattableString.Invariant($"and float32 rounding leaves {undecided:G2} undecided");
                yield return Found(
                    baseline,
                    now.Block,
                    DiagnosticCodes.EnvironmentChanged,
                    score.Exceeds ? FindingSeverity.Error : FindingSeverity.Note,
                    message);
            }
        }
    }

    private static IEnumerable<Finding> Drift(CreditBaseline baseline, DriftScore score)
    {
        IReadOnlyList<FigureComparison> furthest = score.Furthest;
        if (score.Fault is null)
        {
            yield return Found(baseline.Network, DiagnosticCodes.OutputBehaviour, FindingSeverity.Error,
                $"the network behaves differently: {Leading(furthest[0], score)}{Then(furthest.Skip(1))}");
            yield break;
        }

        BaselineBlock fault = baseline.Blocks.First(b => b.Name == score.Fault);
        FigureComparison own = score.Figures.Where(f => f.Block == score.Fault).MaxBy(f => Math.Abs(f.Z))!;
        string shape = $"{fault.Kind}, {fault.Inputs} → {fault.Outputs}";
        yield return Found(fault, DiagnosticCodes.CreditDrift, FindingSeverity.Error,
            $"block '{fault.Name}' ({shape}): {Leading(own, score)}{Then(furthest.Where(f => f != own))}");
        bool passed = false;
        foreach (BaselineBlock block in baseline.Blocks)
        {
            passed |= block == fault;
            FigureComparison? beyond = score.Figures.Where(f => f.Block == block.Name).MaxBy(f => Math.Abs(f.Z));
            if (block != fault && Math.Abs(beyond!.Z) > score.Threshold)
            {
                yield return Found(block, DiagnosticCodes.CreditDrift, FindingSeverity.Note,
                    $"block '{block.Name}', {(passed ? "downstream" : "upstream")} of '{fault.Name}', moved as well: {Leading(beyond, score)}");
            }
        }
    }

    private static string Leading(FigureComparison f, DriftScore score)
    {
        FigureRule rule = FigureRule.For(f.Figure.Kind);
        string unit = rule.Unit == "nats" ? " nats" : "";
        string by = f.IsWidened
            ? "float32 rounding"
            : score.Retrains == 0 ? "the priors" : score.Retrains == 1 ? "1 retrain" : $"{score.Retrains} retrains";
        int digits = Math.Abs(f.Mean) + f.Allowed < 10 ? 3 : 2;
        string Number(double value) => PlainText.Number(value, digits);
        return $"{rule.WordsFor(f.Figure.Number)} {Number(f.Figure.Value)}{unit}; accepted {Number(f.Mean)}, "
            + $"allowed [{Number(f.Mean - f.Allowed)}, {Number(f.Mean + f.Allowed)}] by {by} (z = {PlainText.Number(f.Z, 1)})";
    }

    private static string Then(IEnumerable<FigureComparison> others) => $"; then {string.Join(", ", others.Select(f => f.Words))}";

    private static string Number(double value) => PlainText.Number(value, Math.Abs(value) < 10 ? 3 : 2);

    private static string Shapes(IReadOnlyList<IReadOnlyList<long>> shapes) =>
        shapes.Count == 0 ? "none" : string.Join(", ", shapes.Select(s => string.Join('×', s)));

    private static string Classes(int count) => count == 0 ? "no class scores" : $"{count} classes";

    private static Finding Found(CreditBaseline baseline, string? block, string code, FindingSeverity severity, string message) =>
        baseline.Blocks.FirstOrDefault(b => b.Name == block) is { } known
            ? Found(known, code, severity, message)
            : Found(baseline.Network, code, severity, message);

    private static Finding Found(BaselineBlock block, string code, FindingSeverity severity, string message) =>
        new(code, severity, block.Name, message, block.Line, block.Column);

    private static Finding Found(BaselineNetwork network, string code, FindingSeverity severity, string message) =>
        new(code, severity, null, message, network.Line, network.Column);
}
