using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Drift;

/// <summary>Holds the credits of a model against a baseline. Nothing passes silently: what cannot be compared is found or thrown.</summary>
internal static class BaselineComparer
{
    /// <summary>Compares every block of either side.</summary>
    /// <exception cref="BaselineException">KOOP1007 a rule without a block or a block without a rule, KOOP1008 other samples, KOOP1009
    /// other settings.</exception>
    /// <exception cref="SettingsException">KOOP4002 a tolerance below the noise floor.</exception>
    public static BaselineComparison Compare(CreditBaseline baseline, CreditReport report)
    {
        baseline = OtherProvider.Adapt(baseline, report.Settings.Provider);
        CheckComparable(baseline, report);
        ToleranceCheck.Verify(baseline);
        bool sameModel = baseline.Model.Sha256 == report.Model.Sha256;
        var blocks = new List<BlockComparison>();
        foreach (BaselineBlock accepted in baseline.Blocks)
        {
            BlockCredit? current = report.Blocks.FirstOrDefault(b => b.Name == accepted.Name);
            blocks.Add(current is null ? Removed(accepted) : Compared(baseline, accepted, current, sameModel));
        }

        foreach (BlockCredit added in report.Blocks.Where(b => !baseline.Blocks.Any(a => a.Name == b.Name)))
        {
            int position = report.Blocks.TakeWhile(b => b.Name != added.Name).Count();
            int after = position == 0 ? 0 : blocks.FindIndex(b => b.Name == report.Blocks[position - 1].Name) + 1;
            blocks.Insert(after, Added(added));
        }

        return Judge(new BaselineComparison(baseline, report, blocks, null, []));
    }

    // The whole network can be judged where every block is there to be compared.
    private static BaselineComparison Judge(BaselineComparison comparison)
    {
        CreditBaseline baseline = comparison.Baseline;
        if (baseline.Tolerance.Learnt is not { } learnt || comparison.Blocks.Any(b => b.CreditAtPinnedRank is null))
        {
            return comparison;
        }

        List<Finding> misfits = [.. LearntFindings.Misfits(baseline, comparison.Report)];
        if (misfits.Count > 0)
        {
            return new BaselineComparison(baseline, comparison.Report, comparison.Blocks, null, misfits);
        }

        DriftScore score = LearntComparer.Score(baseline, comparison.Report, learnt);
        return new BaselineComparison(
            baseline,
            comparison.Report,
            comparison.Blocks,
            score,
            [.. LearntFindings.Find(baseline, comparison.Report, score)]);
    }

    private static void CheckComparable(CreditBaseline baseline, CreditReport report)
    {
        if (baseline.Samples.Sha256 != report.Samples.Sha256 || baseline.SampleCount != report.SampleCount)
        {
            throw new BaselineException(DiagnosticCodes.SamplesChanged, baseline.Path,
                $"was made from other samples than '{report.Samples.Path}' ({report.SampleCount} rows): credits of different samples cannot be compared.",
                $"Restore the samples (sha256 {baseline.Samples.Sha256[..12]}…, {baseline.SampleCount} rows), or make the baseline anew: koopman-assert update {PlainText.Quoted(baseline.Path)}");
        }

        string difference = string.Join(", ", baseline.Settings.Listed().Zip(report.Settings.Listed())
            .Where(pair => pair.First != pair.Second)
            .Select(pair => $"{pair.First.Name} '{pair.First.Value}' and not '{pair.Second.Value}'"));
        if (difference.Length > 0)
        {
            throw new BaselineException(DiagnosticCodes.SettingsChanged, baseline.Path, $"was made with other settings: {difference}.",
                "Analyse with the baseline's settings, or make the baseline anew with these.");
        }
    }

    private static BlockComparison Removed(BaselineBlock accepted) => new()
    {
        Name = accepted.Name,
        Accepted = accepted,
        Current = null,
        Findings = [Found(
            accepted,
            DiagnosticCodes.BlockRemoved,
            $"block '{accepted.Name}' ({Shape(accepted)}) is no longer in the model")],
    };

    private static BlockComparison Added(BlockCredit current) => new()
    {
        Name = current.Name,
        Accepted = null,
        Current = current,
        Findings = [new Finding(DiagnosticCodes.BlockAdded, FindingSeverity.Error, current.Name,
            $"block '{current.Name}' ({current.Kind}, {current.Inputs} → {current.Outputs}) is not in the baseline", null, null)],
    };

    private static BlockComparison Compared(CreditBaseline baseline, BaselineBlock accepted, BlockCredit current, bool sameModel)
    {
        StatedTolerance? rule = baseline.Tolerance.RuleFor(accepted.Name);
        var comparison = new BlockComparison { Name = accepted.Name, Accepted = accepted, Current = current, Rule = rule };
        if (accepted.Inputs != current.Inputs || accepted.Outputs != current.Outputs)
        {
            return comparison with
            {
                Findings = [Found(accepted, DiagnosticCodes.ShapeChanged,
                    $"block '{accepted.Name}' is now {current.Kind}, {current.Inputs} → {current.Outputs}; accepted {Shape(accepted)}")],
            };
        }

        if (Collapse(baseline, accepted, current) is { } collapse)
        {
            return comparison with { Findings = [collapse] };
        }

        if (current.Unreliable is { } reason)
        {
            return comparison with { Findings = [Found(
                accepted,
                DiagnosticCodes.Unreliable,
                $"block '{accepted.Name}' has an unreliable credit: {reason}")] };
        }

        comparison = comparison with { CreditAtPinnedRank = current.LogCreditAt(accepted.Rank), Allowed = rule?.Allowed(accepted.Rank) };
        return comparison with { Findings = [.. rule is null ? [] : Credit(comparison, accepted, sameModel), .. rule is null
            ? []
            : KernelFindings.Find(accepted, current, rule, sameModel), .. RankNote(accepted, current)] };
    }

    private static Finding? Collapse(CreditBaseline baseline, BaselineBlock accepted, BlockCredit current)
    {
        int change = Math.Abs(current.Rank - accepted.Rank);
        string what = $"block '{accepted.Name}' ({Shape(accepted)}): effective rank {current.Rank}, accepted {accepted.Rank}";
        return current.Estimate.IsFinite && 2 * current.Rank < accepted.Rank
                ? Found(accepted, DiagnosticCodes.RankDrift, $"{what}; it has collapsed to less than half")
            : baseline.Tolerance.RankChange is { } allowed && change > allowed
                ? Found(accepted, DiagnosticCodes.RankDrift, $"{what}; it may move by {allowed}")
            : null;
    }

    private static IEnumerable<Finding> Credit(BlockComparison comparison, BaselineBlock accepted, bool sameModel)
    {
        double difference = Math.Abs(comparison.Difference!.Value);
        bool beyond = difference > comparison.Allowed;
        bool visible = difference > NoiseFloor.Resolution * accepted.NoiseFloor;
        string what
            = $"log-credit {PlainText.Number(comparison.CreditAtPinnedRank)} nats; accepted {PlainText.Number(accepted.LogCredit)}, "
            + $"allowed ±{PlainText.Number(comparison.Allowed)} ({comparison.Rule} by '{comparison.Rule!.Blocks}')";
        if (sameModel && visible)
        {
            yield return Found(accepted, DiagnosticCodes.EnvironmentChanged,
                $"block '{accepted.Name}': the same model gives another credit on this machine: {what}", beyond
                    ? FindingSeverity.Error
                    : FindingSeverity.Note);
        }
        else if (beyond)
        {
            yield return Found(accepted, DiagnosticCodes.CreditDrift,
                $"block '{accepted.Name}' ({Shape(accepted)}): {what}, exceeded {PlainText.Number(comparison.Ratio, 1)} times");
        }
    }

    private static IEnumerable<Finding> RankNote(BaselineBlock accepted, BlockCredit current) => current.Rank == accepted.Rank ? [] :
        [Found(accepted, DiagnosticCodes.RankDrift,
            $"block '{accepted.Name}': effective rank {current.Rank}, accepted {accepted.Rank}; credits are compared at {accepted.Rank}", FindingSeverity.Note)];

    private static Finding Found(BaselineBlock accepted, string code, string message, FindingSeverity severity = FindingSeverity.Error) =>
        new(code, severity, accepted.Name, message, accepted.Line, accepted.Column);

    private static string Shape(BaselineBlock block) => $"{block.Kind}, {block.Inputs} → {block.Outputs}";
}
