using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Credits;

namespace KoopmanAssert;

/// <summary>A retrained model that was accepted: its figures, measured at the ranks of the baseline and against its predictions.</summary>
/// <param name="Sha256">The SHA-256 of the model with its external data, in lower-case hexadecimal.</param>
/// <param name="Blocks">The figures of each block, in the order of the baseline's blocks.</param>
/// <param name="Network">The figures of the whole network.</param>
public sealed record AcceptedRetrain(string Sha256, IReadOnlyList<IReadOnlyList<Figure>> Blocks, IReadOnlyList<Figure> Network)
{
    /// <summary>
    /// A fingerprint of each block's parameters, in the order of the baseline's blocks; null if a baseline of format version 1 accepted
    /// the model.
    /// </summary>
    public IReadOnlyList<BlockFingerprint>? Fingerprints => Evidence is { } kept ? [.. kept.Blocks.Select(b => b.Fingerprint)] : null;

    /// <summary>
    /// The number, from 1, of a model that was once the accepted one and was replaced by <c>koopman-assert update</c>: 1 for the first that
    /// was replaced. Null for a retrain that was accepted by hand.
    /// </summary>
    public int? Generation { get; init; }

    /// <summary>The score that it had when it was accepted; null if it was not scored.</summary>
    public double? Score { get; init; }

    /// <summary>Why it was accepted although its score was beyond the limit; null if it was within.</summary>
    public string? Reason { get; init; }

    /// <summary>The line of the file that holds it, from 1; null if it was not read from a file.</summary>
    public int? Line { get; init; }

    /// <summary>The column in that line, from 1; null if there is no line.</summary>
    public int? Column { get; init; }

    /// <summary>What is kept of it so that its figures can follow other pins; null if a file of version 1 has it.</summary>
    internal ModelEvidence? Evidence { get; init; }

    /// <summary>
    /// How far its outputs, or class scores, lie from the accepted model's; null if that is not known. After an update it is still the
    /// distance from the model that was replaced: retrains lie about equally far from each other.
    /// </summary>
    internal OutputDistance? Outputs { get; init; }

    /// <summary>Whether it is the accepted model in fewer bits; the file does not keep it.</summary>
    internal bool IsRounded { get; init; }

    /// <summary>The same model at other pins: sums at other ranks are estimated, the churn is counted anew.</summary>
    /// <param name="blocks">The blocks that pin ranks.</param>
    /// <param name="network">The network that pins predictions.</param>
    /// <exception cref="InvalidOperationException">There is no evidence.</exception>
    internal AcceptedRetrain At(IReadOnlyList<BaselineBlock> blocks, BaselineNetwork network)
    {
        ModelEvidence kept = Evidence ?? throw new InvalidOperationException("A retrain without evidence cannot follow other pins.");
        return this with
        {
            Blocks = [.. Blocks.Select((figures, i) => Moved(figures, kept.Blocks[i].Spectrum, blocks[i].Half, null))],
            Network = Moved(
                Network, kept.Network.Spectrum, network.Counted, ClassDecisions.Churn(network.Predictions, kept.Network.Predictions)),
        };
    }

    private static IReadOnlyList<Figure> Moved(IReadOnlyList<Figure> figures, SpectrumSketch spectrum, int counted, double? churn) =>
    [
        .. figures.Select(f => f.Kind switch
        {
            FigureKind.LeadingCredit or FigureKind.NetworkCredit =>
                f with { Value = spectrum.SumAt(counted), IsEstimate = counted != spectrum.Counted },
            FigureKind.Churn => f with { Value = churn!.Value },
            _ => f,
        }),
    ];
}
