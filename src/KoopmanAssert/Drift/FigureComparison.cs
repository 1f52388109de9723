using KoopmanAssert.Core.Credits;

namespace KoopmanAssert;

/// <summary>A figure of a model beside the same figure of the accepted.</summary>
/// <param name="Block">The block, or null for the whole network.</param>
/// <param name="Figure">The figure of the model.</param>
/// <param name="Accepted">The figure of the accepted model.</param>
/// <param name="Mean">Its mean over the accepted model and the accepted retrains.</param>
/// <param name="Allowed">How far it may lie from the mean for its |z| to stay within the threshold.</param>
/// <param name="Z">How far it lies from the mean, as a standard normal deviate of honest retraining.</param>
public sealed record FigureComparison(string? Block, Figure Figure, Figure Accepted, double Mean, double Allowed, double Z)
{
    /// <summary>Whether the allowed range is as wide as float32 rounding makes it, and not as the retrains do.</summary>
    public bool IsWidened { get; init; }

    /// <summary>What is compared, such as <c>'fc1' weight norm</c> or <c>doubt</c>.</summary>
    public string Words
    {
        get
        {
            string words = FigureRule.For(Figure.Kind).WordsFor(Figure.Number);
            return Block is null ? words : $"'{Block}' {words}";
        }
    }
}
