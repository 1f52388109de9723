using KoopmanAssert.Core.Credits;

namespace KoopmanAssert;

/// <summary>The kinds of figures that a baseline stores of a network and compares with accepted retrains.</summary>
public enum FigureKind
{
    /// <summary>The log-volume of the leading half of the operator's singular values, in nats.</summary>
    LeadingCredit,

    /// <summary>
    /// How strongly a block amplifies what varies in its inputs: the log of the regularised operator's Frobenius norm, in nats.
    /// </summary>
    OperatorGain,

    /// <summary>The log of the root mean square norm of a block's outputs, in nats.</summary>
    ActivationLevel,

    /// <summary>The log of the Frobenius norm of a weight tensor, in nats.</summary>
    WeightNorm,

    /// <summary>How evenly a weight tensor uses its directions: the mean log of its singular values, in nats.</summary>
    WeightVolume,

    /// <summary>The log-volume of the operator from the network's input to its output, in nats.</summary>
    NetworkCredit,

    /// <summary>The log of the mean probability that a classifier leaves to the classes it does not choose, in nats.</summary>
    Doubt,

    /// <summary>The mean probability that a classifier gives to a class, from 0 to 1.</summary>
    Share,

    /// <summary>Of the samples that the accepted model puts in a class, the share now in another, for the worst class: 0 to 1.</summary>
    Churn,

    /// <summary>The log of the mean cross-entropy between a classifier and the labels, in nats.</summary>
    CrossEntropy,

    /// <summary>The share of samples that a classifier gives their label, from 0 to 1.</summary>
    Accuracy,

    /// <summary>Of the samples with a label, the share that a classifier gives it, for the worst label: 0 to 1.</summary>
    WorstRecall,

    /// <summary>The log of the root mean square difference between the outputs and the labels, in nats.</summary>
    OutputError,

    /// <summary>
    /// The distance between the outputs and the accepted model's on the same samples, relative to how much the accepted ones vary, together
    /// with the distance of their means, relative to the size of the accepted ones: 0 for equal outputs, √2 for uncorrelated outputs of the
    /// same mean and variance.
    /// </summary>
    OutputChange,

    /// <summary>
    /// The same distance between the inner products of the outputs of samples: also 0 if the outputs were only rotated or mirrored.
    /// </summary>
    OutputGeometry,

    /// <summary>Of all samples, the share that the accepted model puts in another class: 0 to 1.</summary>
    ChangedClasses,
}

/// <summary>A figure of a block, or of a whole network.</summary>
/// <param name="Kind">What the figure measures.</param>
/// <param name="Number">The number of the weight tensor (from 1) or of the class (from 0); 0 for all other kinds.</param>
/// <param name="Value">The value, in the unit that <see cref="FigureKind"/> gives for its kind.</param>
public sealed record Figure(FigureKind Kind, int Number, double Value)
{
    /// <summary>The name in baselines, such as <c>operatorGain</c>, <c>weightNorm2</c> or <c>share0</c>.</summary>
    public string Name => FigureRule.For(Kind).NameOf(Number);

    /// <summary>
    /// The standard deviation of the value under perturbations as small as float32 rounding, in the same unit; null if it was not measured.
    /// </summary>
    public double? NoiseFloor { get; init; }

    /// <summary>
    /// Whether the value is estimated, because the baseline now counts another number of singular values than when it was measured.
    /// </summary>
    public bool IsEstimate { get; init; }
}
