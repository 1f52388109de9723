using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Partition;

namespace KoopmanAssert.Core.Credits;

/// <summary>How many steps are affordable; refuses an analysis whose matrices would not fit before it begins.</summary>
internal static class SizeLimits
{
    private const long LargestOperator = 1L << 26;
    private const long LargestSnapshots = 1L << 28;

    // States of several steps whose inner products are kept: 128 MiB each for those before and after a step, and as much again several
    // times while they are decomposed.
    private const int MostStates = 1 << 12;

    // The widest end of a block in LeNet-5, the larger network of the paper, has 4,704 features: up to there auto tops few samples up to
    // as many snapshots as the budget says.
    private const long AffordableFeatures = 5_000;

    /// <summary>The steps that a block takes.</summary>
    /// <param name="block">The block.</param>
    /// <param name="place">Its place in the network.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="samples">The number of samples.</param>
    /// <remarks>
    /// <c>auto</c> takes as few as give the snapshots that it asks for, and no more than the budget affords: as many values at the wider
    /// end of the block as the budget's number of snapshots would have with 5,000 features. So several steps of few samples never cost
    /// more than one step of a full batch, on any machine. A block whose inputs are standardised takes one: its states after a step are not.
    /// </remarks>
    public static int Steps(Block block, int place, AnalysisSettings settings, int samples)
    {
        if (settings.Reduce is not null || (settings.Standardise && place == 0))
        {
            return 1;
        }

        if (settings.Steps.IsAuto && settings.RecordedSteps?.For(block, place, samples) is { } recorded)
        {
            return recorded;
        }

        long widest = Math.Max(block.From.Dimension, block.To.Dimension);
        long affordable = Math.Clamp(settings.Snapshots * AffordableFeatures / widest / samples, 1, int.MaxValue);
        return settings.Steps.For(block.SmallestDimension, samples, settings.Snapshots, (int)affordable);
    }

    /// <summary>Checks the alignments, mean matrices and snapshot matrices that the settings ask for.</summary>
    /// <exception cref="SettingsException">KOOP4003 for an alignment or operator above 2²⁶ entries, or snapshots above 2²⁸.</exception>
    public static void Check(ModelGraph graph, IReadOnlyList<Block> blocks, AnalysisSettings settings, int samples)
    {
        if (settings.Reduce is not null)
        {
            return; // no alignment, and one step
        }

        foreach ((Block block, int place) in blocks.Select((block, place) => (block, place)))
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

            int steps = Steps(block, place, settings, samples);
            bool isStreamed = !KoopmanEstimator.Choose(settings.Method, block.From.Dimension, block.To.Dimension, steps).ReadsMatrices;
            long states = (long)steps * samples;
            if (steps > 1 && Math.Max(p, q) * states > LargestSnapshots && !(isStreamed && states <= MostStates))
            {
                throw TooLarge(
                    graph,
                    block,
                    $"{steps} steps of {samples} samples would be {states} snapshots of {Math.Max(p, q)} values.",
                    isStreamed
                        ? $"Use --steps auto, or at most {MostStates} snapshots: --steps {Math.Max(1, MostStates / samples)}."
                        : "Use --steps auto, or fewer steps.");
            }
        }
    }

    /// <summary>Checks that what is held of a block whose snapshots are needed fits in memory.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="block">The block.</param>
    /// <param name="asMatrices">Whether all snapshots are held as matrices; otherwise states are streamed.</param>
    /// <param name="steps">The steps of each trajectory.</param>
    /// <param name="samples">The number of samples.</param>
    /// <param name="memory">The bytes that there are.</param>
    /// <returns>The bytes that the work on it takes.</returns>
    /// <exception cref="SettingsException">KOOP4003 when its inputs and outputs are more than <paramref name="memory"/>.</exception>
    public static long CheckSnapshots(
        ModelGraph graph, Block block, bool asMatrices, int steps, int samples, long memory)
    {
        long p = block.From.Dimension, q = block.To.Dimension, states = (long)steps * samples;
        long bytes = sizeof(double) * samples * (p + q);
        if (!asMatrices)
        {
            // Inputs and outputs, centred, decomposed and as a basis, for the alignment; then the inner products of the states and what
            // their decomposition takes.
            long alignment = p == q ? 0 : bytes;
            return Fitting(alignment) ? (4 * alignment) + (6 * sizeof(double) * Math.Min(p, states) * states) : throw DoesNotFit(alignment);
        }

        return Fitting(bytes) ? Math.Max(bytes, sizeof(double) * states * (p + q)) : throw DoesNotFit(bytes);

        bool Fitting(long held) => held <= memory;

        SettingsException DoesNotFit(long held) => TooLarge(
            graph,
            block,
            $"its {samples} inputs and outputs take {MemoryBound.Taken(held)}, more than the {MemoryBound.Text(memory)} of --memory.",
            $"Use --steps auto with the alignment principal, or --memory {Math.Ceiling(held / (double)(1 << 30))}GiB.");
    }

    private static SettingsException TooLarge(ModelGraph graph, Block block, string problem, string wayOut) =>
        new(DiagnosticCodes.TooLarge, graph.Model.Path, $"has the block '{block.Name}', too large for these settings: {problem}", wayOut);
}
