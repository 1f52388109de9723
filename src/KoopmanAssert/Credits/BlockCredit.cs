using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Partition;

namespace KoopmanAssert;

/// <summary>
/// The credit of one block: the logarithm of the volume into which the block's linear (Koopman) operator turns a unit volume, with
/// figures that tell how far it can be relied on (paper, III.D).
/// </summary>
/// <remarks>Only an analysis creates instances. They are immutable and safe for concurrent use.</remarks>
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
        WeightShapes = [.. (profile?.Parameters.Weights ?? []).Select(w => w.Shape)];
    }

    /// <summary>The block's name.</summary>
    public string Name { get; private init; }

    /// <summary>Whether the block has more outputs than inputs, fewer, or as many.</summary>
    public BlockKind Kind => Block.KindOf(Inputs, Outputs);

    /// <summary>The number p of values that the block takes per sample.</summary>
    public int Inputs { get; }

    /// <summary>The number q of values that the block returns per sample.</summary>
    public int Outputs { get; }

    /// <summary>The figures of the block's Koopman operator, the linear map that approximates the block on the samples.</summary>
    public OperatorSummary Operator => Estimate.Summary;

    /// <summary>The effective rank r of its Koopman operator: the number of directions that pass through the block.</summary>
    public int Rank => Operator.Rank;

    /// <summary>The log-credit Σ_{j≤r} ln σ_j(K) in nats; null if the rank is 0 or values are not finite.</summary>
    public double? LogCredit => Operator.LogCredit;

    /// <summary>The log-credit divided by the rank, in nats per dimension; null if there is no log-credit.</summary>
    public double? LogCreditPerDimension => Operator.LogCreditPerDimension;

    /// <summary>
    /// The standard deviation of the log-credit under perturbations as small as float32 rounding, in nats; null if
    /// <see cref="AnalysisOptions.MeasureNoise"/> was not set or the rank is 0.
    /// </summary>
    public double? NoiseFloor { get; internal init; }

    /// <summary>The algorithm that computed the operator.</summary>
    public KoopmanRoute Route => Estimate.Route;

    /// <summary>
    /// The singular values of the operator in descending order (moduli of eigenvalues for <see cref="Volume.Eigen"/>). Of several repeats:
    /// those of the first, or of the mean matrix with <see cref="AnalysisProfile.Paper"/>.
    /// </summary>
    public IReadOnlyList<double> SingularValues => Estimate.Spectra[0].SingularValues;

    /// <summary>
    /// The figures that are compared with accepted retrains, at the block's own rank; empty if its inputs or outputs are not finite.
    /// </summary>
    public IReadOnlyList<Figure> Figures { get; internal init; }

    /// <summary>The shape of each weight tensor of the block, output units first, in the order in which the operators read them.</summary>
    public IReadOnlyList<IReadOnlyList<long>> WeightShapes { get; internal init; }

    /// <summary>A fingerprint of the block's parameters; null if its inputs or outputs are not finite.</summary>
    public BlockFingerprint? Fingerprint => Profile?.Parameters.Fingerprint;

    /// <summary>
    /// How strongly a change of this block's operator changes the operator of the whole network: a log-volume in nats (paper, Theorem 5).
    /// Null if <see cref="CreditDetails.Sensitivity"/> was not requested, or nothing passes the blocks before or after.
    /// </summary>
    public double? LogSensitivity { get; internal init; }

    /// <summary>
    /// The credits of the block's kernels (output channels, units or heads). Empty if neither <see cref="CreditDetails.Kernels"/> nor
    /// <see cref="AnalysisSettings.Kernels"/> asked for them, or if the output is one number per sample or several tensors.
    /// </summary>
    public IReadOnlyList<KernelCredit> Kernels { get; internal init; } = [];

    /// <summary>Why the credit is unreliable (KOOP2010), as a clause; null if it is reliable.</summary>
    public string? Unreliable =>
        !Estimate.IsFinite ? "its inputs or outputs contain NaN or infinity"
        : Rank == 0 ? "its operator has rank 0: no variation in its inputs reaches its outputs"
        : Operator.Snapshots < (2 * Math.Max(1, Rank / 2)) + 1 ? $"{Operator.Snapshots} snapshots are too few for rank {Rank}"
        : !HasFiniteFigures ? "its figures contain NaN or infinity"
        : 2 * Operator.StepsUsed < Operator.Steps ? $"its trajectories ended after {Operator.StepsUsed} of {Operator.Steps} steps"
        : null;

    /// <summary>The log-credit at a given rank, such as that of a baseline: Σ_{j≤rank} ln max(σ_j, tolerance·σ₁), in nats.</summary>
    /// <remarks>The tolerance is <see cref="AnalysisSettings.RankTolerance"/>; minus infinity if all σ are 0 or there are none.</remarks>
    public double LogCreditAt(int rank) => Estimate.LogCreditAt(rank);

    /// <summary>The same credit under another name, and with the profiles of the same weights in another order or form.</summary>
    internal BlockCredit ReadAs(string name, IReadOnlyList<WeightProfile> weights)
    {
        if (Profile is null || weights.SequenceEqual(Profile.Weights))
        {
            return this with { Name = name };
        }

        BlockProfile profile = Profile with { Parameters = Profile.Parameters with { Weights = weights } };
        var read = new BlockCredit(name, Inputs, Outputs, Estimate, profile)
        {
            NoiseFloor = NoiseFloor,
            LogSensitivity = LogSensitivity,
            Kernels = Kernels,
        };
        return read with
        {
            Figures = [.. read.Figures.Select(figure =>
                figure with { NoiseFloor = Figures.FirstOrDefault(f => f.Name == figure.Name)?.NoiseFloor })],
        };
    }

    // Those of an analysis are; those of a message need not be.
    private bool HasFiniteFigures => Figures.Concat(Profile?.FiguresAt(Profile.Half) ?? []).All(figure => double.IsFinite(figure.Value));

    internal KoopmanEstimate Estimate { get; }

    internal BlockProfile? Profile { get; }
}
