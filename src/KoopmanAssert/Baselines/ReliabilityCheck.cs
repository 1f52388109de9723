namespace KoopmanAssert.Core.Baselines;

/// <summary>Refuses samples and credits that no gate can rely on.</summary>
internal static class ReliabilityCheck
{
    /// <summary>Checks samples and credits.</summary>
    /// <exception cref="SamplesException">KOOP2009 or KOOP2010.</exception>
    public static void Verify(CreditReport report)
    {
        VerifySamples(report);
        if (report.Blocks.FirstOrDefault(b => b.Unreliable is not null) is { } block)
        {
            throw new SamplesException(DiagnosticCodes.Unreliable, report.Model.Path,
                $"has the block '{block.Name}', whose credit is unreliable on '{report.Samples.Path}': {block.Unreliable}.",
                DiagnosticRule.Find(DiagnosticCodes.Unreliable).WayOut);
        }

        if (report.Network is null)
        {
            throw new SamplesException(
                DiagnosticCodes.Unreliable,
                report.Model.Path,
                $"has class scores that are not finite on '{report.Samples.Path}'.",
                DiagnosticRule.Find(DiagnosticCodes.Unreliable).WayOut);
        }
    }

    /// <summary>Checks the samples alone.</summary>
    /// <exception cref="SamplesException">KOOP2009: a value is not finite, or all samples are equal.</exception>
    public static void VerifySamples(CreditReport report)
    {
        if (report.SampleFaults.Count > 0)
        {
            throw new SamplesException(DiagnosticCodes.SamplesUnusable, report.Samples.Path, $"cannot be used: {report.SampleFaults[0]}.",
                DiagnosticRule.Find(DiagnosticCodes.SamplesUnusable).WayOut);
        }
    }
}
