using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Core.Reports;

/// <summary>How a block is marked.</summary>
internal enum BlockStatus
{
    /// <summary>Within what is allowed.</summary>
    Held,

    /// <summary>Worth a look; the gate does not fail for it.</summary>
    Noted,

    /// <summary>The gate fails for it.</summary>
    Failed,
}

/// <summary>What came of a block: a mark, which never stands without words, and a colour, which never stands without either.</summary>
internal sealed record BlockVerdict(BlockStatus Status, string Words)
{
    /// <summary>The sign before the words.</summary>
    public string Sign => Status switch
    {
        BlockStatus.Failed => "✕",
        BlockStatus.Noted => "△",
        _ => "✓",
    };

    /// <summary>The class by which the page's style knows it.</summary>
    public string Class => ChoiceText.Name(Status);

    /// <summary>What was found about a block, in two or three words.</summary>
    /// <param name="findings">The findings.</param>
    /// <param name="isFault">Whether the score names the block.</param>
    public static BlockVerdict Judge(IReadOnlyList<Finding> findings, bool isFault) =>
        findings.FirstOrDefault(f => f.Severity == FindingSeverity.Error) is { } error
            ? new(BlockStatus.Failed, isFault ? "most likely at fault" : Named(error))
            : findings.MinBy(f => f.Code, StringComparer.Ordinal) is { } note ? new(BlockStatus.Noted, Named(note))
        : new(BlockStatus.Held, "held");

    private static string Named(Finding finding) => finding switch
    {
        { Code: DiagnosticCodes.CreditDrift, Severity: FindingSeverity.Note } => "moved as well",
        { Code: DiagnosticCodes.CreditDrift } => "moved",
        { Code: DiagnosticCodes.RankDrift, Severity: FindingSeverity.Note } => "other rank",
        { Code: DiagnosticCodes.RankDrift } => "rank moved",
        { Code: DiagnosticCodes.BlockAdded } => "added",
        { Code: DiagnosticCodes.BlockRemoved } => "removed",
        { Code: DiagnosticCodes.ShapeChanged } => "other shape",
        { Code: DiagnosticCodes.OutputBehaviour } => "behaves differently",
        { Code: DiagnosticCodes.Unreliable } => "unreliable",
        { Code: DiagnosticCodes.EnvironmentChanged } => "other machine",
        _ => finding.Code,
    };
}
