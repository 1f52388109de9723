using KoopmanAssert.Core.Partition;

namespace KoopmanAssert;

/// <summary>A block as a baseline keeps it.</summary>
public sealed record BaselineBlock
{
    internal BaselineBlock()
    {
    }

    /// <summary>The block's name.</summary>
    public required string Name { get; init; }

    /// <summary>How it changes dimension.</summary>
    public BlockKind Kind => Block.KindOf(Inputs, Outputs);

    /// <summary>The dimension p of its inputs.</summary>
    public required int Inputs { get; init; }

    /// <summary>The dimension q of its outputs.</summary>
    public required int Outputs { get; init; }

    /// <summary>The operator of the accepted model in numbers. Later credits are compared at its rank.</summary>
    public required OperatorSummary Operator { get; init; }

    /// <summary>The effective rank at which later credits are compared.</summary>
    public int Rank => Operator.Rank;

    /// <summary>The log-credit in nats.</summary>
    public double LogCredit => Operator.LogCredit!.Value;

    /// <summary>The log-credit divided by the rank, in nats per dimension.</summary>
    public double LogCreditPerDimension => Operator.LogCreditPerDimension!.Value;

    /// <summary>The standard deviation of the log-credit under float32 rounding, in nats.</summary>
    public required double NoiseFloor { get; init; }

    /// <summary>How many singular values the leading credit counts.</summary>
    public required int Half { get; init; }

    /// <summary>The axes of the block's weight tensors, the output units first, in the order in which its operators read them.</summary>
    public required IReadOnlyList<IReadOnlyList<long>> WeightShapes { get; init; }

    /// <summary>The kernels of the block with their pinned ranks, where the settings name it; else empty.</summary>
    public IReadOnlyList<KernelCredit> Kernels { get; init; } = [];

    /// <summary>The figures that are held against accepted retrains.</summary>
    public required IReadOnlyList<Figure> Figures { get; init; }

    /// <summary>The line of the file that the block stands on, from 1, or null when it was not read from one.</summary>
    public int? Line { get; init; }

    /// <summary>The column where it begins, from 1.</summary>
    public int? Column { get; init; }

    /// <param name="credit">The block as analysed.</param>
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
    };
}
