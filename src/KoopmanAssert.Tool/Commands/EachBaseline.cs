using KoopmanAssert.Core.Partition;
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
    /// What was passed over is reported.
    /// </summary>
    public static IEnumerable<(string Path, KoopmanAssertException? Failure)> Find(string[]? paths) =>
        (paths is { Length: > 0 } ? paths : ["."]).SelectMany(Below);

    /// <summary>Those of the baselines whose path or file name matches a glob, and all failures.</summary>
    /// <exception cref="SettingsException">KOOP4001: no baseline matches.</exception>
    public static IEnumerable<(string Path, KoopmanAssertException? Failure)> Find(string[]? paths, string? filter)
    {
        (string Path, KoopmanAssertException? Failure)[] all = [.. Find(paths)];
        (string Path, KoopmanAssertException? Failure)[] kept =
            [.. all.Where(found => found.Failure is not null || filter is null || IsMatch(filter, found.Path))];
        return kept.Length > 0 ? kept : throw new SettingsException(
            DiagnosticCodes.Usage,
            null,
            $"--filter '{filter}' matches none of {all.Length} baselines.",
            "It is compared with each path as check prints it, and with each file name. * stands for any characters, / included.");
    }

    private static bool IsMatch(string filter, string path) =>
        Glob.Matches(filter, path.Replace(Path.DirectorySeparatorChar, '/')) || Glob.Matches(filter, Path.GetFileName(path));

    private static IEnumerable<(string Path, KoopmanAssertException? Failure)> Below(string path)
    {
        try
        {
            (IReadOnlyList<string> found, IReadOnlyList<string> passedOver) = BaselineFiles.Search(path);
            foreach (string over in passedOver)
            {
                Entry.Write($"note: {over}");
            }

            return found.Select(baseline => (baseline, (KoopmanAssertException?)null));
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
