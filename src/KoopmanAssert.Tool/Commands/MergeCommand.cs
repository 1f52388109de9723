using System.CommandLine;
using KoopmanAssert.Tool.Messages;
using KoopmanAssert.Tool.Options;
using KoopmanAssert.Tool.Shards;

namespace KoopmanAssert.Tool.Commands;

/// <summary><c>merge PART…</c>: the verdict of a whole check from the parts of its shards.</summary>
internal static class MergeCommand
{
    private const string Description = """
        Combines the parts of a sharded check, with the output and exit code of one check of all baselines.

        Example: koopman-assert merge 1.part 2.part --report all.sarif
        """;

    public static Command Create()
    {
        Argument<string[]> parts = CommonOptions.NoOption(new Argument<string[]>("PART")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = $"The files that check --shard K/N --part FILE{PartFile.Ending} wrote, all of them.",
        });
        var reports = new ReportOptions();
        var command = new Command("merge", Description) { parts };
        reports.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            List<(PartFile File, PartMessage Part)> read =
                [.. parsed.GetRequiredValue(parts).Select(path => new PartFile(path)).Select(file => (file, file.Read()))];
            IReadOnlyList<PendingCheck> whole = Join(read);
            return Task.FromResult(new CheckRun(reports.Read(parsed)).Present(whole, cancellation));
        });
        return command;
    }

    private static IReadOnlyList<PendingCheck> Join(List<(PartFile File, PartMessage Part)> read)
    {
        (PartFile firstFile, PartMessage first) = read[0];
        if (read.Find(r => r.Part.Shards != first.Shards || !r.Part.Baselines.SequenceEqual(first.Baselines)) is { File: { } stranger })
        {
            throw stranger.Unusable("belongs to a different check than the first file.");
        }

        if (read.GroupBy(r => r.Part.Shard).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw twice.Last().File.Unusable($"and another file are both shard {twice.Key}.");
        }

        if (Enumerable.Range(1, first.Shards).FirstOrDefault(k => !read.Exists(r => r.Part.Shard == k)) is > 0 and var missing)
        {
            throw firstFile.Unusable($"belongs to a check of {first.Shards} shards, but shard {missing} is missing.");
        }

        return [.. first.Baselines.Select((path, i) => Check(path, i, first, read))];
    }

    // A baseline that was named twice has an outcome for each time.
    private static PendingCheck Check(string path, int index, PartMessage first, List<(PartFile File, PartMessage Part)> read)
    {
        int time = first.Baselines.Take(index).Count(p => p == path);
        List<(PartFile File, OutcomeMessage Outcome)> found =
            [.. read.SelectMany(r => r.Part.Outcomes.Where(o => o.Path == path).Select(o => (r.File, o)))];
        return found.Count > time
            ? new PendingCheck(path, _ => CheckOutcome.Compare(found[time].Outcome, found[time].File))
            : throw read[0].File.Unusable($"and the other parts contain no result for '{path}'.");
    }
}
