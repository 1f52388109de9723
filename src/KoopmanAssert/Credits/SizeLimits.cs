using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Partition;

namespace KoopmanAssert.Core.Credits;

/// <summary>Refuses an analysis whose matrices would not fit before it begins.</summary>
internal static class SizeLimits
{
    private const long LargestOperator = 1L << 26;
    private const long LargestSnapshots = 1L << 28;

    /// <summary>Checks the alignments, mean matrices and snapshot matrices that the settings ask for.</summary>
    /// <exception cref="SettingsException">KOOP4003 for an alignment or operator above 2²⁶ entries, or snapshots above 2²⁸.</exception>
    public static void Check(ModelGraph graph, IReadOnlyList<Block> blocks, AnalysisSettings settings, int samples)
    {
        if (settings.Reduce is not null)
        {
            return; // no alignment, and one step
        }

        foreach (Block block in blocks)
        {
            long p = block.From.Dimension, q = block.To.Dimension;
            bool rectangular = p != q;
            if (rectangular && settings.Alignment.IsExplicit && p * q > LargestOperator)
            {
                throw TooLarge(
                    graph,
                    block,
                    $"the alignment '{settings.Alignment.Name}' would hold a {q} × {p} matrix.",
                    "Use --alignment orthonormal or principal, or --reduce.");
            }

            if (rectangular && settings is { Profile: AnalysisProfile.Paper, Repeats: > 1, Alignment.IsRandom: true }
                && p * q > LargestOperator)
            {
                throw TooLarge(
                    graph,
                    block,
                    $"the mean of its operators would be a {q} × {p} matrix.",
                    "Use --repeats 1, --reduce, or the profile regression.");
            }

            long steps = settings.Steps.For(block.SmallestDimension, samples, settings.Snapshots);
            if (steps > 1 && Math.Max(p, q) * steps * samples > LargestSnapshots)
            {
                throw TooLarge(
                    graph,
                    block,
                    $"{steps} steps of {samples} samples would be {steps * samples} snapshots of {Math.Max(p, q)} values.",
                    "Ask for fewer with --steps or --max-samples.");
            }
        }
    }

    /// <summary>Checks that the inputs and outputs of a block whose operator is made step by step fit in memory.</summary>
    /// <returns>The bytes that they take in float64.</returns>
    /// <exception cref="SettingsException">KOOP4003 when they are more than <paramref name="memory"/>.</exception>
    public static long CheckSnapshots(ModelGraph graph, Block block, int samples, long memory)
    {
        long bytes = sizeof(double) * (long)samples * ((long)block.From.Dimension + block.To.Dimension);
        return bytes <= memory ? bytes : throw TooLarge(
            graph,
            block,
            $"its {samples} inputs and outputs take {MemoryBound.Text(bytes)}, more than the {MemoryBound.Text(memory)} of --memory.",
            $"Give --memory {Math.Ceiling(bytes / (double)(1 << 30))}GiB, take --steps 1 with the alignment principal, "
                + "or fewer samples with --max-samples.");
    }

    private static SettingsException TooLarge(ModelGraph graph, Block block, string problem, string wayOut) =>
        new(DiagnosticCodes.TooLarge, graph.Model.Path, $"has the block '{block.Name}', too large for these settings: {problem}", wayOut);
}
