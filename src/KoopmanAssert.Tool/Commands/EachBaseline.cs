using KoopmanAssert.Core.Reports;
using KoopmanAssert.Tool.Terminal;

namespace KoopmanAssert.Tool.Commands;

/// <summary>The baselines of a command line. A failure of one does not stop the others.</summary>
internal static class EachBaseline
{
    /// <summary>Runs an action on each baseline and reports failures, also as diagnostics if they are asked for.</summary>
    /// <returns>The highest exit code of all.</returns>
    public static int Run(string[]? paths, bool diagnostics, Func<string, int> action) => Find(paths)
        .Select(found => Guard(found.Path, diagnostics, () => found.Failure is null ? action(found.Path) : throw found.Failure))
        .Aggregate(ExitCodes.Held, Math.Max);

    /// <summary>
    /// Each baseline at the paths, or below the current folder if there are none; for a folder that holds none, its path and the failure.
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
