using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Core.Reports;

/// <summary>The status of a block.</summary>
internal enum BlockStatus
{
    /// <summary>Within its limits.</summary>
    Held,

    /// <summary>Worth a look; the gate does not fail because of it.</summary>
    Noted,

    /// <summary>The gate fails because of it.</summary>
    Failed,
}

/// <summary>The verdict on a block: a status and its words. The page never shows a sign without words, or a colour without both.</summary>
internal sealed record BlockVerdict(BlockStatus Status, string Words)
{
    /// <summary>The sign before the words.</summary>
    public string Sign => Status switch
    {
        BlockStatus.Failed => "✕",
        BlockStatus.Noted => "△",
        _ => "✓",
    };

    /// <summary>The CSS class.</summary>
    public string Class => ChoiceText.Name(Status);

    /// <summary>What was found about a block, or the whole network, in two or three words.</summary>
    /// <param name="findings">The findings.</param>
    /// <param name="verdict">The verdict on the network, if its score is beyond the limit.</param>
    /// <param name="furthest">The figure that moved furthest, if there is one.</param>
    public static BlockVerdict Judge(IReadOnlyList<Finding> findings, DriftVerdict? verdict, FigureComparison? furthest) =>
        findings.FirstOrDefault(f => f.Severity == FindingSeverity.Error) is { } error
            ? new(BlockStatus.Failed, verdict?.Fault is { } fault && fault == error.Block ? "most likely at fault" : Named(error))
            : furthest is { IsBeyond: true }
            ? verdict is null ? new(BlockStatus.Noted, "one figure beyond") : new(BlockStatus.Failed, "also moved")
            : findings.MinBy(f => f.Code, StringComparer.Ordinal) is { } note
                ? new(BlockStatus.Noted, Named(note))
                : new(BlockStatus.Held, "held");

    private static string Named(Finding finding) => finding switch
    {
        { Code: DiagnosticCodes.CreditDrift } => "moved",
        { Code: DiagnosticCodes.RankDrift, Severity: FindingSeverity.Note } => "different rank",
        { Code: DiagnosticCodes.RankDrift } => "rank moved",
        { Code: DiagnosticCodes.BlockAdded } => "added",
        { Code: DiagnosticCodes.BlockRemoved } => "removed",
        { Code: DiagnosticCodes.ShapeChanged } => "different shape",
        { Code: DiagnosticCodes.OutputBehaviour } => "changed as a whole",
        { Code: DiagnosticCodes.Unreliable } => "unreliable",
        { Code: DiagnosticCodes.BlockRenamed } => "renamed",
        { Code: DiagnosticCodes.RetrainRefused } => "accepted retrains disagree",
        { Code: DiagnosticCodes.QuantisedCopy } => "quantised copy",
        { Code: DiagnosticCodes.EnvironmentChanged } => "different machine",
        _ => finding.Code,
    };
}
