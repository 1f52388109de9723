namespace KoopmanAssert.Tool.Messages;

/// <summary>The content of a part file: what one shard of a check found.</summary>
/// <param name="Shard">The number of the shard, from 1.</param>
/// <param name="Shards">The number of shards.</param>
/// <param name="Baselines">The paths of the baselines of all shards, in order.</param>
/// <param name="Outcomes">The outcomes of the shard's own baselines.</param>
internal sealed record PartMessage(int Shard, int Shards, IReadOnlyList<string> Baselines, IReadOnlyList<OutcomeMessage> Outcomes)
{
    /// <summary>What a part file of this format is sealed with.</summary>
    public const string Label = "koopman-assert part 3";

    /// <summary>What part files of earlier versions are sealed with.</summary>
    public static IReadOnlyList<string> Earlier { get; } = ["koopman-assert part 1", "koopman-assert part 2"];
}

/// <summary>The outcome of one baseline: an analysis, or the failure that prevented it.</summary>
/// <param name="Path">The path of the baseline.</param>
/// <param name="BaselineSha256">The hash of the baseline that was checked; null after a failure.</param>
/// <param name="Analysis">The analysis; null after a failure.</param>
/// <param name="Failure">The failure; null if there is an analysis.</param>
internal sealed record OutcomeMessage(string Path, string? BaselineSha256, AnalysisMessage? Analysis, FailureMessage? Failure);
