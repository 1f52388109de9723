using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Partition;

namespace KoopmanAssert.Core.Credits;

/// <summary>Refuses settings that exclude each other, or that match nothing in a network.</summary>
internal static class SettingsValidator
{
    /// <summary>Checks the settings against each other and the blocks.</summary>
    /// <exception cref="SettingsException">KOOP4001 if they exclude each other or match nothing.</exception>
    public static void Validate(ModelGraph graph, IReadOnlyList<Block> blocks, AnalysisSettings settings, CreditDetails details)
    {
        if (settings is { Volume: Volume.Eigen, Profile: not AnalysisProfile.Paper })
        {
            throw Conflict(
                "'volume' is 'eigen', which requires the profile 'paper'.",
                "Use eigen with the profile paper only: the product of eigenvalues is not a volume.");
        }

        if (settings.Reduce is not null && (settings.RankTolerance < GramEstimator.SmallestTolerance || settings.Volume == Volume.Eigen))
        {
            throw Conflict(
                "'reduce' cannot be combined with this rank tolerance or volume.",
                FormattableString.Invariant($"Use a rankTolerance of at least {GramEstimator.SmallestTolerance} and the volume singular."));
        }

        if (settings.Reduce is not null && (details != CreditDetails.None || settings.Kernels.Count > 0))
        {
            throw Conflict(
                "'reduce' is set together with kernels, features or sensitivities.",
                "Use it without them: they need the operators themselves, not their reductions.");
        }

        if (settings is { Standardise: true, Reduce: null, Steps.IsAuto: false } && settings.Steps.ToString() != "1")
        {
            throw Conflict(
                $"'standardise' cannot be combined with '{settings.Steps}' steps.",
                "Use --steps auto or --steps 1: the states after a step are in the scale of the block.");
        }

        if (settings.Kernels.FirstOrDefault(g => !blocks.Any(b => NetworkDetails.IsGated(b, settings with { Kernels = [g] }))) is { } idle)
        {
            throw new SettingsException(DiagnosticCodes.Usage, graph.Model.Path, $"has no block with kernels that matches '{idle}'.",
                $"The blocks are: {string.Join(", ", blocks.Select(b => b.AcceptedName))}.");
        }
    }

    private static SettingsException Conflict(string problem, string wayOut) =>
        new(DiagnosticCodes.Usage, null, $"the setting {problem}", wayOut);
}
