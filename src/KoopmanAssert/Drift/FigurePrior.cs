namespace KoopmanAssert.Core.Drift;

/// <summary>The standard deviation of a figure over retrains, as assumed before any retrain has been seen.</summary>
/// <remarks>
/// Measured on legitimate retrains from new random weights and rounded to one digit. The README of this folder gives the reason for each
/// constant and the effect of others. A figure that averages over units varies more if there are fewer units.
/// </remarks>
internal static class FigurePrior
{
    private const double UnitNorm = 0.3;
    private const double UnitGain = 0.05;

    /// <summary>The deviation of a figure of a block, for retraining from new random weights.</summary>
    /// <param name="kind">The figure.</param>
    /// <param name="half">The number of singular values that the block's leading credit counts.</param>
    /// <param name="units">The output units of the weight tensor, or of the block's narrowest; null for a block without weights.</param>
    public static double OfBlock(FigureKind kind, int half, long? units) => kind switch
    {
        FigureKind.LeadingCredit => half * OverUnits(0.03, UnitGain, units),
        FigureKind.OperatorGain => 0.05,
        FigureKind.ActivationLevel => 0.06,
        FigureKind.WeightNorm => OverUnits(0.03, UnitNorm, units),
        FigureKind.WeightVolume => OverUnits(0.025, UnitNorm, units),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a figure of a block."),
    };

    /// <summary>The deviation of a figure of the whole network.</summary>
    /// <param name="kind">The figure.</param>
    /// <param name="counted">The number of singular values that the network credit counts.</param>
    /// <param name="classes">The number of classes.</param>
    public static double OfNetwork(FigureKind kind, int counted, int classes) => kind switch
    {
        FigureKind.NetworkCredit => 0.055 * counted,
        FigureKind.Doubt => 0.15,
        FigureKind.Share => 0.05 / classes,
        FigureKind.Churn => 0.05,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a figure of a network."),
    };

    // A part that all units share, and the mean of what varies from unit to unit.
    private static double OverUnits(double shared, double own, long? units) =>
        units is { } count ? Math.Sqrt((shared * shared) + (own * own / count)) : shared;
}
