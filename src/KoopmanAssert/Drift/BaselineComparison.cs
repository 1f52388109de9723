namespace KoopmanAssert;

/// <summary>A model compared with a baseline. Tests, builds and the command line all present this one result.</summary>
/// <remarks>Instances are immutable and safe for concurrent use.</remarks>
public sealed class BaselineComparison
{
    internal BaselineComparison(
        CreditBaseline baseline,
        CreditReport report,
        IReadOnlyList<BlockComparison> blocks,
        DriftScore? score,
        DriftVerdict? verdict,
        IReadOnlyList<Finding> ofNetwork)
    {
        Baseline = baseline;
        Report = report;
        Blocks = [.. blocks.Select(b => b with { Findings = [.. b.Findings, .. ofNetwork.Where(f => f.Block == b.Name)] })];
        Score = score;
        Verdict = verdict;
        Findings = [.. ofNetwork, .. blocks.SelectMany(b => b.Findings)];
    }

    /// <summary>The baseline.</summary>
    public CreditBaseline Baseline { get; }

    /// <summary>
    /// The analysis that was compared with it. Its blocks have the names of their counterparts in the baseline (KOOP0008 lists the others).
    /// </summary>
    public CreditReport Report { get; }

    /// <summary>The blocks of the baseline in its order, each followed by the blocks that the model has added after it.</summary>
    public IReadOnlyList<BlockComparison> Blocks { get; }

    /// <summary>
    /// How far the part of the model that can be compared has changed; null if the tolerance is not learnt or no block can be compared.
    /// </summary>
    public DriftScore? Score { get; }

    /// <summary>What a score beyond its limit shows; null if the score is within its limit or the baseline knows the model.</summary>
    public DriftVerdict? Verdict { get; }

    /// <summary>What was found: first about the whole network, then in the order of the blocks.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>Whether the model has the same content as the one that the baseline was made from.</summary>
    public bool IsSameModel => Baseline.Model.Sha256 == Report.Model.Sha256;

    /// <summary>Whether the gate holds: no finding is an error.</summary>
    public bool Holds => Findings.All(f => f.Severity != FindingSeverity.Error);

    /// <summary>Whether the model has changed more than its tolerance allows, or has another architecture (KOOP0xxx).</summary>
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

    /// <summary>The block in the baseline; null if only the model has it.</summary>
    public required BaselineBlock? Accepted { get; init; }

    /// <summary>The block in the model; null if only the baseline has it.</summary>
    public required BlockCredit? Current { get; init; }

    /// <summary>The model's log-credit at the rank of the baseline, in nats; null if the blocks cannot be compared.</summary>
    public double? CreditAtPinnedRank { get; init; }

    /// <summary>The change of the log-credit at that rank, in nats: positive if it rose; null if the blocks cannot be compared.</summary>
    public double? Difference => CreditAtPinnedRank - Accepted?.LogCredit;

    /// <summary>How far the log-credit may change either way, in nats; null without a stated tolerance, or if not compared.</summary>
    public double? Allowed { get; init; }

    /// <summary>The stated tolerance behind <see cref="Allowed"/>; null if none is stated for the block.</summary>
    public StatedTolerance? Rule { get; init; }

    /// <summary>|<see cref="Difference"/>| / <see cref="Allowed"/>: at most 1 within the tolerance; null if either is null.</summary>
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
/// <param name="Block">The name of the block; null for the whole network.</param>
/// <param name="Message">What was found, in one sentence without a full stop.</param>
/// <param name="Line">The line of the block in the baseline, from 1; null if it is not in the baseline or that was not read.</param>
/// <param name="Column">The column in that line, from 1; null if there is no line.</param>
public sealed record Finding(string Code, FindingSeverity Severity, string? Block, string Message, int? Line, int? Column)
{
    /// <summary>Whether the finding is an error and drift (KOOP0xxx), not a problem that prevents the comparison.</summary>
    public bool IsDrift => Severity == FindingSeverity.Error && Code.StartsWith("KOOP0", StringComparison.Ordinal);
}
