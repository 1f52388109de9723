using System.Text.Json.Serialization;
using KoopmanAssert.Core.Koopman;

namespace KoopmanAssert;

/// <summary>
/// The credit of one kernel of a block: the rows of its operator that belong to one output channel, unit or head (paper, IV.A).
/// </summary>
/// <param name="Index">The index along the first axis of the block's output, from 0.</param>
/// <param name="LogCredit">The log-volume of those rows in nats, at the rank <paramref name="Rank"/>; null where that is 0.</param>
/// <param name="Rank">How many singular values of those rows lie above the rank tolerance times the block's own largest.</param>
public sealed record KernelCredit(int Index, double? LogCredit, int Rank)
{
    /// <summary>
    /// The standard deviation of the log-credit under perturbations as small as float32 rounding, in nats; null where it was not measured.
    /// </summary>
    public double? NoiseFloor { get; init; }

    [JsonInclude]
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
