namespace KoopmanAssert.Tool;

/// <summary>Does something for each baseline of a command line; a failure of one does not keep the others from their verdict.</summary>
internal static class EachBaseline
{
    /// <summary>The highest exit code of all.</summary>
    public static int Run(string[]? paths, Func<string, int> action)
    {
        int exit = ExitCodes.Held;
        foreach (string path in paths is { Length: > 0 } ? paths : ["."])
        {
            exit = Math.Max(exit, Guard(() => BaselineFiles.Find(path).Aggregate(ExitCodes.Held, (code, baseline) => Math.Max(code, Guard(() => action(baseline))))));
        }

        return exit;
    }

    private static int Guard(Func<int> action)
    {
        try
        {
            return action();
        }
        catch (KoopmanAssertException failure)
        {
            return Entry.Report(failure);
        }
    }
}
