using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Reports;
using KoopmanAssert.Tool.Options;
using KoopmanAssert.Tool.Shards;
using KoopmanAssert.Tool.Terminal;

namespace KoopmanAssert.Tool.Commands;

/// <summary>A baseline whose comparison is under way.</summary>
/// <param name="Path">The path of the baseline, or of a folder that holds none.</param>
/// <param name="Compare">Waits for the comparison and reports progress meanwhile; throws the failure that prevented it.</param>
internal sealed record PendingCheck(string Path, Func<IProgress<AnalysisProgress>?, BaselineComparison> Compare);

/// <summary>Waits for the checks of a command line and reports each as soon as it is known.</summary>
internal sealed class CheckRun(ReportChoice reports)
{
    private readonly List<CheckedBaseline> _checked = [];
    private readonly List<CheckOutcome> _outcomes = [];

    /// <summary>What each comparison is made from, once all are presented.</summary>
    public IReadOnlyList<CheckOutcome> Outcomes => _outcomes;

    /// <summary>Presents checks as the command line asks.</summary>
    /// <returns>The highest exit code of all baselines and reports.</returns>
    public int Present(IReadOnlyList<PendingCheck> checks, CancellationToken cancellation)
    {
        int exit = checks.Aggregate(ExitCodes.Held, (highest, check) => Math.Max(highest, Present(check)));
        var report = new CheckReport(_checked);
        StepSummary.Append(report);
        if (reports.Json)
        {
            Output.Write(JsonReport.Render(report));
        }
        else if (!reports.Diagnostics && _outcomes.Exists(outcome => outcome.Report is not null))
        {
            Output.Show(report.LastLine + Environment.NewLine);
        }

        return reports.Files.Aggregate(exit, (highest, file) => Math.Max(highest, Write(file, report, cancellation)));
    }

    // A report that cannot be written does not keep the others from being written.
    private static int Write(ReportFile file, CheckReport report, CancellationToken cancellation)
    {
        try
        {
            file.Write(report, BaselineEdit.Wait(cancellation));
            return ExitCodes.Held;
        }
        catch (RuntimeException failure)
        {
            return Entry.Report(failure);
        }
    }

    private int Present(PendingCheck check)
    {
        BaselineComparison comparison;
        try
        {
            comparison = ProgressLine.Run(check.Path, check.Compare);
        }
        catch (Exception failure) when (failure is KoopmanAssertException or OutOfMemoryException)
        {
            return Refuse(check.Path, CodedFailure.Create(failure, check.Path));
        }

        _outcomes.Add(new CheckOutcome(check.Path, comparison.Report, null));
        return Present(CheckedBaseline.Create(comparison, ExitCodes.For(comparison)), Text(comparison, Screen.Output.Width));
    }

    private int Refuse(string path, KoopmanAssertException failure)
    {
        _outcomes.Add(new CheckOutcome(path, null, failure));
        return Present(CheckedBaseline.Create(path, failure, Entry.Report(failure)), "");
    }

    private int Present(CheckedBaseline baseline, string text)
    {
        _checked.Add(baseline);
        if (reports.Diagnostics)
        {
            Output.Write(DiagnosticLines.Render(baseline));
        }
        else if (!reports.Json)
        {
            Output.Show(text);
            Output.Write(reports.Annotations(baseline)); // in the form of the build server
        }

        return baseline.ExitCode;
    }

    /// <summary>The text of a comparison.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="width">The width of the terminal; null if there is none.</param>
    public static string Text(BaselineComparison comparison, int? width)
    {
        CreditBaseline baseline = comparison.Baseline;
        string model = Advice.IsOwnModel(comparison) ? baseline.ModelPath : comparison.Report.Model.Path;
        string title = $"{PlainText.Safe(baseline.Path)}: {PlainText.Safe(model)} on {baseline.SampleCount} samples";
        return title + Environment.NewLine + ComparisonText.Table(comparison, width) + ComparisonText.Findings(comparison, width);
    }
}
