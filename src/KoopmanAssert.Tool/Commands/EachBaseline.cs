using KoopmanAssert.Core.Reports;

namespace KoopmanAssert.Tool;

/// <summary>The baselines of a command line; a failure of one does not keep the others from their verdict.</summary>
internal static class EachBaseline
{
    /// <summary>
    /// Does something for each, and writes failures, as diagnostics too where those are asked for; the highest exit code of all.
    /// </summary>
    public static int Run(
        string[]? paths,
        bool diagnostics,
        Func<string, int> action) => Find(paths).Aggregate(ExitCodes.Held, (exit, found) =>
        Math.Max(exit, Guard(found.Path, diagnostics, () => found.Failure is null ? action(found.Path) : throw found.Failure)));

    /// <summary>
    /// Each baseline at the paths, or below the current folder when there are none; where a folder holds none, what to say of it.
    /// </summary>
    public static IEnumerable<(string Path, KoopmanAssertException? Failure)> Find(string[]? paths) =>
        (paths is { Length: > 0 } ? paths : ["."]).SelectMany(Below);

    private static IEnumerable<(string Path, KoopmanAssertException? Failure)> Below(string path)
    {
        try
        {
            return BaselineFiles.Find(path).Select(baseline => (baseline, (KoopmanAssertException?)null));
        }
        catch (KoopmanAssertException failure)
        {
            return [(path, failure)];
        }
    }

    private static int Guard(string path, bool diagnostics, Func<int> action)
    {
        try
        {
            return action();
        }
        catch (KoopmanAssertException failure)
        {
            int exit = Entry.Report(failure);
            Output.Write(diagnostics ? DiagnosticLines.Render(CheckedBaseline.Create(path, failure, exit)) : "");
            return exit;
        }
    }
}
