namespace KoopmanAssert.Core.Partition;

/// <summary>How a network is to be partitioned.</summary>
/// <param name="Groups">Globs of block names: neighbours that match the same one become one block.</param>
/// <param name="Splits">Globs of block names: the blocks that match are refined to their finest parts.</param>
/// <param name="Cuts">Tensors to cut at, instead of the layers; none for the layers.</param>
/// <param name="Outputs">The outputs that count; none for all that hold real numbers.</param>
internal sealed record PartitionRule(
    IReadOnlyList<string> Groups,
    IReadOnlyList<string> Splits,
    IReadOnlyList<string> Cuts,
    IReadOnlyList<string> Outputs);
