using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Core.Reports;

/// <summary>All baselines of a run, in the order of their paths: the content of every report format.</summary>
/// <remarks>It depends only on the baselines and their models, not on time, machine or order of arguments.</remarks>
internal sealed class CheckReport
{
    /// <summary>The name of the tool in reports, by which a report is recognised.</summary>
    public const string Tool = "koopman-assert";

    /// <summary>A report on these baselines; a baseline that was named twice appears once.</summary>
    public CheckReport(IEnumerable<CheckedBaseline> baselines) => Baselines =
    [
        .. baselines.DistinctBy(b => ReportPath.Shorten(b.Path)).OrderBy(b => ReportPath.Shorten(b.Path), StringComparer.Ordinal),
    ];

    /// <summary>The version of the tool.</summary>
    public static string ToolVersion { get; } = typeof(CheckReport).Assembly.GetName().Version!.ToString(3);

    /// <summary>The baselines.</summary>
    public IReadOnlyList<CheckedBaseline> Baselines { get; }

    /// <summary>The worst verdict of all baselines.</summary>
    public CheckVerdict Verdict => Baselines.Select(b => b.Verdict).DefaultIfEmpty(CheckVerdict.Error).Max();

    /// <summary>The verdict on all baselines in one line: how many, and which of several did not hold.</summary>
    public string LastLine
    {
        get
        {
            string of = Baselines.Count == 1 ? "1 baseline" : $"{Baselines.Count} baselines";
            string[] parts = [.. new[] { Part(CheckVerdict.Drift, "changed"), Part(CheckVerdict.Error, "not compared") }.OfType<string>()];
            return $"{ChoiceText.Name(Verdict)}: {of}{string.Concat(parts)}{(ExitCode == 0 ? "" : $", exit code {ExitCode}")}";
        }
    }

    private string? Part(CheckVerdict verdict, string words)
    {
        const int MostNames = 5;
        string[] names = [.. Baselines.Where(b => b.Verdict == verdict).Select(b => PlainText.Safe(ReportPath.Shorten(b.Path)))];
        string more = names.Length > MostNames ? $" and {names.Length - MostNames} more" : "";
        return names.Length == 0 || Baselines.Count == 1 ? null
            : $", {names.Length} {words} ({string.Join(", ", names.Take(MostNames))}{more})";
    }

    /// <summary>The highest exit code of all.</summary>
    public int ExitCode => Baselines.Select(b => b.ExitCode).DefaultIfEmpty(0).Max();
}

/// <summary>How a check of a baseline ended.</summary>
internal enum CheckVerdict
{
    /// <summary>The gate holds.</summary>
    Held,

    /// <summary>The network has moved.</summary>
    Drift,

    /// <summary>Another problem prevented the comparison.</summary>
    Error,
}

/// <summary>A baseline of a run and the result of its check: everything that reports, diagnostics and annotations present.</summary>
internal sealed record CheckedBaseline
{
    /// <summary>The path of the baseline, or of a folder without baselines, as the caller gave it.</summary>
    public required string Path { get; init; }

    /// <summary>How it ended.</summary>
    public required CheckVerdict Verdict { get; init; }

    /// <summary>The exit code of the tool for this baseline alone.</summary>
    public required int ExitCode { get; init; }

    /// <summary>How it ended, in one line for people.</summary>
    public required string Summary { get; init; }

    /// <summary>What was found, in the order of the blocks.</summary>
    public required IReadOnlyList<CheckDiagnostic> Diagnostics { get; init; }

    /// <summary>More lines for people, or null.</summary>
    public string? Text { get; init; }

    /// <summary>The diagnostics because of which the gate fails.</summary>
    public IEnumerable<CheckDiagnostic> Errors => Diagnostics.Where(d => d.Severity == FindingSeverity.Error);

    /// <summary>The comparison, from which every format takes its figures; null if nothing was compared.</summary>
    public BaselineComparison? Comparison { get; init; }

    /// <summary>The analysis of the accepted side if two models are compared, instead of a model with its baseline.</summary>
    public CreditReport? AcceptedAnalysis { get; init; }

    /// <summary>The full paths of the files that the result depends on: it stays valid until one of them changes.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>A baseline that was rewritten, or did not have to be.</summary>
    public static CheckedBaseline Held(string path, string summary, string text) =>
        new() { Path = path, Verdict = CheckVerdict.Held, ExitCode = 0, Summary = summary, Text = text, Diagnostics = [] };

    /// <summary>A comparison.</summary>
    public static CheckedBaseline Create(BaselineComparison comparison, int exitCode)
    {
        string path = comparison.Baseline.Path;
        CheckVerdict verdict = comparison.Holds ? CheckVerdict.Held
            : comparison.Findings.All(f => f.IsDrift || f.Severity != FindingSeverity.Error) ? CheckVerdict.Drift
            : CheckVerdict.Error;
        return new CheckedBaseline
        {
            Path = path,
            Verdict = verdict,
            ExitCode = exitCode,
            Summary = verdict == CheckVerdict.Held ? ComparisonText.Held(comparison) : Failed(comparison, verdict),
            Diagnostics = [.. comparison.Findings.Select(f => CheckDiagnostic.Create(path, f, comparison))],
            Comparison = comparison,
            Inputs =
            [
                .. Watched(path), .. Watched(comparison.Report.Model), .. Watched(comparison.Report.Samples),
                .. comparison.Report.Labels is { } labels ? Watched(labels) : [],
                .. comparison.Report.ExternalData,
            ],
        };
    }

    /// <summary>A failure that prevented the comparison.</summary>
    public static CheckedBaseline Create(string path, KoopmanAssertException failure, int exitCode) => new()
    {
        Path = path,
        Verdict = CheckVerdict.Error,
        ExitCode = exitCode,
        Summary = $"error {failure.Code}: {DiagnosticRule.Find(failure.Code).Title}",
        Diagnostics = [CheckDiagnostic.Create(path, failure)],
    };

    private static IEnumerable<string> Watched(FileIdentity file) => file.InMemory ? [] : Watched(file.Path);

    // A link and the file behind it can change independently. A baseline that was never saved is not a file. A folder of images changes
    // with its files.
    private static IEnumerable<string> Watched(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        return Directory.Exists(full) ? [full, .. Directory.EnumerateFiles(full).Order(StringComparer.Ordinal)]
            : File.Exists(full) && File.ResolveLinkTarget(full, returnFinalTarget: true) is { } target ? [full, target.FullName] : [full];
    }

    private static string Failed(BaselineComparison comparison, CheckVerdict verdict)
    {
        if (verdict == CheckVerdict.Drift && comparison.Verdict is { } drift)
        {
            string fault = drift.Fault is null ? "the network has changed as a whole" : $"'{drift.Fault}' most likely at fault";
            return $"{ChoiceText.Name(verdict)}: {ComparisonText.Limit(comparison.Score!)}; {fault}";
        }

        int count = comparison.Blocks.Count(b => b.Findings.Any(f => f.Severity == FindingSeverity.Error));
        string what = verdict == CheckVerdict.Drift ? "differ" : "differ or cannot be compared";
        return $"{ChoiceText.Name(verdict)}: {count} of {comparison.Blocks.Count} blocks {what}";
    }
}
