using System.CommandLine;

namespace KoopmanAssert.Tool;

/// <summary><c>check [PATH…]</c>: recomputes every baseline found and compares.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        Argument<string[]> paths = CommonOptions.Paths();
        Option<int?> threads = CommonOptions.Threads();
        var command = new Command("check", "Analyses the model of each baseline again and compares.\n\nExample: koopman-assert check models/lenet5.credits.json") { paths, threads };
        command.SetAction((parsed, cancellation) =>
            Task.FromResult(EachBaseline.Run(parsed.GetValue(paths), baseline => Check(baseline, parsed.GetValue(threads), cancellation))));
        return command;
    }

    private static int Check(string path, int? threads, CancellationToken cancellation)
    {
        var baseline = CreditBaseline.Load(path);
        BaselineComparison comparison = ProgressLine.Run(path, progress =>
            baseline.Check(CommonOptions.Read(threads, measureNoise: false, progress), cancellation));
        Output.Write($"{PlainText.Safe(path)}: {PlainText.Safe(baseline.ModelPath)} on {baseline.SampleCount} samples{Environment.NewLine}"
            + ComparisonText.Table(comparison) + ComparisonText.Findings(comparison));
        return ExitCodes.Of(comparison);
    }
}
