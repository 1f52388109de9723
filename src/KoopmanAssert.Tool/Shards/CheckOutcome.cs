using System.Security.Cryptography;
using KoopmanAssert.Tool.Messages;

namespace KoopmanAssert.Tool.Shards;

/// <summary>What the verdict on a baseline follows from: the analysis of its model, or the failure that prevented one.</summary>
internal sealed record CheckOutcome(string Path, CreditReport? Report, KoopmanAssertException? Failure)
{
    /// <summary>The outcome for a part file.</summary>
    public OutcomeMessage ToMessage() => Report is { } report
        ? new OutcomeMessage(Path, Hash(Path), AnalysisMessage.Create(report), null)
        : new OutcomeMessage(Path, null, null, FailureMessage.Create(Failure!));

    /// <summary>The comparison that a shard made; throws the failure that it met.</summary>
    /// <exception cref="BaselineException">KOOP1012: the baseline is not the one that the shard checked.</exception>
    public static BaselineComparison Compare(OutcomeMessage outcome, PartFile part)
    {
        if (outcome.Failure is { } failure)
        {
            throw failure.ToException();
        }

        var baseline = CreditBaseline.Load(outcome.Path);
        return Hash(outcome.Path) == outcome.BaselineSha256
            ? baseline.Hold(outcome.Analysis!.ToReport(baseline.Settings))
            : throw part.Unusable($"was written for a different version of '{outcome.Path}' than the one on this machine.");
    }

    private static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
