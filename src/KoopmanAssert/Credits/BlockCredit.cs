using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Partition;

namespace KoopmanAssert;

/// <summary>The credit of one block, with the figures that tell how far it can be relied on (paper, III.D).</summary>
public sealed record BlockCredit
{
    /// <summary>The block's name.</summary>
    public required string Name { get; init; }

    /// <summary>How it changes dimension.</summary>
    public BlockKind Kind => Block.KindOf(Inputs, Outputs);

    /// <summary>The dimension p of its inputs.</summary>
    public required int Inputs { get; init; }

    /// <summary>The dimension q of its outputs.</summary>
    public required int Outputs { get; init; }

    /// <summary>The effective rank r of its Koopman operator.</summary>
    public required int Rank { get; init; }

    /// <summary>The effective rank of the snapshot matrix, which bounds <see cref="Rank"/>.</summary>
    public required int SnapshotRank { get; init; }

    /// <summary>
    /// The log-credit Σ_{j≤r} ln σ_j(K) in nats, or null where none can be computed: no rank, or values that are not finite.
    /// </summary>
    public required double? LogCredit { get; init; }

    /// <summary>The log-credit divided by the rank, in nats a dimension.</summary>
    public double? LogCreditPerDimension => LogCredit / Rank;

    /// <summary>The standard deviation of the log-credit over repeats in nats, or null for one repeat.</summary>
    public required double? Spread { get; init; }

    /// <summary>
    /// The standard deviation of the log-credit under perturbations as small as float32 rounding, in nats; null where it was not measured.
    /// </summary>
    public required double? NoiseFloor { get; init; }

    /// <summary>The linearisation residual ‖F − KX‖/‖F‖, or null where there is no operator.</summary>
    public required double? Residual { get; init; }

    /// <summary>The condition s₁/s_k of the snapshot matrix, or null where it has no rank.</summary>
    public required double? Condition { get; init; }

    /// <summary>The steps asked of each trajectory.</summary>
    public required int Steps { get; init; }

    /// <summary>The steps of the shortest trajectory.</summary>
    public required int StepsUsed { get; init; }

    /// <summary>The number of snapshot pairs.</summary>
    public required int Snapshots { get; init; }

    /// <summary>The computation that gave the operator.</summary>
    public required KoopmanRoute Route { get; init; }

    /// <summary>The singular values of the operator in descending order; of the first repeat where there are several.</summary>
    public required IReadOnlyList<double> SingularValues { get; init; }

    /// <summary>
    /// The figures of the block that are held against accepted retrains, at its own rank; none where its snapshots are not finite.
    /// </summary>
    public required IReadOnlyList<Figure> Figures { get; init; }

    /// <summary>The axes of the block's weight tensors, in the order in which its operators read them.</summary>
    public required IReadOnlyList<IReadOnlyList<long>> WeightShapes { get; init; }

    /// <summary>
    /// The log of the volume by which a change of this block's operator changes that of the whole network, in nats; null where it was not
    /// asked for or there is none.
    /// </summary>
    public double? LogSensitivity { get; init; }

    /// <summary>
    /// The credits of the block's kernels; empty where they were not asked for, or the block's output has no axis of its own.
    /// </summary>
    public IReadOnlyList<KernelCredit> Kernels { get; init; } = [];

    /// <summary>Why the credit is unreliable (KOOP2010), or null where it is reliable.</summary>
    public string? Unreliable =>
        !Estimate.IsFinite ? "its snapshots hold values that are not finite"
        : Rank == 0 ? "its operator has rank 0: nothing that varies passes it"
        : Snapshots < (2 * Math.Max(1, Rank / 2)) + 1 ? $"{Snapshots} snapshots are too few for rank {Rank}"
        : 2 * StepsUsed < Steps ? $"its trajectories ended after {StepsUsed} of {Steps} steps"
        : null;

    /// <summary>The log-credit at a rank that a baseline pins, Σ_{j≤rank} ln max(σ_j, tolerance·σ₁), in nats.</summary>
    public double LogCreditAt(int rank) => Estimate.LogCreditAt(rank);

    /// <summary>The credit that an estimate gives, without noise floors.</summary>
    internal static BlockCredit Create(string name, int inputs, int outputs, int steps, KoopmanEstimate estimate, BlockProfile? profile)
    {
        int rank = estimate.Rank;
        return new BlockCredit
        {
            Name = name,
            Inputs = inputs,
            Outputs = outputs,
            Rank = rank,
            SnapshotRank = estimate.SnapshotRank,
            LogCredit = rank > 0 && double.IsFinite(estimate.LogCreditAt(rank)) ? estimate.LogCreditAt(rank) : null,
            Spread = estimate.Spread,
            NoiseFloor = null,
            Residual = double.IsFinite(estimate.Residual) ? estimate.Residual : null,
            Condition = double.IsFinite(estimate.Condition) ? estimate.Condition : null,
            Steps = steps,
            StepsUsed = estimate.StepsUsed,
            Snapshots = estimate.Snapshots,
            Route = estimate.Route,
            SingularValues = estimate.Spectra[0].SingularValues,
            Figures = profile?.FiguresAt(profile.Half) ?? [],
            WeightShapes = [.. (profile?.Weights ?? []).Select(w => w.Shape)],
            Estimate = estimate,
            Profile = profile,
        };
    }

    internal KoopmanEstimate Estimate { get; init; } = null!;

    internal BlockProfile? Profile { get; init; }
}
