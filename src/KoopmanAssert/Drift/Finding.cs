namespace KoopmanAssert;

/// <summary>How serious a finding is.</summary>
public enum FindingSeverity
{
    /// <summary>Worth knowing; the gate holds.</summary>
    Note,

    /// <summary>The gate fails.</summary>
    Error,
}

/// <summary>Something that a comparison found.</summary>
/// <param name="Code">One of <see cref="DiagnosticCodes"/>.</param>
/// <param name="Severity">Whether the gate fails for it.</param>
/// <param name="Block">The block, or null for the whole network.</param>
/// <param name="Message">What was found, one sentence.</param>
/// <param name="Line">The line of the block in the baseline, from 1, or null where it has none.</param>
/// <param name="Column">The column in that line, from 1.</param>
public sealed record Finding(string Code, FindingSeverity Severity, string? Block, string Message, int? Line, int? Column)
{
    /// <summary>Whether the network has moved (KOOP0xxx), and not something else gone wrong.</summary>
    public bool IsDrift => Severity == FindingSeverity.Error && Code.StartsWith("KOOP0", StringComparison.Ordinal);
}
