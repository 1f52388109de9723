using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Core.Reports;

/// <summary>A message of a check about a baseline, as a compiler would report it: place, severity, code, problem and way out.</summary>
/// <param name="Severity">Whether the gate fails because of it.</param>
/// <param name="Code">One of <see cref="DiagnosticCodes"/>.</param>
/// <param name="Place">The place in the baseline.</param>
/// <param name="Block">The name of the block, or null if it is not about a block.</param>
/// <param name="Message">What was found and what to do, in one line.</param>
internal sealed record CheckDiagnostic(FindingSeverity Severity, string Code, BaselinePlace Place, string? Block, string Message)
{
    /// <summary>Whether it is drift (KOOP0xxx), and not a problem that prevents the comparison.</summary>
    public bool IsDrift => Severity == FindingSeverity.Error && Code.StartsWith("KOOP0", StringComparison.Ordinal);

    /// <summary>A finding of a comparison.</summary>
    public static CheckDiagnostic Create(string baseline, Finding finding, BaselineComparison comparison)
    {
        BaselinePlace place = finding.Line is { } line
            ? new BaselinePlace(line, finding.Column ?? 1)
            : BaselinePlace.Locate(baseline, "model");
        string wayOut = finding.IsDrift ? string.Join(
                ". ", Advice.Steps(comparison, comparison.Verdict is not null).Select(step => $"{step.Words}: {step.Command}"))
            : finding.Severity == FindingSeverity.Error ? DiagnosticRule.Find(finding.Code).WayOutFor(baseline)
            : "";
        string message = Worded(finding.Block, $"{finding.Message}. {wayOut}");
        return new CheckDiagnostic(finding.Severity, finding.Code, place, finding.Block, message);
    }

    /// <summary>A failure that prevented the comparison.</summary>
    public static CheckDiagnostic Create(string baseline, KoopmanAssertException failure)
    {
        BaselinePlace place = failure is { Line: { } line } && failure.File == baseline ? new BaselinePlace(line, failure.Column ?? 1)
            : Part(failure) is { } part ? BaselinePlace.Locate(baseline, part)
            : BaselinePlace.Start;
        string message = PlainText.Middle(Worded(null, failure.Sentence), PlainText.LongestMessage);
        return new CheckDiagnostic(FindingSeverity.Error, failure.Code, place, null, message);
    }

    /// <summary>Words as a sentence.</summary>
    internal static string Sentence(string words) => $"{words[..1].ToUpperInvariant()}{words[1..]}.";

    /// <summary>A text for people, in which a long block name is shortened.</summary>
    internal static string Worded(string? block, string text)
    {
        string shown = block?.Length > PlainText.LongestName
            ? text.Replace(block, PlainText.Shortened(block), StringComparison.Ordinal)
            : text;
        return PlainText.Safe(shown.TrimEnd(' '));
    }

    // The member of the baseline that names the cause, or null if the baseline itself is the cause and may not even be readable.
    private static string? Part(KoopmanAssertException failure) => failure switch
    {
        { Code: DiagnosticCodes.SamplesChanged } or SamplesException => "samples",
        { Code: DiagnosticCodes.LabelsChanged } => "labels",
        { Code: DiagnosticCodes.SettingsChanged } => "settings",
        { Code: DiagnosticCodes.RuleMatchesNothing or DiagnosticCodes.ToleranceBelowNoise } => "tolerance",
        ModelException or RuntimeException => "model",
        SettingsException => "settings",
        _ => null,
    };
}

/// <summary>A place in a baseline's file, line and column from 1.</summary>
internal readonly record struct BaselinePlace(int Line, int Column)
{
    /// <summary>The place of a message that concerns the whole file.</summary>
    public static BaselinePlace Start { get; } = new(1, 1);

    /// <summary>The start of the value of a member of the file, or the start of the file if it cannot be read any more.</summary>
    public static BaselinePlace Locate(string baseline, string member)
    {
        try
        {
            var text = new JsonText(baseline, File.ReadAllBytes(baseline));
            if (LocatedJson.Parse(text).Fields().Optional(member) is not { } value)
            {
                return Start;
            }

            (int line, int column) = text.Locate(value.Start);
            return new BaselinePlace(line, column);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or BaselineException)
        {
            return Start;
        }
    }
}
