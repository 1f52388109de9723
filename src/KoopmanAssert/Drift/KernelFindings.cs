using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Drift;

/// <summary>Holds the kernels of a block against its baseline by the tolerance that is stated for the block.</summary>
internal static class KernelFindings
{
    /// <summary>One finding a kernel that moved beyond the tolerance at its pinned rank, or that lost it.</summary>
    public static IEnumerable<Finding> Find(BaselineBlock accepted, BlockCredit current, StatedTolerance rule, bool sameModel)
    {
        foreach ((KernelCredit before, KernelCredit now) in accepted.Kernels.Zip(current.Kernels))
        {
            double credit = before.Rank > 0 ? now.Spectrum.LogVolumeAt(before.Rank) : now.Rank;
            double allowed = Math.Max(rule.Allowed(before.Rank), NoiseFloor.Resolution * (before.NoiseFloor ?? 0));
            if (Math.Abs(credit - (before.LogCredit ?? 0)) > allowed)
            {
                string moved = before.Rank == 0 ? $"now has rank {now.Rank}; accepted none"
                    : $"log-credit {PlainText.Number(credit)} nats; accepted {PlainText.Number(before.LogCredit)}, allowed ±{PlainText.Number(allowed)}";
                yield return new Finding(
                    sameModel ? DiagnosticCodes.EnvironmentChanged : DiagnosticCodes.CreditDrift,
                    FindingSeverity.Error,
                    accepted.Name,
                    $"block '{accepted.Name}', kernel {before.Index}: {moved}",
                    accepted.Line,
                    accepted.Column);
            }
        }
    }
}
