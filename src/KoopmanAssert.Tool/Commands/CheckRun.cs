using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Reports;

namespace KoopmanAssert.Tool;

/// <summary>A baseline whose comparison is under way.</summary>
/// <param name="Path">The path of the baseline, or of a folder that holds none.</param>
/// <param name="Compare">Waits for the comparison and throws what kept it from being made; told of its stages meanwhile.</param>
internal sealed record PendingCheck(string Path, Func<IProgress<AnalysisProgress>?, BaselineComparison> Compare);

/// <summary>Awaits the checks of a command line and writes what came of each as soon as it is known.</summary>
internal sealed class CheckRun(bool diagnostics, Func<CheckedBaseline, string> annotations)
{
    private readonly List<CheckedBaseline> _checked = [];
    private readonly List<CheckOutcome> _outcomes = [];

    /// <summary>Every baseline so far.</summary>
    public CheckReport Report => new(_checked);

    /// <summary>What each comparison is made from.</summary>
    public IReadOnlyList<CheckOutcome> Outcomes => _outcomes;

    /// <summary>The highest exit code of all baselines.</summary>
    public int Present(IReadOnlyList<PendingCheck> checks)
        => checks.Aggregate(ExitCodes.Held, (exit, check) => Math.Max(exit, Present(check)));

    private int Present(PendingCheck check)
    {
        BaselineComparison comparison;
        try
        {
            comparison = ProgressLine.Run(check.Path, check.Compare);
        }
        catch (KoopmanAssertException failure)
        {
            return Refuse(check.Path, failure);
        }
        catch (OutOfMemoryException cause)
        {
            return Refuse(check.Path, new SettingsException(
                DiagnosticCodes.TooLarge,
                check.Path,
                "needs more memory for its analysis than there is.",
                DiagnosticRule.Find(DiagnosticCodes.TooLarge).WayOut,
                cause));
        }

        _outcomes.Add(new CheckOutcome(check.Path, comparison.Report, null));
        return Present(CheckedBaseline.Create(comparison, ExitCodes.For(comparison)), Text(comparison));
    }

    private int Refuse(string path, KoopmanAssertException failure)
    {
        _outcomes.Add(new CheckOutcome(path, null, failure));
        return Present(CheckedBaseline.Create(path, failure, Entry.Report(failure)), "");
    }

    private int Present(CheckedBaseline baseline, string text)
    {
        _checked.Add(baseline);
        Output.Write(diagnostics ? DiagnosticLines.Render(baseline) : text + annotations(baseline));
        return baseline.ExitCode;
    }

    private static string Text(BaselineComparison comparison)
    {
        CreditBaseline baseline = comparison.Baseline;
        return $"{PlainText.Safe(baseline.Path)}: {PlainText.Safe(baseline.ModelPath)} on {baseline.SampleCount} samples{Environment.NewLine}"
            + ComparisonText.Table(comparison) + ComparisonText.Findings(comparison);
    }
}

/// <summary>What the verdict on a baseline follows from: the analysis of its model, or what kept it from one.</summary>
internal sealed record CheckOutcome(string Path, CreditReport? Report, KoopmanAssertException? Failure);
