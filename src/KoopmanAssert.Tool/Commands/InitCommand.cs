using System.CommandLine;
using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Reports;

namespace KoopmanAssert.Tool;

/// <summary><c>init MODEL --samples FILE</c>: writes a first baseline; never overwrites one.</summary>
internal static class InitCommand
{
    public static Command Create()
    {
        Argument<string> model = CommonOptions.Model();
        Option<string?> samples = CommonOptions.Samples(required: true);
        Option<string?> output = CommonOptions.NotEmpty(new Option<string?>("--output-file", "-o") {
            HelpName = "FILE",
            Description = $"The baseline (default: NAME{CreditBaseline.FileSuffix} beside the model)." });
        Option<string[]> accepted = CommonOptions.Accepted();
        Option<bool> allowCi = CommonOptions.AllowCi();
        var run = new RunOptions();
        var settings = new SettingsOptions();
        var tolerance = new ToleranceOptions();
        var command = new Command("init", "Writes the baseline of a model, to be checked in.\n\nExample: koopman-assert init models/lenet5.onnx --samples samples/mnist.npy") { model, samples, output, accepted, allowCi };
        run.AddTo(command);
        tolerance.AddTo(command);
        settings.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            RunSettings running = run.Read(parsed);
            string path = parsed.GetRequiredValue(model);
            string baselinePath = parsed.GetValue(output) ?? Path.ChangeExtension(path, null) + CreditBaseline.FileSuffix;
            Tolerance allowed = tolerance.Read(parsed);
            RefuseToOverwrite(baselinePath, parsed.GetValue(allowCi));
            CreditReport report = ProgressLine.Run(path, progress => CreditAnalysis.Run(path, parsed.GetRequiredValue(samples)!,
                settings.Read(parsed), running.For(measureNoise: true, progress), cancellation));
            (CreditBaseline baseline, string retrains) = Retrains.Accept(
                CreditBaseline.Create(report, baselinePath, allowed), parsed.GetValue(accepted) ?? [], running, cancellation);
            cancellation.ThrowIfCancellationRequested();
            baseline.Save();
            Output.Write($"{CreditText.Render(report)}{retrains}wrote {PlainText.Safe(baselinePath)}: check it in, and hold it with: koopman-assert check {PlainText.Quoted(PlainText.Safe(baselinePath))}{Environment.NewLine}");
            return Task.FromResult(ExitCodes.Held);
        });
        return command;
    }

    private static void RefuseToOverwrite(string baseline, bool allowCi)
    {
        if (!allowCi)
        {
            BuildServer.Refuse(baseline);
        }

        if (!baseline.EndsWith(CreditBaseline.FileSuffix, StringComparison.Ordinal))
        {
            throw new SettingsException(
                DiagnosticCodes.Usage,
                baseline,
                "is not the name of a baseline.",
                $"Let it end with {CreditBaseline.FileSuffix}, so that check finds it.");
        }

        if (Path.Exists(baseline))
        {
            throw new BaselineException(DiagnosticCodes.BaselineExists, baseline, "exists already.",
                $"Accept a retrained model with: koopman-assert update {PlainText.Quoted(baseline)}");
        }
    }
}
