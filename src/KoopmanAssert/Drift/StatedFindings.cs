using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Drift;

/// <summary>What the figures of one block show by themselves: a collapsed rank, or a credit beyond its stated tolerance.</summary>
internal static class StatedFindings
{
    /// <summary>The finding of a rank that moved further than any credit can be compared across, or null.</summary>
    public static Finding? Rank(BlockComparison block, int? allowed)
    {
        (BaselineBlock accepted, BlockCredit current) = (block.Accepted!, block.Current!);
        string what = $"block '{accepted.Name}' ({Shape(accepted)}): effective rank {current.Rank}, accepted {accepted.Rank}";
        return block.HasCollapsed ? Found(accepted, DiagnosticCodes.RankDrift, $"{what}; it collapsed to less than half")
            : Math.Abs(current.Rank - accepted.Rank) > allowed
                ? Found(accepted, DiagnosticCodes.RankDrift, $"{what}; it may change by at most {allowed}")
            : null;
    }

    /// <summary>The findings about a block whose credit was compared at its pinned rank.</summary>
    /// <param name="block">The comparison of the block.</param>
    /// <param name="sameModel">Whether the model is the accepted one, so that a difference comes from the machine.</param>
    public static IEnumerable<Finding> Find(BlockComparison block, bool sameModel) => block.Rule is { } rule
        ? [.. Credit(block, rule, sameModel), .. Kernels(block, rule, sameModel), .. RankNote(block)]
        : RankNote(block);

    /// <summary>A finding about a block of the baseline.</summary>
    public static Finding Found(BaselineBlock block, string code, string message, FindingSeverity severity = FindingSeverity.Error) =>
        new(code, severity, block.Name, message, block.Line, block.Column);

    /// <summary>The kind and the dimensions of a block, such as <c>L2S, 8 → 6</c>.</summary>
    public static string Shape(BaselineBlock block) => $"{block.Kind}, {block.Inputs} → {block.Outputs}";

    private static IEnumerable<Finding> Credit(BlockComparison block, StatedTolerance rule, bool sameModel)
    {
        BaselineBlock accepted = block.Accepted!;
        double difference = Math.Abs(block.Difference!.Value);
        bool beyond = difference > block.Allowed;
        bool visible = difference > NoiseFloor.Resolution * accepted.NoiseFloor;
        string what = $"log-credit {PlainText.Number(block.CreditAtPinnedRank)} nats; accepted {PlainText.Number(accepted.LogCredit)}, "
            + $"allowed ±{PlainText.Number(block.Allowed)} ({rule.Words})";
        if (sameModel && visible)
        {
            yield return Found(accepted, DiagnosticCodes.EnvironmentChanged,
                $"block '{accepted.Name}': the same model has a different credit on this machine: {what}",
                beyond ? FindingSeverity.Error : FindingSeverity.Note);
        }
        else if (beyond)
        {
            yield return Found(accepted, DiagnosticCodes.CreditDrift,
                $"block '{accepted.Name}' ({Shape(accepted)}): {what}; it moved {PlainText.Number(block.Ratio, 1)} times the limit");
        }
    }

    // A kernel that moved beyond the tolerance at its pinned rank, or that gained a rank where it had none.
    private static IEnumerable<Finding> Kernels(BlockComparison block, StatedTolerance rule, bool sameModel)
    {
        BaselineBlock accepted = block.Accepted!;
        foreach ((KernelCredit before, KernelCredit now) in accepted.Kernels.Zip(block.Current!.Kernels))
        {
            double credit = before.Rank > 0 ? now.Spectrum.LogVolumeAt(before.Rank) : now.Rank;
            double allowed = Math.Max(rule.Allowed(before.Rank), NoiseFloor.Resolution * (before.NoiseFloor ?? 0));
            if (Math.Abs(credit - (before.LogCredit ?? 0)) > allowed)
            {
                string moved = before.Rank == 0 ? $"now has rank {now.Rank}; accepted none"
                    : $"log-credit {PlainText.Number(credit)} nats; accepted {PlainText.Number(before.LogCredit)}, "
                        + $"allowed ±{PlainText.Number(allowed)}";
                yield return Found(
                    accepted,
                    sameModel ? DiagnosticCodes.EnvironmentChanged : DiagnosticCodes.CreditDrift,
                    $"block '{accepted.Name}', kernel {before.Index}: {moved}");
            }
        }
    }

    private static IEnumerable<Finding> RankNote(BlockComparison block)
    {
        (BaselineBlock accepted, int now) = (block.Accepted!, block.Current!.Rank);
        if (now != accepted.Rank)
        {
            yield return Found(accepted, DiagnosticCodes.RankDrift,
                $"block '{accepted.Name}': effective rank {now}, accepted {accepted.Rank}; credits are compared at rank {accepted.Rank}",
                FindingSeverity.Note);
        }
    }
}
