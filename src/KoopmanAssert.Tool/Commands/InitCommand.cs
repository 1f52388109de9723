using System.CommandLine;
using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Files;
using KoopmanAssert.Core.Reports;
using KoopmanAssert.Tool.Options;
using KoopmanAssert.Tool.Running;
using KoopmanAssert.Tool.Terminal;

namespace KoopmanAssert.Tool.Commands;

/// <summary><c>init MODEL --samples FILE</c>: writes a first baseline; never overwrites one.</summary>
internal static class InitCommand
{
    private const string Description = """
        Writes the baseline of a model, to be checked in.

        Example: koopman-assert init models/lenet5.onnx --samples samples/mnist.npy
        """;

    public static Command Create()
    {
        Argument<string> model = CommonOptions.Model();
        Option<string?> samples = CommonOptions.Samples(required: true);
        Option<string?> labels = CommonOptions.Labels();
        Option<string?> output = CommonOptions.NotEmpty(new Option<string?>("--output-file", "-o")
        {
            HelpName = "FILE",
            Description = $"The baseline (default: NAME{CreditBaseline.FileSuffix} beside the model).",
        });
        Option<string[]> accepted = CommonOptions.Accepted();
        var force = new ForceOptions();
        Option<bool> allowCi = CommonOptions.AllowCi();
        var run = new RunOptions();
        var settings = new SettingsOptions();
        var tolerance = new ToleranceOptions();
        var command = new Command("init", Description) { model, samples, labels, output, accepted, allowCi };
        force.AddTo(command);
        run.AddTo(command);
        tolerance.AddTo(command);
        settings.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            RunSettings running = run.Read(parsed) with { Labels = parsed.GetValue(labels) };
            string path = parsed.GetRequiredValue(model), file = parsed.GetRequiredValue(samples)!;
            string baselinePath = parsed.GetValue(output) ?? Path.ChangeExtension(path, null) + CreditBaseline.FileSuffix;
            Tolerance allowed = tolerance.Read(parsed);
            RefuseToOverwrite(baselinePath, parsed.GetValue(allowCi));
            CreditReport report = ProgressLine.Run(path, progress => running.Runner.Run(
                path, file, settings.Read(parsed), running.For(measureNoise: true, progress), cancellation));
            (CreditBaseline baseline, string retrains) = Retrains.Accept(
                CreditBaseline.Create(report, baselinePath, allowed),
                parsed.GetValue(accepted) ?? [],
                force.Read(parsed),
                running,
                cancellation);
            cancellation.ThrowIfCancellationRequested();
            Create(baselinePath, BaselineWriter.ToBytes(baseline), cancellation);
            Output.Write(CreditText.Render(report) + retrains + Written(baselinePath));
            return Task.FromResult(ExitCodes.Held);
        });
        return command;
    }

    private static string Written(string baseline)
    {
        string path = PlainText.Safe(baseline);
        string command = $"koopman-assert check {PlainText.Quoted(path)}";
        return $"wrote {path}: check it in, and compare later models with: {command}{Environment.NewLine}";
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
                "is not a valid name for a baseline.",
                $"Use a name that ends with {CreditBaseline.FileSuffix}.");
        }

        if (Path.Exists(baseline))
        {
            throw Exists(baseline);
        }
    }

    // Another process may have created it during the analysis.
    private static void Create(string baseline, byte[] content, CancellationToken cancellation)
    {
        if (!AtomicFile.TryReplace(baseline, sha256: null, content, BaselineEdit.Wait(cancellation)))
        {
            throw Exists(baseline);
        }
    }

    private static BaselineException Exists(string baseline) => new(
        DiagnosticCodes.BaselineExists,
        baseline,
        "already exists.",
        $"To replace it with the current model, run: koopman-assert update {PlainText.Quoted(baseline)}");
}
