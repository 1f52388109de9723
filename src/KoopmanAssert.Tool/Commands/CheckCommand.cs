using System.CommandLine;

namespace KoopmanAssert.Tool;

/// <summary><c>check [PATH…]</c>: recomputes every baseline found and compares.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        Argument<string[]> paths = CommonOptions.Paths();
        Option<bool> diagnostics = CommonOptions.Diagnostics();
        Option<int?> threads = CommonOptions.Threads();
        var command = new Command("check", "Analyses the model of each baseline again and compares.\n\nExample: koopman-assert check models/lenet5.credits.json") { paths, diagnostics, threads };
        command.SetAction((parsed, cancellation) =>
            Task.FromResult(new CheckRun(parsed.GetValue(diagnostics), parsed.GetValue(threads), cancellation).Run(parsed.GetValue(paths))));
        return command;
    }
}
