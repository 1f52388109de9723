using KoopmanAssert.Core.Models;

namespace KoopmanAssert.Core.Partition;

/// <summary>A block of a network: the sub-network between two cuts, a map from R^p to R^q (paper, III.A).</summary>
/// <param name="Name">The block's name, unique in its network.</param>
/// <param name="From">The cut at its input, of dimension p.</param>
/// <param name="To">The cut at its output, of dimension q.</param>
/// <param name="Nodes">The operators inside, in order.</param>
/// <param name="SmallestDimension">The smallest dimension d of any layer inside, its ends included (III.C).</param>
internal sealed record Block(string Name, Cut From, Cut To, IReadOnlyList<GraphNode> Nodes, int SmallestDimension)
{
    /// <summary>The kinds of the model's own operators inside, in order.</summary>
    public IReadOnlyList<string> Operators => [.. Nodes.Where(n => !BatchFirstRewrite.IsAdded(n.Proto)).Select(n => n.Op)];

    /// <summary>How the block changes dimension.</summary>
    public BlockKind Kind => KindOf(From.Dimension, To.Dimension);

    /// <summary>The kind of a map from R^p to R^q.</summary>
    public static BlockKind KindOf(int inputs, int outputs) =>
        inputs < outputs ? BlockKind.S2L : inputs > outputs ? BlockKind.L2S : BlockKind.E2E;
}

/// <summary>A block and what it can be refined to: the parts that <c>--split</c> with its name gives, and theirs.</summary>
internal sealed record BlockTree(Block Block, IReadOnlyList<BlockTree> Parts);
