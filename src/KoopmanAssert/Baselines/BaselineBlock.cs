using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Partition;

namespace KoopmanAssert;

/// <summary>What a baseline stores about a block.</summary>
public sealed record BaselineBlock
{
    internal BaselineBlock()
    {
    }

    /// <summary>The block's name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the block has more outputs than inputs, fewer, or as many.</summary>
    public BlockKind Kind => Block.KindOf(Inputs, Outputs);

    /// <summary>The number p of values that the block takes per sample.</summary>
    public required int Inputs { get; init; }

    /// <summary>The number q of values that the block returns per sample.</summary>
    public required int Outputs { get; init; }

    /// <summary>The figures of the block's operator in the accepted model. Later credits are compared at its rank.</summary>
    public required OperatorSummary Operator { get; init; }

    /// <summary>The effective rank of the block in the accepted model, at which later credits are compared (the pinned rank).</summary>
    public int Rank => Operator.Rank;

    /// <summary>The log-credit in nats.</summary>
    public double LogCredit => Operator.LogCredit!.Value;

    /// <summary>The log-credit divided by the rank, in nats per dimension.</summary>
    public double LogCreditPerDimension => Operator.LogCreditPerDimension!.Value;

    /// <summary>The standard deviation of the log-credit under perturbations as small as float32 rounding, in nats.</summary>
    public required double NoiseFloor { get; init; }

    /// <summary>
    /// How many of the largest singular values <see cref="FigureKind.LeadingCredit"/> sums: half of the rank that a rank tolerance of 1e-3
    /// gives, at least 1.
    /// </summary>
    public required int Half { get; init; }

    /// <summary>The shape of each weight tensor of the block, output units first, in the order in which the operators read them.</summary>
    public required IReadOnlyList<IReadOnlyList<long>> WeightShapes { get; init; }

    /// <summary>A fingerprint of the block's parameters; null in a baseline of format version 1.</summary>
    public BlockFingerprint? Fingerprint => Evidence?.Fingerprint;

    /// <summary>The credits of the block's kernels, if <see cref="AnalysisSettings.Kernels"/> matches the block; else empty.</summary>
    public IReadOnlyList<KernelCredit> Kernels { get; init; } = [];

    /// <summary>The figures that are compared with accepted retrains.</summary>
    public required IReadOnlyList<Figure> Figures { get; init; }

    /// <summary>The line of the file that holds the block, from 1; null if it was not read from a file.</summary>
    public int? Line { get; init; }

    /// <summary>The column in that line, from 1; null if there is no line.</summary>
    public int? Column { get; init; }

    /// <summary>What is kept of the accepted model so that its figures can follow other pins; null in files of version 1.</summary>
    internal BlockEvidence? Evidence { get; init; }

    /// <summary>The block of an analysis, which pins its own half.</summary>
    /// <param name="credit">The block as analysed, with its noise floor.</param>
    /// <param name="keepsKernels">Whether the baseline holds its kernels.</param>
    internal static BaselineBlock Create(BlockCredit credit, bool keepsKernels) => new()
    {
        Name = credit.Name,
        Inputs = credit.Inputs,
        Outputs = credit.Outputs,
        Operator = credit.Operator,
        NoiseFloor = credit.NoiseFloor
            ?? throw new InvalidOperationException("A baseline is made from an analysis that measured the noise."),
        Half = credit.Profile!.Half,
        WeightShapes = credit.WeightShapes,
        Kernels = keepsKernels ? credit.Kernels : [],
        Figures = credit.Figures,
        Evidence = BlockEvidence.Create(credit, credit.Profile.Half),
    };
}
