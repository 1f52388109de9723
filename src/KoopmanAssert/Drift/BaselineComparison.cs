namespace KoopmanAssert;

/// <summary>A baseline held against a model: the same for tests, builds and the command line, which only present it.</summary>
public sealed class BaselineComparison
{
    internal BaselineComparison(
        CreditBaseline baseline, CreditReport report, IReadOnlyList<BlockComparison> blocks, DriftScore? score, IReadOnlyList<Finding> ofNetwork)
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

    /// <summary>How far the whole network has moved; null where the tolerance is not learnt, or blocks cannot be compared.</summary>
    public DriftScore? Score { get; }

    /// <summary>What was found: what the whole network shows, then the rest in the order of the blocks.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>Whether the model is the very file that the baseline was made from.</summary>
    public bool IsSameModel => Baseline.Model.Sha256 == Report.Model.Sha256;

    /// <summary>Whether the gate holds.</summary>
    public bool Holds => Findings.All(f => f.Severity != FindingSeverity.Error);

    /// <summary>Whether the network has moved.</summary>
    public bool HasDrifted => Findings.Any(f => f.IsDrift);

    /// <summary>
    /// Throws where something other than drift keeps the comparison from being one, so that negating an assertion cannot turn it into a
    /// pass.
    /// </summary>
    /// <exception cref="SamplesException">KOOP2010: the credit of a block is unreliable.</exception>
    /// <exception cref="RuntimeException">KOOP3003: the same model gives other credits on this machine.</exception>
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
