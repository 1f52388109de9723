using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Partition;

namespace KoopmanAssert;

/// <summary>The credit of one block, with the figures that tell how far it can be relied on (paper, III.D).</summary>
/// <remarks>Only an analysis makes one. Instances do not change and are safe for concurrent use.</remarks>
public sealed record BlockCredit
{
    /// <param name="name">The block's name.</param>
    /// <param name="inputs">The dimension p of its inputs.</param>
    /// <param name="outputs">The dimension q of its outputs.</param>
    /// <param name="estimate">The estimate of its operator.</param>
    /// <param name="profile">Its profile; null if its snapshots are not finite.</param>
    internal BlockCredit(string name, int inputs, int outputs, KoopmanEstimate estimate, BlockProfile? profile)
    {
        (Name, Inputs, Outputs, Estimate, Profile) = (name, inputs, outputs, estimate, profile);
        Figures = profile?.FiguresAt(profile.Half) ?? [];
        WeightShapes = [.. (profile?.Weights ?? []).Select(w => w.Shape)];
    }

    /// <summary>The block's name.</summary>
    public string Name { get; }

    /// <summary>How the block changes dimension.</summary>
    public BlockKind Kind => Block.KindOf(Inputs, Outputs);

    /// <summary>The dimension p of its inputs.</summary>
    public int Inputs { get; }

    /// <summary>The dimension q of its outputs.</summary>
    public int Outputs { get; }

    /// <summary>The block's Koopman operator in numbers.</summary>
    public OperatorSummary Operator => Estimate.Summary;

    /// <summary>The effective rank r of its Koopman operator.</summary>
    public int Rank => Operator.Rank;

    /// <summary>The log-credit Σ_{j≤r} ln σ_j(K) in nats; null if there is no rank, or values are not finite.</summary>
    public double? LogCredit => Operator.LogCredit;

    /// <summary>The log-credit divided by the rank, in nats per dimension.</summary>
    public double? LogCreditPerDimension => Operator.LogCreditPerDimension;

    /// <summary>
    /// The standard deviation of the log-credit under perturbations as small as float32 rounding, in nats; null if it was not measured.
    /// </summary>
    public double? NoiseFloor { get; internal init; }

    /// <summary>The computation that gave the operator.</summary>
    public KoopmanRoute Route => Estimate.Route;

    /// <summary>The singular values of the operator in descending order; those of the first repeat where there are several.</summary>
    public IReadOnlyList<double> SingularValues => Estimate.Spectra[0].SingularValues;

    /// <summary>
    /// The figures that are compared with accepted retrains, at the block's own rank; none if its snapshots are not finite.
    /// </summary>
    public IReadOnlyList<Figure> Figures { get; internal init; }

    /// <summary>The axes of the block's weight tensors, the output units first, in the order in which its operators read them.</summary>
    public IReadOnlyList<IReadOnlyList<long>> WeightShapes { get; internal init; }

    /// <summary>
    /// The log of the volume by which a change of this block's operator changes that of the whole network, in nats (paper, Theorem 5);
    /// null if it was not asked for or there is none.
    /// </summary>
    public double? LogSensitivity { get; internal init; }

    /// <summary>
    /// The credits of the block's kernels; empty if they were not asked for, or the block's output has no axis of its own.
    /// </summary>
    public IReadOnlyList<KernelCredit> Kernels { get; internal init; } = [];

    /// <summary>Why the credit is unreliable (KOOP2010), or null where it is reliable.</summary>
    public string? Unreliable =>
        !Estimate.IsFinite ? "its snapshots hold values that are not finite"
        : Rank == 0 ? "its operator has rank 0: nothing that varies passes it"
        : Operator.Snapshots < (2 * Math.Max(1, Rank / 2)) + 1 ? $"{Operator.Snapshots} snapshots are too few for rank {Rank}"
        : 2 * Operator.StepsUsed < Operator.Steps ? $"its trajectories ended after {Operator.StepsUsed} of {Operator.Steps} steps"
        : null;

    /// <summary>The log-credit at a rank that a baseline pins, Σ_{j≤rank} ln max(σ_j, tolerance·σ₁), in nats.</summary>
    public double LogCreditAt(int rank) => Estimate.LogCreditAt(rank);

    internal KoopmanEstimate Estimate { get; }

    internal BlockProfile? Profile { get; }
}
