using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Drift;

/// <summary>
/// Compares the credits of a model with a baseline. What cannot be compared becomes a finding or throws; nothing is skipped.
/// </summary>
internal static class BaselineComparer
{
    /// <summary>Compares every block of either side.</summary>
    /// <exception cref="BaselineException">KOOP1007 a rule without a block or a block without a rule, KOOP1008 other samples, KOOP1009
    /// other settings, KOOP1013 other labels.</exception>
    /// <exception cref="SettingsException">KOOP4002 a tolerance below the noise floor.</exception>
    public static BaselineComparison Compare(CreditBaseline baseline, CreditReport report)
    {
        baseline = OtherProvider.Adapt(baseline, report.Settings.Provider);
        CheckComparable(baseline, report);
        ToleranceCheck.Verify(baseline);
        (report, IReadOnlyList<(string, string)> renamed) = ReportAlignment.Create(baseline, report);
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

        List<Finding> notes =
        [
            .. RenameFindings.Find(baseline, renamed), .. RenameFindings.FindAdded(baseline, report), .. Unbalanced(baseline, report),
        ];
        return Judge(new BaselineComparison(baseline, report, blocks, null, null, []), notes);
    }

    private static IEnumerable<Finding> Unbalanced(CreditBaseline baseline, CreditReport report) => report.SampleNotes.Select(note =>
        new Finding(DiagnosticCodes.SamplesUnbalanced, FindingSeverity.Note, null, $"in the samples, {note}",
            baseline.Network.Line, baseline.Network.Column));

    // What cannot be compared is a finding of its own; the rest of the network is judged without it.
    private static BaselineComparison Judge(BaselineComparison comparison, List<Finding> notes)
    {
        (CreditBaseline baseline, CreditReport report) = (comparison.Baseline, comparison.Report);
        if (baseline.Tolerance.Learnt is not { } learnt)
        {
            return new BaselineComparison(baseline, report, comparison.Blocks, null, null, notes);
        }

        string[] comparable = [.. comparison.Blocks.Where(b => b.CreditAtPinnedRank is not null).Select(b => b.Name)];
        List<Finding> misfits = [.. LearntFindings.Misfits(baseline, report, comparable)];
        CreditBaseline judged = ComparablePart.Select(
            baseline,
            [.. comparable.Where(name => misfits.TrueForAll(m => m.Block != name))],
            withNetwork: misfits.TrueForAll(m => m.Block is not null));
        if (judged.Blocks.Count == 0)
        {
            return new BaselineComparison(baseline, report, comparison.Blocks, null, null, [.. misfits, .. notes]);
        }

        DriftScore score = LearntComparer.Score(judged, report, learnt);
        Finding? copy = QuantisedCopy.Find(baseline, report, score);
        // A model whose hash the baseline knows has not drifted: if its figures differ, the environment does.
        DriftVerdict? verdict = copy is null && score.Exceeds && !baseline.Knows(report.Model.Sha256)
            ? Diagnosis.Judge(DriftEvidence.Create(judged, report, score))
            : null;
        List<Finding> findings = [.. misfits, .. copy is not null ? [copy] : LearntFindings.Find(judged, report, score, verdict), .. notes];
        if (AcceptedSet.Disagreement(baseline) is { } disagreement)
        {
            findings.Add(disagreement);
        }

        IReadOnlyList<BlockComparison> blocks = copy is null ? comparison.Blocks : [.. comparison.Blocks.Select(QuantisedCopy.Excuse)];
        return new BaselineComparison(baseline, report, blocks, score, verdict, findings);
    }

    private static void CheckComparable(CreditBaseline baseline, CreditReport report)
    {
        if (!baseline.Samples.HasContentOf(report.Samples) || baseline.SampleCount != report.SampleCount)
        {
            throw new BaselineException(DiagnosticCodes.SamplesChanged, baseline.Path,
                $"was created from different samples than '{report.Samples.Path}' ({report.SampleCount} rows), "
                + $"so the credits cannot be compared{(IsMisread(baseline, report) ? Misread : "")}.",
                $"Restore the samples (sha256 {baseline.Samples.Sha256[..12]}…, {baseline.SampleCount} rows), "
                + $"or update the baseline: koopman-assert update {PlainText.Quoted(baseline.Path)}");
        }

        if (!baseline.HasLabels(report.Labels))
        {
            throw OtherLabels(baseline, report);
        }

        string difference = string.Join(", ", baseline.Settings.Compared().Zip(report.Settings.Compared())
            .Where(pair => pair.First != pair.Second)
            .Select(pair => $"{pair.First.Name} is '{pair.First.Value}' in the baseline and '{pair.Second.Value}' in the analysis"));
        if (difference.Length == 0)
        {
            difference = OtherSteps(baseline, report) ?? "";
        }

        if (difference.Length > 0)
        {
            throw new BaselineException(DiagnosticCodes.SettingsChanged, baseline.Path, $"was created with other settings: {difference}.",
                "Analyse with the settings of the baseline, or delete the baseline and create it again with koopman-assert init and these "
                + "settings.");
        }
    }

    private const string Misread = ". If the images have 16 bits: version 0.1.0 read only 8 of them, so its baselines have to be updated";

    // A baseline of format version 1 does not know the values that were read.
    private static bool IsMisread(CreditBaseline baseline, CreditReport report) =>
        baseline.Samples.Values is null && Directory.Exists(report.Samples.Path);

    private static BaselineException OtherLabels(CreditBaseline baseline, CreditReport report)
    {
        string update = $"koopman-assert update {PlainText.Quoted(baseline.Path)} --labels FILE";
        return report.Labels is null ? new BaselineException(
                DiagnosticCodes.LabelsChanged, baseline.Path, "was created with labels; the analysis has none.",
                $"Analyse with the labels of the baseline ('{baseline.Labels!.Column ?? baseline.Labels.Path}').")
            : baseline.Labels is null ? new BaselineException(
                DiagnosticCodes.LabelsChanged, baseline.Path, $"was created without labels; the analysis has '{report.Labels.Path}'.",
                $"Leave them out, or add them to the baseline: {update}")
            : new BaselineException(
                DiagnosticCodes.LabelsChanged, baseline.Path, $"was created with other labels than those of '{report.Labels.Path}'.",
                $"Restore the labels, or update the baseline: {update}");
    }

    /// <summary>Where an analysis with the steps that auto takes today is not one with those that the baseline records.</summary>
    private static string? OtherSteps(CreditBaseline baseline, CreditReport report)
    {
        if (!baseline.Settings.Steps.IsAuto || baseline.Settings.RecordedSteps == report.Settings.RecordedSteps)
        {
            return null;
        }

        return baseline.Blocks.Join(report.Blocks, b => b.Name, b => b.Name, (accepted, current) => (accepted, current))
            .Where(pair => pair.accepted.Operator.Steps != pair.current.Operator.Steps)
            .Select(pair => $"block '{pair.accepted.Name}' took {pair.accepted.Operator.Steps} steps in the baseline and "
                + $"{pair.current.Operator.Steps} in the analysis (take the settings from CreditBaseline.Settings)")
            .FirstOrDefault();
    }

    private static BlockComparison Removed(BaselineBlock accepted) => new()
    {
        Name = accepted.Name,
        Accepted = accepted,
        Current = null,
        Findings = [StatedFindings.Found(accepted, DiagnosticCodes.BlockRemoved,
            $"block '{accepted.Name}' ({StatedFindings.Shape(accepted)}) is no longer in the model")],
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
                Findings = [StatedFindings.Found(accepted, DiagnosticCodes.ShapeChanged,
                    $"block '{accepted.Name}' is now {current.Kind}, {current.Inputs} → {current.Outputs}; "
                    + $"accepted {StatedFindings.Shape(accepted)}")],
            };
        }

        if (StatedFindings.Rank(comparison, baseline.Tolerance.RankChange) is { } collapse)
        {
            return comparison with { Findings = [collapse] };
        }

        if (current.Unreliable is { } reason)
        {
            return comparison with
            {
                Findings = [StatedFindings.Found(accepted, DiagnosticCodes.Unreliable,
                    $"block '{accepted.Name}' has an unreliable credit: {reason}")],
            };
        }

        comparison = comparison with { CreditAtPinnedRank = current.LogCreditAt(accepted.Rank), Allowed = rule?.Allowed(accepted.Rank) };
        return comparison with { Findings = [.. StatedFindings.Find(comparison, sameModel)] };
    }
}
