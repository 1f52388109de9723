using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Partition;

namespace KoopmanAssert.Core.Credits;

/// <summary>Refuses settings that do not go together, or name nothing in a network.</summary>
internal static class SettingsValidator
{
    /// <summary>Checks the settings against each other and the blocks.</summary>
    /// <exception cref="SettingsException">KOOP4001.</exception>
    public static void Validate(ModelGraph graph, IReadOnlyList<Block> blocks, AnalysisSettings settings, CreditDetails details)
    {
        if (settings is { Volume: Volume.Eigen, Profile: not AnalysisProfile.Paper })
        {
            throw SettingsRange.Wrong("volume", "eigen", "eigen with the profile paper only: the product of eigenvalues is no volume");
        }

        if (settings.Reduce is not null && (settings.RankTolerance < GramEstimator.SmallestTolerance || settings.Volume == Volume.Eigen))
        {
            throw SettingsRange.Wrong("reduce", $"{settings.Reduce}", FormattableString.Invariant(
                $"a dimension with a rankTolerance of at least {GramEstimator.SmallestTolerance} and the volume singular"));
        }

        if (settings.Reduce is not null && (details != CreditDetails.None || settings.Kernels.Count > 0))
        {
            throw SettingsRange.Wrong(
                "reduce",
                $"{settings.Reduce}",
                "no dimension together with kernels, features or sensitivities, which need the operators themselves");
        }

        if (settings.Kernels.FirstOrDefault(g => !blocks.Any(b => NetworkDetails.IsGated(b, settings with { Kernels = [g] }))) is { } idle)
        {
            throw new SettingsException(DiagnosticCodes.Usage, graph.Model.Path, $"has no block with kernels that matches '{idle}'.",
                $"The blocks are: {string.Join(", ", blocks.Select(b => b.Name))}.");
        }
    }
}
