using KoopmanAssert.Core.Partition;

namespace KoopmanAssert.Core.Credits;

/// <summary>A cut that two builds of one network have in common.</summary>
/// <param name="Reference">Its place among the cuts of the first: before the block of that number.</param>
/// <param name="Candidate">Its place among the cuts of the second.</param>
internal sealed record CommonCut(int Reference, int Candidate)
{
    // As for baselines: the dimensions decide, and names between alignments that are about as good otherwise.
    private const double SameDimensions = 40, SameName = 30;

    /// <summary>The cuts at both ends and after each block that both networks have, in the order of the network.</summary>
    /// <exception cref="SettingsException">KOOP4001 if no block corresponds, or not the inputs or the outputs.</exception>
    public static IReadOnlyList<CommonCut> Find(DividedNetwork reference, DividedNetwork candidate)
    {
        (IReadOnlyList<Block> own, IReadOnlyList<Block> other) = (reference.Blocks, candidate.Blocks);
        int?[] matches = BlockAlignment.Align(own.Count, other.Count, (a, c) => Shape(own[a]) != Shape(other[c]) ? 0
            : own[a].Name == other[c].Name ? SameDimensions + SameName : SameDimensions);
        if (own[0].From.Dimension != other[0].From.Dimension || own[^1].To.Dimension != other[^1].To.Dimension
            || matches.All(m => m is null))
        {
            throw Refused(reference, candidate);
        }

        IEnumerable<CommonCut> inside = matches.Select((m, a) => m is { } c ? new CommonCut(a + 1, c + 1) : null).OfType<CommonCut>()
            .Where(cut => cut.Reference < own.Count && cut.Candidate < other.Count);
        return [new(0, 0), .. inside, new(own.Count, other.Count)];
    }

    private static SettingsException Refused(DividedNetwork reference, DividedNetwork candidate)
    {
        List<(Block First, Block Second)> pairs = [.. reference.Blocks.Zip(candidate.Blocks)];
        int place = pairs.FindIndex(pair => Shape(pair.First) != Shape(pair.Second));
        (Block expected, Block actual) = place < 0 ? (reference.Blocks[^1], candidate.Blocks[^1]) : pairs[place];
        return new SettingsException(
            DiagnosticCodes.Usage,
            candidate.Graph.Model.Path,
            $"cannot be compared block by block: block '{actual.Name}' ({Text(actual)}) is where '{expected.Name}' ({Text(expected)}) is "
                + $"in '{reference.Graph.Model.Path}'.",
            "Name tensors that both models have with --cuts, or compare the networks as one block: --blocks '*'");
    }

    private static (int Inputs, int Outputs) Shape(Block block) => (block.From.Dimension, block.To.Dimension);

    private static string Text(Block block) => $"{block.Kind}, {block.From.Dimension} → {block.To.Dimension}";
}
