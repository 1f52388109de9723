using System.CommandLine;

namespace KoopmanAssert.Tool;

/// <summary><c>check [PATH…]</c>: recomputes every baseline found and compares.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        Argument<string[]> paths = CommonOptions.Paths();
        Option<string?> shard = CommonOptions.NotEmpty(new Option<string?>("--shard") {
            HelpName = "K/N",
            Description = "Check only the Kth of N parts of the baselines, each on a machine of its own." });
        Option<string?> part = CommonOptions.NotEmpty(new Option<string?>("--part") {
            HelpName = $"FILE{PartFile.Ending}",
            Description = "With --shard: write what merge makes the verdict of all parts from." });
        var reports = new ReportOptions();
        var run = new RunOptions();
        var command = new Command(
            "check",
            "Analyses the model of each baseline again and compares.\n\nExample: koopman-assert check models/lenet5.credits.json") { paths, shard, part };
        reports.AddTo(command);
        run.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            RunSettings running = run.Read(parsed);
            Shard own = parsed.GetValue(shard) is { } text ? Shard.Parse(text) : Shard.All;
            PartFile? file = parsed.GetValue(part) is { } path ? new PartFile(path) : null;
            file?.RefuseOther();
            IReadOnlyList<FoundBaseline> all = [.. EachBaseline.Find(parsed.GetValue(paths))
                .Select(found => new FoundBaseline(found.Path, found.Failure))];
            int exit = reports.Present(parsed, () => CheckQueue.Begin(own.Of(all), running, cancellation), out CheckRun checks);
            file?.Write(own, [.. all.Select(b => b.Path)], checks.Outcomes);
            return Task.FromResult(exit);
        });
        return command;
    }
}
