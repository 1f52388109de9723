using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Core.Reports;

/// <summary>How a check of a baseline ended.</summary>
internal enum CheckVerdict
{
    /// <summary>The gate holds.</summary>
    Held,

    /// <summary>The network has moved.</summary>
    Drift,

    /// <summary>Something else kept the baseline from holding.</summary>
    Error,
}

/// <summary>A baseline of a run and what came of it: all that reports, diagnostics and annotations present.</summary>
internal sealed record CheckedBaseline
{
    /// <summary>The path of the baseline, or of the folder that holds none, as the caller gave it.</summary>
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

    /// <summary>Those of them for which the gate fails.</summary>
    public IEnumerable<CheckDiagnostic> Errors => Diagnostics.Where(d => d.Severity == FindingSeverity.Error);

    /// <summary>The model that was compared, or null where nothing was.</summary>
    public FileIdentity? Model { get; init; }

    /// <summary>The SHA-256 of the model that the baseline was made from, likewise.</summary>
    public string? AcceptedModel { get; init; }

    /// <summary>The samples of the comparison, likewise.</summary>
    public FileIdentity? Samples { get; init; }

    /// <summary>How many of them were used.</summary>
    public int? SampleCount { get; init; }

    /// <summary>The figures of the blocks in the order of the comparison; none where nothing was compared.</summary>
    public IReadOnlyList<CheckedBlock> Blocks { get; init; } = [];

    /// <summary>The score of the whole network, or null where none was computed.</summary>
    public CheckedScore? Score { get; init; }

    /// <summary>The comparison itself, for pictures; null where nothing was compared.</summary>
    public BaselineComparison? Comparison { get; init; }

    /// <summary>The analysis of the accepted side where two models are compared, and not a model with its baseline.</summary>
    public CreditReport? AcceptedAnalysis { get; init; }

    /// <summary>The full paths of the files that the comparison was made from: as long as none of them changes, nothing changes.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>A baseline that was rewritten, or need not be.</summary>
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
            Diagnostics = [.. comparison.Findings.Select(f => CheckDiagnostic.Create(path, f))],
            Model = comparison.Report.Model,
            AcceptedModel = comparison.Baseline.Model.Sha256,
            Samples = comparison.Report.Samples,
            SampleCount = comparison.Report.SampleCount,
            Blocks = [.. comparison.Blocks.Select(CheckedBlock.Create)],
            Score = comparison.Score is { } score ? CheckedScore.Create(score) : null,
            Comparison = comparison,
            Inputs = [.. new[] {
                path,
                comparison.Report.Model.Path,
                comparison.Report.Samples.Path }.SelectMany(Watched), .. comparison.Report.ExternalData],
        };
    }

    /// <summary>A failure that kept a baseline from its comparison.</summary>
    public static CheckedBaseline Create(string path, KoopmanAssertException failure, int exitCode) => new()
    {
        Path = path,
        Verdict = CheckVerdict.Error,
        ExitCode = exitCode,
        Summary = $"error {failure.Code}: {DiagnosticRule.Find(failure.Code).Title}",
        Diagnostics = [CheckDiagnostic.Create(path, failure)],
    };

    // A file behind a link changes without the link, and the link without the file; a baseline that was never saved is no file at all.
    // A folder of images changes with its files.
    private static IEnumerable<string> Watched(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        return Directory.Exists(full) ? [full, .. Directory.EnumerateFiles(full).Order(StringComparer.Ordinal)]
            : File.Exists(full) && File.ResolveLinkTarget(full, returnFinalTarget: true) is { } target ? [full, target.FullName] : [full];
    }

    private static string Failed(BaselineComparison comparison, CheckVerdict verdict)
    {
        int count = comparison.Blocks.Count(b => b.Findings.Any(f => f.Severity == FindingSeverity.Error));
        if (verdict == CheckVerdict.Drift && comparison.Score is { Exceeds: true } score)
        {
            string fault = score.Fault is null ? "no block stands out" : $"'{score.Fault}' most likely at fault";
            return $"{ChoiceText.Name(verdict)}: score {PlainText.Number(score.Value)} of {PlainText.Number(score.Threshold)} allowed by {ComparisonText.DescribeSource(score)}; {fault}";
        }

        return $"{ChoiceText.Name(verdict)}: {count} of {comparison.Blocks.Count} blocks {(verdict == CheckVerdict.Drift ? "moved" : "moved or cannot be compared")}";
    }
}
