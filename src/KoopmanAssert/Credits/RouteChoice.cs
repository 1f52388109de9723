using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Partition;

namespace KoopmanAssert.Core.Credits;

/// <summary>The steps and the computation that the settings give a block.</summary>
/// <param name="settings">The method.</param>
/// <param name="samples">The number of samples.</param>
internal sealed class RouteChoice(AnalysisSettings settings, int samples)
{
    /// <summary>The steps of each trajectory.</summary>
    public int Steps(Block block)
        => settings.Reduce is not null ? 1 : settings.Steps.For(block.SmallestDimension, samples, settings.Snapshots);

    /// <summary>The computation that gives the operator of a block.</summary>
    public KoopmanRoute Of(Block block) => settings.Reduce is not null ? KoopmanRoute.Gram
        : !IsPlainFit(block) ? KoopmanRoute.Explicit
        : settings.RankTolerance >= GramRoute.SmallestTolerance ? KoopmanRoute.Gram : KoopmanRoute.Triangle;

    /// <summary>Whether the operator of a block follows from n-by-n matrices of its snapshots, which are read in parts.</summary>
    public bool IsStreamed(Block block) => Of(block) != KoopmanRoute.Explicit;

    // One step where the alignment drops out: it is the identity for square blocks, and BAK = K for principal.
    private bool IsPlainFit(Block block) => Steps(block) == 1 && settings.Volume == Volume.Singular
        && (settings.Alignment == DimensionAlignment.Principal || block.Kind == BlockKind.E2E);
}
