using System.CommandLine;
using KoopmanAssert.Core.Reports;
using KoopmanAssert.Tool.Options;
using KoopmanAssert.Tool.Running;
using KoopmanAssert.Tool.Terminal;

namespace KoopmanAssert.Tool.Commands;

/// <summary><c>credits MODEL --samples FILE</c>: computes credits without a baseline.</summary>
internal static class CreditsCommand
{
    private const string Description = """
        Computes the credit of each block of a model.

        Example: koopman-assert credits models/lenet5.onnx --samples samples/mnist.npy
        """;

    public static Command Create()
    {
        Argument<string> model = CommonOptions.Model();
        Option<string?> samples = CommonOptions.Samples(required: true);
        Option<bool> json = CommonOptions.Json();
        Option<bool> kernels = new("--kernels") { Description = "Also compute the credit of each kernel of each block." };
        Option<bool> features = new("--features") { Description = "Also compute the weight of each input feature in each output." };
        var run = new RunOptions();
        var settings = new SettingsOptions();
        var command = new Command("credits", Description) { model, samples, json, kernels, features };
        run.AddTo(command);
        settings.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            RunSettings running = run.Read(parsed);
            string path = parsed.GetRequiredValue(model), file = parsed.GetRequiredValue(samples)!;
            AnalysisSettings method = settings.Read(parsed);
            CreditDetails details = (method.Reduce is null ? CreditDetails.Sensitivity : CreditDetails.None)
                | (parsed.GetValue(kernels) ? CreditDetails.Kernels : CreditDetails.None)
                | (parsed.GetValue(features) ? CreditDetails.FeatureWeights : CreditDetails.None);
            CreditReport report = ProgressLine.Run(path, progress => running.OnlyRunner.Run(
                path, file, method, running.For(measureNoise: false, progress) with { Details = details }, cancellation));
            Output.Write(parsed.GetValue(json) ? CreditJson.Render(report) : CreditText.Render(report, Screen.Output.Width));
            return Task.FromResult(ExitCodes.Held);
        });
        return command;
    }
}
