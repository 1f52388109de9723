using System.CommandLine;
using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Reports;
using KoopmanAssert.Tool.Options;
using KoopmanAssert.Tool.Running;
using KoopmanAssert.Tool.Terminal;

namespace KoopmanAssert.Tool.Commands;

/// <summary><c>report BASELINE</c>: checks a baseline and writes a page with pictures about it.</summary>
internal static class ReportCommand
{
    private const string Description = """
        Checks a baseline and writes one HTML page about it, with pictures; exits as check does.

        Example: koopman-assert report models/lenet5.credits.json -o drift.html
        """;

    public static Command Create()
    {
        Argument<string> baseline = CommonOptions.Baseline();
        Option<string?> model = CommonOptions.NotEmpty(new Option<string?>("--model")
        {
            HelpName = "MODEL",
            Description = "Compare this model with the baseline (default: the model that the baseline names).",
        });
        Option<string?> output = CommonOptions.NotEmpty(new Option<string?>("--output-file", "-o")
        {
            HelpName = "FILE.html",
            Description = "The page (default: NAME.credits.html in the current folder).",
        });
        var run = new RunOptions();
        var command = new Command("report", Description) { baseline, model, output };
        run.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            RunSettings running = run.Read(parsed);
            string path = parsed.GetRequiredValue(baseline);
            string page = parsed.GetValue(output) ?? Path.ChangeExtension(Path.GetFileName(path), ReportFormat.PageEnding);
            var file = ReportFile.Page(page);
            var accepted = CreditBaseline.Load(path);
            string analysed = parsed.GetValue(model) ?? accepted.ModelPath;
            CreditReport report = NamedFiles.Use(accepted, () => ProgressLine.Run(
                path,
                progress => PageAnalysis.Run(accepted.Settings, details => running.Runner.Run(
                    analysed,
                    accepted.SamplesPath,
                    accepted.Settings,
                    running.For(accepted, measureNoise: false, progress) with { Details = details },
                    cancellation))), parsed.GetValue(model));
            BaselineComparison comparison = accepted.Hold(report);
            var held = CheckedBaseline.Create(comparison, ExitCodes.For(comparison));
            cancellation.ThrowIfCancellationRequested();
            file.Write(new CheckReport([held]), BaselineEdit.Wait(cancellation));
            string[] lines = [$"{PlainText.Safe(path)}: {PlainText.Safe(held.Summary)}", $"wrote {PlainText.Safe(page)}", ""];
            Output.Write(string.Join(Environment.NewLine, lines));
            return Task.FromResult(held.ExitCode);
        });
        return command;
    }
}
