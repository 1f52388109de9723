using System.CommandLine;
using KoopmanAssert.Tool.Options;
using KoopmanAssert.Tool.Running;
using KoopmanAssert.Tool.Shards;

namespace KoopmanAssert.Tool.Commands;

/// <summary><c>check [PATH…]</c>: analyses the model of every baseline found again and compares.</summary>
internal static class CheckCommand
{
    private const string Description = """
        Compares the model of each baseline with the baseline, and fails if it has changed more than its tolerance allows.

        Example: koopman-assert check models/lenet5.credits.json
        """;

    public static Command Create()
    {
        Argument<string[]> paths = CommonOptions.Paths();
        Option<string?> shard = CommonOptions.NotEmpty(new Option<string?>("--shard")
        {
            HelpName = "K/N",
            Description = "Check only part K of N of the baselines, to divide a check among machines.",
        });
        Option<string?> part = CommonOptions.NotEmpty(new Option<string?>("--part")
        {
            HelpName = $"FILE{PartFile.Ending}",
            Description = "With --shard: also write the result to a file for koopman-assert merge.",
        });
        Option<string?> labels = CommonOptions.Labels();
        Option<string?> filter = CommonOptions.NotEmpty(new Option<string?>("--filter")
        {
            HelpName = "GLOB",
            Description = "Check only the baselines whose path or file name matches; * also stands for /.",
        });
        Option<string?> model = CommonOptions.NotEmpty(new Option<string?>("--model")
        {
            HelpName = "MODEL",
            Description = "Hold this model against the baseline, of which there must be one (default: the model that the baseline names).",
        });
        var reports = new ReportOptions();
        var run = new RunOptions();
        var command = new Command("check", Description) { paths, filter, model, labels, shard, part };
        reports.AddTo(command);
        run.AddTo(command);
        CommonOptions.Rule(command, result =>
            result.GetValue(model) is not null && (result.GetValue(shard) ?? result.GetValue(part)) is not null
                ? "--model holds one model, and --shard and --part divide many."
                : null);
        command.SetAction((parsed, cancellation) =>
        {
            RunSettings running = run.Read(parsed) with { Labels = parsed.GetValue(labels) };
            Shard own = parsed.GetValue(shard) is { } text ? Shard.Parse(text) : Shard.All;
            PartFile? file = parsed.GetValue(part) is { } path ? new PartFile(path) : null;
            file?.RefuseOther();
            IReadOnlyList<FoundBaseline> all =
            [
                .. EachBaseline.Find(parsed.GetValue(paths), parsed.GetValue(filter))
                    .Select(found => new FoundBaseline(found.Path, found.Failure)),
            ];
            string? other = OfOne(parsed.GetValue(model), all);
            var checks = new CheckRun(reports.Read(parsed));
            int exit = checks.Present(CheckQueue.Begin(own.Select(all), running, other, cancellation), cancellation);
            file?.Write(own, [.. all.Select(b => b.Path)], checks.Outcomes, BaselineEdit.Wait(cancellation));
            return Task.FromResult(exit);
        });
        return command;
    }

    private static string? OfOne(string? model, IReadOnlyList<FoundBaseline> baselines) => model is null || baselines.Count == 1 ? model
        : throw new SettingsException(
            DiagnosticCodes.Usage,
            null,
            $"--model is for one baseline, and there are {baselines.Count}.",
            "Name the baseline that the model is held against.");
}
