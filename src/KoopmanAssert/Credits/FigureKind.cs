using KoopmanAssert.Core.Credits;

namespace KoopmanAssert;

/// <summary>The figures of a credit profile: what of a network is held against its accepted retrains.</summary>
public enum FigureKind
{
    /// <summary>The log-volume of the leading half of the operator's singular values, in nats.</summary>
    LeadingCredit,

    /// <summary>The log of the size (Frobenius norm) of the regularised operator, in nats.</summary>
    OperatorGain,

    /// <summary>The log of the root mean square norm of a block's outputs, in nats.</summary>
    ActivationLevel,

    /// <summary>The log of the Frobenius norm of a weight tensor, in nats.</summary>
    WeightNorm,

    /// <summary>The mean log of the singular values of a weight tensor, in nats.</summary>
    WeightVolume,

    /// <summary>The log-volume of the operator from the network's input to its output, in nats.</summary>
    NetworkCredit,

    /// <summary>The log of the mean probability that a classifier leaves to the classes it does not choose, in nats.</summary>
    Doubt,

    /// <summary>The mean probability of a class.</summary>
    Share,

    /// <summary>The largest share of a class's samples that are now put in another class.</summary>
    Churn,
}

/// <summary>A figure of a block, or of a whole network.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Number">Which of several of its kind, from 1 for weight tensors and from 0 for classes; 0 where there is one.</param>
/// <param name="Value">Its value, in the unit of its kind.</param>
public sealed record Figure(FigureKind Kind, int Number, double Value)
{
    /// <summary>Its name in baselines, such as <c>operatorGain</c>, <c>weightNorm2</c> or <c>share0</c>.</summary>
    public string Name => FigureRule.For(Kind).NameOf(Number);

    /// <summary>Its standard deviation under perturbations as small as float32 rounding; null where it was not measured.</summary>
    public double? NoiseFloor { get; init; }
}
