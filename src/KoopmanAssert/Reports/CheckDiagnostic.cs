using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>
/// One thing that a check has to say about a baseline, as a compiler would: where, how serious, which code, and what to do.
/// </summary>
/// <param name="Severity">Whether the gate fails for it.</param>
/// <param name="Code">One of <see cref="DiagnosticCodes"/>.</param>
/// <param name="Place">Where in the baseline.</param>
/// <param name="Block">The name of the block, or null where it is not about one.</param>
/// <param name="Message">What was found and the way out, one line for people.</param>
internal sealed record CheckDiagnostic(FindingSeverity Severity, string Code, BaselinePlace Place, string? Block, string Message)
{
    /// <summary>A name as it is shown.</summary>
    public static string Shortened(string name) => PlainText.Shortened(name);

    /// <summary>Whether the network has moved, and not something else gone wrong.</summary>
    public bool IsDrift => Severity == FindingSeverity.Error && Code.StartsWith("KOOP0", StringComparison.Ordinal);

    /// <summary>A finding of a comparison.</summary>
    public static CheckDiagnostic Create(string baseline, Finding finding)
    {
        BaselinePlace place = finding.Line is { } line ? new BaselinePlace(line, finding.Column ?? 1) : BaselinePlace.Locate(baseline, "model");
        string wayOut = finding.IsDrift ? $"If this was intended: koopman-assert update {PlainText.Quoted(baseline)}"
            : finding.Severity == FindingSeverity.Error ? DiagnosticRule.Find(finding.Code).WayOutFor(baseline)
            : "";
        return new CheckDiagnostic(
            finding.Severity,
            finding.Code,
            place,
            finding.Block,
            Worded(finding.Block, $"{finding.Message}. {wayOut}"));
    }

    /// <summary>What kept a baseline from its comparison.</summary>
    public static CheckDiagnostic Create(string baseline, KoopmanAssertException failure)
    {
        BaselinePlace place = failure is { Line: { } line } && failure.File == baseline ? new BaselinePlace(line, failure.Column ?? 1)
            : Part(failure) is { } part ? BaselinePlace.Locate(baseline, part)
            : BaselinePlace.Start;
        string subject = failure.File is null ? "" : $"'{failure.File}' ";
        return new CheckDiagnostic(
            FindingSeverity.Error,
            failure.Code,
            place,
            null,
            Worded(null, $"{subject}{failure.Problem} {failure.WayOut}"));
    }

    /// <summary>A text for people in which the name of a block is as short as is shown.</summary>
    internal static string Worded(string? block, string text)
    {
        string shown = block?.Length > PlainText.LongestName ? text.Replace(block, Shortened(block), StringComparison.Ordinal) : text;
        return PlainText.Safe(shown.TrimEnd(' '));
    }

    // The member of the baseline that names what is at fault, or null where the baseline itself is and may not even be read.
    private static string? Part(KoopmanAssertException failure) => failure switch
    {
        { Code: DiagnosticCodes.SamplesChanged } or SamplesException => "samples",
        { Code: DiagnosticCodes.SettingsChanged } => "settings",
        { Code: DiagnosticCodes.RuleMatchesNothing or DiagnosticCodes.ToleranceBelowNoise } => "tolerance",
        ModelException or RuntimeException => "model",
        SettingsException => "settings",
        _ => null,
    };
}
