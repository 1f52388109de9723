using System.CommandLine;
using KoopmanAssert.Core.Reports;

namespace KoopmanAssert.Tool;

/// <summary><c>credits MODEL --samples FILE</c>: computes credits without a baseline.</summary>
internal static class CreditsCommand
{
    public static Command Create()
    {
        Argument<string> model = CommonOptions.Model();
        Option<string?> samples = CommonOptions.Samples(required: true);
        Option<bool> json = CommonOptions.Json();
        Option<bool> kernels = new("--kernels") { Description = "Give the credit of each kernel of each block too." };
        Option<bool> features = new("--features") { Description = "Give the weight of each input feature in each output too." };
        var run = new RunOptions();
        var settings = new SettingsOptions();
        var command = new Command("credits", "Computes the credit of each block of a model.\n\nExample: koopman-assert credits models/lenet5.onnx --samples samples/mnist.npy") { model, samples, json, kernels, features };
        run.AddTo(command);
        settings.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            RunSettings running = run.Read(parsed);
            string path = parsed.GetRequiredValue(model);
            AnalysisSettings method = settings.Read(parsed);
            CreditDetails details = (method.Reduce is null ? CreditDetails.Sensitivity : CreditDetails.None)
                | (parsed.GetValue(kernels) ? CreditDetails.Kernels : CreditDetails.None) | (parsed.GetValue(features)
                    ? CreditDetails.FeatureWeights
                    : CreditDetails.None);
            CreditReport report = ProgressLine.Run(path, progress => CreditAnalysis.Run(path, parsed.GetRequiredValue(samples)!,
                method, running.For(measureNoise: false, progress) with { Details = details }, cancellation));
            Output.Write(parsed.GetValue(json) ? CreditJson.Render(report) : CreditText.Render(report));
            return Task.FromResult(ExitCodes.Held);
        });
        return command;
    }
}
