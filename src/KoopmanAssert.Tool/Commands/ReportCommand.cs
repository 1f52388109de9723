using System.CommandLine;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Reports;

namespace KoopmanAssert.Tool;

/// <summary><c>report BASELINE</c>: checks a baseline and writes a page with pictures about it.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        Argument<string> baseline = CommonOptions.NoOption(new Argument<string>("BASELINE") { Description = "The baseline." });
        Option<string?> model = CommonOptions.NotEmpty(new Option<string?>("--model") {
            HelpName = "MODEL",
            Description = "Hold this model against the baseline (default: the one at the baseline's path)." });
        Option<string?> output = CommonOptions.NotEmpty(new Option<string?>("--output-file", "-o") {
            HelpName = "FILE.html",
            Description = "The page (default: NAME.credits.html in the current folder)." });
        var run = new RunOptions();
        var command = new Command("report", "Checks a baseline and writes one HTML page about it, with pictures; exits as check does.\n\nExample: koopman-assert report models/lenet5.credits.json -o drift.html") { baseline, model, output };
        run.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            RunSettings running = run.Read(parsed);
            string path = parsed.GetRequiredValue(baseline), page = parsed.GetValue(output)
                ?? Path.ChangeExtension(Path.GetFileName(path), ReportFormat.PageEnding);
            var file = ReportFile.Page(page);
            var accepted = CreditBaseline.Load(path);
            BaselineComparison comparison = ProgressLine.Run(path, progress => PageAnalysis.Run(accepted.Settings, details => accepted
                .Hold(CreditAnalysis.Run(
                    parsed.GetValue(model) ?? accepted.ModelPath, accepted.SamplesPath, accepted.Settings, running.For(
                    measureNoise: false,
                    progress) with { Details = details }, cancellation))));
            var held = CheckedBaseline.Create(comparison, ExitCodes.For(comparison));
            cancellation.ThrowIfCancellationRequested();
            file.Write(new CheckReport([held]));
            Output.Write($"{PlainText.Safe(path)}: {PlainText.Safe(held.Summary)}{Environment.NewLine}wrote {PlainText.Safe(page)}{Environment.NewLine}");
            return Task.FromResult(held.ExitCode);
        });
        return command;
    }
}
