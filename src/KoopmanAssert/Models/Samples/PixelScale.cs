using System.Globalization;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Models;

/// <summary>How the bytes of an image become the numbers that a model takes: each channel (value / 255 − mean) / deviation.</summary>
/// <param name="Mean">What is taken from each channel, red first.</param>
/// <param name="Deviation">What each channel is divided by.</param>
internal sealed record PixelScale(IReadOnlyList<double> Mean, IReadOnlyList<double> Deviation)
{
    /// <summary>What the setting may be.</summary>
    public const string Choices
        = "raw, unit, signed, imagenet or six numbers: the means of red, green and blue, then their deviations, with commas";

    /// <summary>The scale that a text names.</summary>
    /// <exception cref="SettingsException">KOOP4001 when it names none.</exception>
    public static PixelScale Parse(string text) => text switch
    {
        "raw" => Same(0, 1.0 / byte.MaxValue),
        "unit" => Same(0, 1),
        "signed" => Same(0.5, 0.5),
        "imagenet" => new PixelScale([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
        _ => Numbers(text) ?? throw SettingsRange.Wrong("pixels", text, Choices),
    };

    /// <summary>The text, when it names a scale.</summary>
    /// <exception cref="SettingsException">KOOP4001 when it names none.</exception>
    public static string Check(string text) => Parse(text) is not null ? text : "";

    /// <summary>The number for a byte of a channel, in float32 as preprocessing computes it.</summary>
    public float Of(double value, int channel) => (float)(((value / byte.MaxValue) - Mean[channel]) / Deviation[channel]);

    private static PixelScale Same(double mean, double deviation) => new([mean, mean, mean], [deviation, deviation, deviation]);

    private static PixelScale? Numbers(string text)
    {
        double[] numbers = [.. text.Split(',').Select(
            t => double.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out double n) && double.IsFinite(n) ? n : double.NaN)];
        return numbers.Length == 6 && !numbers.Any(double.IsNaN) && numbers[3..].All(d => d > 0)
            ? new PixelScale(numbers[..3], numbers[3..])
            : null;
    }
}
