using System.IO.Enumeration;
using KoopmanAssert.Core.Models;

namespace KoopmanAssert.Core.Partition;

/// <summary>How a network is partitioned.</summary>
/// <param name="Groups">Globs of block names: neighbours that match the same glob become one block.</param>
/// <param name="Splits">Globs of block names: blocks that match are refined, and so are their parts that match.</param>
/// <param name="Cuts">The tensors to cut at; if empty, the network is cut between layers.</param>
/// <param name="Outputs">The outputs at which the network ends; if empty, all that hold real numbers.</param>
internal sealed record PartitionRule(
    IReadOnlyList<string> Groups,
    IReadOnlyList<string> Splits,
    IReadOnlyList<string> Cuts,
    IReadOnlyList<string> Outputs)
{
    /// <summary>
    /// The first version of the rules that cuts inside the branch that an If always takes, and that tells a module by what it computes.
    /// </summary>
    public const int InsideBranches = 2;

    /// <summary>The blocks of the baseline that the globs come from; null for none.</summary>
    public RecordedBlocks? Recorded { get; init; }

    /// <summary>The version of the rules; that of a baseline is followed, so that its blocks stay what they are.</summary>
    public int Version { get; init; } = InsideBranches;
}

/// <summary>Matches block names: <c>*</c> stands for any number of characters, <c>?</c> for one; case matters.</summary>
internal static class Glob
{
    /// <summary>Whether the whole name matches.</summary>
    public static bool Matches(string glob, string name) => FileSystemName.MatchesSimpleExpression(glob, name, ignoreCase: false);

    /// <summary>Checks that every glob matches one of the names.</summary>
    /// <exception cref="SettingsException">KOOP4001 when one matches none.</exception>
    public static void RequireMatches(ModelGraph graph, IReadOnlyList<string> globs, IReadOnlyCollection<string> names)
    {
        if (globs.FirstOrDefault(g => !names.Any(n => Matches(g, n))) is { } idle)
        {
            throw new SettingsException(
                DiagnosticCodes.Usage,
                graph.Model.Path,
                $"has no block that matches '{idle}'.",
                $"The blocks are: {string.Join(", ", names)}.");
        }
    }
}
