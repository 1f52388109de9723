using KoopmanAssert.Core.Koopman;

namespace KoopmanAssert.Core.Credits;

/// <summary>
/// What of a block is held against accepted retrains: by-products of the factorisation that the credit needs, and its weights.
/// </summary>
/// <param name="Spectrum">The operator's spectrum, the same whatever rank rule the credit has.</param>
/// <param name="Gain">The size of the regularised operator.</param>
/// <param name="Level">The root mean square norm of the block's outputs.</param>
/// <param name="Parameters">Its weights and what identifies them.</param>
internal sealed record BlockProfile(Spectrum Spectrum, double Gain, double Level, BlockParameters Parameters)
{
    /// <summary>Its weights in the order in which its operators read them.</summary>
    public IReadOnlyList<WeightProfile> Weights => Parameters.Weights;

    /// <summary>Half of the operator's rank, at least 1: how many singular values the leading credit counts.</summary>
    public int Half => Math.Max(1, Spectrum.Rank / 2);

    /// <summary>The profile of a fitted block.</summary>
    /// <param name="fit">The fit of its centred outputs; of snapshots that are not finite there is no profile.</param>
    /// <param name="level">The root mean square norm of its outputs, not centred.</param>
    /// <param name="parameters">Its parameters.</param>
    public static BlockProfile? Create(GramFit fit, double level, BlockParameters parameters) =>
        fit.IsFinite ? new BlockProfile(OperatorFigures.Spectrum(fit), OperatorFigures.Gain(fit), level, parameters) : null;

    /// <summary>The figures with the leading credit at a pinned half.</summary>
    public IReadOnlyList<Figure> FiguresAt(int half) =>
    [
        new(FigureKind.LeadingCredit, 0, Spectrum.LogVolumeAt(half) is var volume && double.IsFinite(volume) ? volume : half * Nats.Log(0)),
        new(FigureKind.OperatorGain, 0, Nats.Log(Gain)),
        new(FigureKind.ActivationLevel, 0, Nats.Log(Level)),
        .. Weights.Select((w, i) => new Figure(FigureKind.WeightNorm, i + 1, w.Norm)),
        .. Weights.Select((w, i) => new Figure(FigureKind.WeightVolume, i + 1, w.Volume)),
    ];
}
