using KoopmanAssert.Core.Models;

namespace KoopmanAssert.Core.Partition;

/// <summary>A block of a network: the part between two cuts, a map from R^p to R^q (paper, III.A).</summary>
/// <param name="Name">The name, unique in the network.</param>
/// <param name="From">The input cut, of dimension p.</param>
/// <param name="To">The output cut, of dimension q.</param>
/// <param name="Nodes">The operators of the block, in order.</param>
/// <param name="SmallestDimension">The smallest dimension d of any layer of the block, including its cuts (III.C).</param>
internal sealed record Block(string Name, Cut From, Cut To, IReadOnlyList<GraphNode> Nodes, int SmallestDimension)
{
    /// <summary>The types of the operators that the exported model has in this block, in order.</summary>
    public IReadOnlyList<string> Operators => [.. Nodes.Where(n => !BatchFirstRewrite.IsAdded(n.Proto)).Select(n => n.Op)];

    /// <summary>The name that globs match: that of the block in the baseline whose settings they are, else its own.</summary>
    public string AcceptedName { get; init; } = Name;

    /// <summary>How the block changes dimension.</summary>
    public BlockKind Kind => KindOf(From.Dimension, To.Dimension);

    /// <summary>The kind of a map from R^p to R^q.</summary>
    public static BlockKind KindOf(int inputs, int outputs) =>
        inputs < outputs ? BlockKind.S2L : inputs > outputs ? BlockKind.L2S : BlockKind.E2E;
}

/// <summary>A block with the parts into which <c>--split</c> refines it, and recursively their parts; none if it is indivisible.</summary>
internal sealed record BlockTree(Block Block, IReadOnlyList<BlockTree> Parts);
