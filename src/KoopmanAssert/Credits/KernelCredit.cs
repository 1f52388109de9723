using KoopmanAssert.Core.Koopman;

namespace KoopmanAssert;

/// <summary>
/// The credit of one kernel of a block: of the rows of the block's operator for one output channel, unit or head (paper, IV.A).
/// </summary>
/// <param name="Index">The index along the first axis of the block's output, from 0.</param>
/// <param name="LogCredit">The log-credit of the kernel in nats; null if <paramref name="Rank"/> is 0.</param>
/// <param name="Rank">The number of singular values of those rows above the rank tolerance times the largest of the block.</param>
public sealed record KernelCredit(int Index, double? LogCredit, int Rank)
{
    /// <summary>
    /// The standard deviation of the log-credit under perturbations as small as float32 rounding, in nats; null if it was not measured or
    /// the rank is 0.
    /// </summary>
    public double? NoiseFloor { get; init; }

    internal Spectrum Spectrum { get; init; } = null!;

    /// <summary>The credit of a spectrum.</summary>
    internal static KernelCredit Create(int index, Spectrum spectrum, IReadOnlyList<Spectrum> perturbed) =>
        new(index, spectrum.Rank > 0 ? spectrum.LogVolume : null, spectrum.Rank)
        {
            NoiseFloor = spectrum.Rank > 0 && perturbed.Count > 0
                ? Core.Credits.NoiseFloor.Measure(perturbed.Select(p => p.LogVolumeAt(spectrum.Rank)))
                : null,
            Spectrum = spectrum,
        };
}
