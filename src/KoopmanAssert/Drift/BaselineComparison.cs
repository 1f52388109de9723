namespace KoopmanAssert;

/// <summary>A model compared with a baseline. Tests, builds and the command line all present this one result.</summary>
/// <remarks>Instances do not change and are safe for concurrent use.</remarks>
public sealed class BaselineComparison
{
    internal BaselineComparison(
        CreditBaseline baseline,
        CreditReport report,
        IReadOnlyList<BlockComparison> blocks,
        DriftScore? score,
        IReadOnlyList<Finding> ofNetwork)
    {
        Baseline = baseline;
        Report = report;
        Blocks = [.. blocks.Select(b => b with { Findings = [.. b.Findings, .. ofNetwork.Where(f => f.Block == b.Name)] })];
        Score = score;
        Findings = [.. ofNetwork, .. blocks.SelectMany(b => b.Findings)];
    }

    /// <summary>The baseline.</summary>
    public CreditBaseline Baseline { get; }

    /// <summary>The analysis that was compared with it.</summary>
    public CreditReport Report { get; }

    /// <summary>The blocks of the baseline in its order, each followed by the blocks that were added after it.</summary>
    public IReadOnlyList<BlockComparison> Blocks { get; }

    /// <summary>How far the whole network has moved; null if the tolerance is not learnt or a block cannot be compared.</summary>
    public DriftScore? Score { get; }

    /// <summary>What was found: first about the whole network, then in the order of the blocks.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>Whether the model is the very file that the baseline was made from.</summary>
    public bool IsSameModel => Baseline.Model.Sha256 == Report.Model.Sha256;

    /// <summary>Whether the gate holds: no finding is an error.</summary>
    public bool Holds => Findings.All(f => f.Severity != FindingSeverity.Error);

    /// <summary>Whether the network has moved beyond its tolerance.</summary>
    public bool HasDrifted => Findings.Any(f => f.IsDrift);

    /// <summary>Throws if a finding other than drift makes the comparison unusable, so that negating an assertion cannot hide it.</summary>
    /// <exception cref="SamplesException">KOOP2010: the credit of a block is unreliable.</exception>
    /// <exception cref="RuntimeException">KOOP3003: the same model has different credits on this machine.</exception>
    public void ThrowIfUnusable()
    {
        if (Findings.FirstOrDefault(f => f.Severity == FindingSeverity.Error && !f.IsDrift) is { } finding)
        {
            string wayOut = DiagnosticRule.Find(finding.Code).WayOutFor(Baseline.Path), problem = $"cannot be compared: {finding.Message}.";
            throw finding.Code == DiagnosticCodes.EnvironmentChanged
                ? new RuntimeException(finding.Code, Baseline.Path, problem, wayOut) { Line = finding.Line, Column = finding.Column }
                : new SamplesException(finding.Code, Baseline.Path, problem, wayOut) { Line = finding.Line, Column = finding.Column };
        }
    }
}

/// <summary>One block of a baseline beside the same block of a model.</summary>
public sealed record BlockComparison
{
    internal BlockComparison()
    {
    }

    /// <summary>The block's name.</summary>
    public required string Name { get; init; }

    /// <summary>The block in the baseline, or null when it was added.</summary>
    public required BaselineBlock? Accepted { get; init; }

    /// <summary>The block in the model, or null when it was removed.</summary>
    public required BlockCredit? Current { get; init; }

    /// <summary>The model's log-credit at the pinned rank, in nats; null when the blocks cannot be compared.</summary>
    public double? CreditAtPinnedRank { get; init; }

    /// <summary>How far the log-credit moved at the pinned rank, in nats.</summary>
    public double? Difference => CreditAtPinnedRank - Accepted?.LogCredit;

    /// <summary>How far the log-credit may move, in nats; null without a stated tolerance.</summary>
    public double? Allowed { get; init; }

    /// <summary>The stated tolerance behind <see cref="Allowed"/>; null if none is stated for the block.</summary>
    public StatedTolerance? Rule { get; init; }

    /// <summary>The difference as a multiple of what is allowed: at most 1 if it holds, null if nothing is allowed or compared.</summary>
    public double? Ratio => Difference is { } difference ? Math.Abs(difference) / Allowed : null;

    /// <summary>What was found about this block.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>The dimensions of the block in the model, or in the baseline if it was removed.</summary>
    internal (int Inputs, int Outputs) Shape =>
        Current is { } current ? (current.Inputs, current.Outputs) : (Accepted!.Inputs, Accepted.Outputs);

    /// <summary>The model's log-credit in nats: at the pinned rank if the blocks can be compared.</summary>
    internal double? CurrentLogCredit => CreditAtPinnedRank ?? Current?.LogCredit;

    /// <summary>Whether the effective rank has fallen below half of the accepted rank: drift whatever the tolerance.</summary>
    internal bool HasCollapsed => Current is { Estimate.IsFinite: true } current && 2 * current.Rank < Accepted?.Rank;
}

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
/// <param name="Severity">Whether the gate fails because of it.</param>
/// <param name="Block">The block, or null for the whole network.</param>
/// <param name="Message">What was found, in one sentence without a full stop.</param>
/// <param name="Line">The line of the block in the baseline, from 1; null for a block that is not in the baseline.</param>
/// <param name="Column">The column in that line, from 1.</param>
public sealed record Finding(string Code, FindingSeverity Severity, string? Block, string Message, int? Line, int? Column)
{
    /// <summary>Whether the finding is drift (KOOP0xxx), and not a problem that prevents the comparison.</summary>
    public bool IsDrift => Severity == FindingSeverity.Error && Code.StartsWith("KOOP0", StringComparison.Ordinal);
}
