using System.CommandLine;
using KoopmanAssert.Core.Reports;

namespace KoopmanAssert.Tool;

/// <summary>The options that say how the verdicts of a run are presented.</summary>
internal sealed class ReportOptions
{
    private readonly Option<string[]> _reports = CommonOptions.NoOption(new Option<string[]>("--report")
    {
        HelpName = "FILE",
        Description = $"Write a report on all baselines, of the format that its ending tells ({string.Join(", ", ReportFormat.All.Select(f => f.Ending))}); may be given several times.",
    });

    private readonly Option<string?> _annotations = new("--annotations") {
        HelpName = AnnotationChoice.Names,
        Description = "Write errors also as a build server shows them beside the code (auto: by GITHUB_ACTIONS and TF_BUILD)." };
    private readonly Option<bool> _diagnostics = CommonOptions.Diagnostics();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_reports);
        command.Add(_annotations);
        command.Add(_diagnostics);
    }

    /// <summary>Presents the verdicts of checks as a command line asks; the exit code of all.</summary>
    /// <exception cref="SettingsException">KOOP4001: a report or the annotations cannot be as asked; nothing is checked then.</exception>
    /// <exception cref="RuntimeException">KOOP3004: another file is where a report is to be, likewise.</exception>
    public int Present(ParseResult parsed, Func<IReadOnlyList<PendingCheck>> checks, out CheckRun run)
    {
        ReportFile[] files = [.. (parsed.GetValue(_reports) ?? []).Select(path => new ReportFile(path))];
        bool diagnostics = parsed.GetValue(_diagnostics);
        run = new CheckRun(diagnostics, AnnotationChoice.Choose(parsed.GetValue(_annotations), diagnostics));
        int exit = run.Present(checks());
        CheckReport report = run.Report;
        StepSummary.Append(report);
        return files.Aggregate(exit, (code, file) => Math.Max(code, Write(file, report)));
    }

    // One that cannot be written does not keep the others from being written.
    private static int Write(ReportFile file, CheckReport report)
    {
        try
        {
            file.Write(report);
            return ExitCodes.Held;
        }
        catch (RuntimeException failure)
        {
            return Entry.Report(failure);
        }
    }
}
