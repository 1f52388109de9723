namespace KoopmanAssert.Core.Reports;

/// <summary>All baselines of a run, in the order of their paths: what each format of report presents.</summary>
/// <remarks>It depends on nothing but the baselines and their models: no time, no machine, no order of arguments.</remarks>
internal sealed class CheckReport
{
    /// <summary>The name that reports give the tool, by which they are recognised.</summary>
    public const string Tool = "koopman-assert";

    /// <summary>A report on these baselines; one that was named twice is there once.</summary>
    public CheckReport(IEnumerable<CheckedBaseline> baselines) =>
        Baselines = [.. baselines.DistinctBy(b => ReportPath.Shorten(b.Path)).OrderBy(b => ReportPath.Shorten(b.Path), StringComparer.Ordinal)];

    /// <summary>The version of the tool.</summary>
    public static string ToolVersion { get; } = typeof(CheckReport).Assembly.GetName().Version!.ToString(3);

    /// <summary>The baselines.</summary>
    public IReadOnlyList<CheckedBaseline> Baselines { get; }

    /// <summary>How the run ended: as its worst baseline did.</summary>
    public CheckVerdict Verdict => Baselines.Select(b => b.Verdict).DefaultIfEmpty(CheckVerdict.Error).Max();

    /// <summary>The highest exit code of all.</summary>
    public int ExitCode => Baselines.Select(b => b.ExitCode).DefaultIfEmpty(0).Max();
}
