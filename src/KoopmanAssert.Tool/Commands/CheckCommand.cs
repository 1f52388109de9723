using System.CommandLine;

namespace KoopmanAssert.Tool;

/// <summary><c>check [PATH…]</c>: recomputes every baseline found and compares.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        Argument<string[]> paths = CommonOptions.Paths();
        Option<string[]> reports = CommonOptions.NoOption(new Option<string[]>("--report")
        {
            HelpName = "FILE",
            Description = $"Write a report on all baselines, of the format that its ending tells ({string.Join(", ", ReportFormat.All.Select(f => f.Ending))}); may be given several times.",
        });
        Option<string?> annotations = new("--annotations") { HelpName = AnnotationChoice.Names, Description = "Write errors also as a build server shows them beside the code (auto: by GITHUB_ACTIONS and TF_BUILD)." };
        Option<bool> diagnostics = CommonOptions.Diagnostics();
        Option<int?> threads = CommonOptions.Threads();
        var command = new Command("check", "Analyses the model of each baseline again and compares.\n\nExample: koopman-assert check models/lenet5.credits.json") { paths, reports, annotations, diagnostics, threads };
        command.SetAction((parsed, cancellation) =>
        {
            ReportFile[] files = [.. (parsed.GetValue(reports) ?? []).Select(path => new ReportFile(path))];
            bool json = parsed.GetValue(diagnostics);
            var run = new CheckRun(json, AnnotationChoice.Of(parsed.GetValue(annotations), json), parsed.GetValue(threads), cancellation);
            int exit = run.Run(parsed.GetValue(paths));
            StepSummary.Append(run.Report);
            return Task.FromResult(files.Aggregate(exit, (code, file) => Math.Max(code, Write(file, run.Report))));
        });
        return command;
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
