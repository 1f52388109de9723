using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert;

/// <summary>
/// How the bytes of an image become the numbers that a model takes: for each channel (byte / 255 − mean) / deviation. In images with 16
/// bits, 65,535 stands for 255.
/// Scales are equal if they have the same name or the same six numbers.
/// </summary>
public sealed class PixelScale : IEquatable<PixelScale>
{
    /// <summary>What <see cref="Parse"/> takes, in words.</summary>
    internal const string Choices
        = "raw, unit, signed, imagenet or six numbers: the means of red, green and blue, then their deviations, with commas";

    private const int Channels = 3;

    private readonly string _text;
    private readonly double[] _means;
    private readonly double[] _deviations;

    private PixelScale(string text, double[] means, double[] deviations) => (_text, _means, _deviations) = (text, means, deviations);

    /// <summary>As they are, from 0 to 255, or to 65,535 in images with 16 bits: <c>raw</c>.</summary>
    public static PixelScale Raw { get; } = Same("raw", 0, 1.0 / byte.MaxValue);

    /// <summary>From 0 to 1: <c>unit</c>, the default.</summary>
    public static PixelScale Unit { get; } = Same("unit", 0, 1);

    /// <summary>From −1 to 1: <c>signed</c>.</summary>
    public static PixelScale SignedUnit { get; } = Same("signed", 0.5, 0.5);

    /// <summary>The means and deviations of ImageNet: <c>imagenet</c>.</summary>
    public static PixelScale ImageNet { get; } = new("imagenet", [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);

    /// <summary>Your own means and standard deviations, on the scale from 0 to 1.</summary>
    /// <param name="means">The means of red, green and blue: three finite numbers.</param>
    /// <param name="deviations">Their standard deviations: three finite numbers above 0.</param>
    /// <exception cref="SettingsException">KOOP4001 if there are not three of each, or one is out of range.</exception>
    public static PixelScale Custom(IReadOnlyList<double> means, IReadOnlyList<double> deviations)
    {
        ArgumentNullException.ThrowIfNull(means);
        ArgumentNullException.ThrowIfNull(deviations);
        string text = string.Join(',', means.Concat(deviations).Select(n => n.ToString(CultureInfo.InvariantCulture)));
        return AreValid(means, deviations) ? new PixelScale(text, [.. means], [.. deviations]) : throw Wrong(text);
    }

    /// <summary>
    /// Reads <c>raw</c>, <c>unit</c>, <c>signed</c>, <c>imagenet</c>, or six numbers with commas: the means of red, green and blue, then
    /// their deviations.
    /// </summary>
    /// <exception cref="SettingsException">KOOP4001 if the text is none of them.</exception>
    public static PixelScale Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out PixelScale? scale) ? scale : throw Wrong(text);
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => _text;

    /// <inheritdoc/>
    public bool Equals(PixelScale? other) => other is not null && _text == other._text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PixelScale);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_text);

    /// <summary>Reads a scale, if the text is one.</summary>
    internal static bool TryParse(string text, [NotNullWhen(true)] out PixelScale? scale)
    {
        scale = ((PixelScale[])[Raw, Unit, SignedUnit, ImageNet]).FirstOrDefault(s => s._text == text) ?? Numbers(text);
        return scale is not null;
    }

    /// <summary>The number for a channel (red is 0) of a pixel, in float32 as preprocessing computes it.</summary>
    /// <param name="value">The number in the image.</param>
    /// <param name="most">The largest that there can be: 255, or 65,535 in images with 16 bits.</param>
    /// <param name="channel">The channel.</param>
    internal float Of(double value, int most, int channel) =>
        this == Raw ? (float)value : (float)(((value / most) - _means[channel]) / _deviations[channel]);

    private static bool AreValid(IReadOnlyList<double> means, IReadOnlyList<double> deviations) =>
        means.Count == Channels && deviations.Count == Channels && means.All(double.IsFinite)
        && deviations.All(d => double.IsFinite(d) && d > 0);

    private static PixelScale Same(string name, double mean, double deviation) =>
        new(name, [mean, mean, mean], [deviation, deviation, deviation]);

    private static PixelScale? Numbers(string text)
    {
        double[] numbers = [.. text.Split(',').Select(Number)];
        return numbers.Length == 2 * Channels && AreValid(numbers[..Channels], numbers[Channels..])
            ? Custom(numbers[..Channels], numbers[Channels..])
            : null;

        static double Number(string text) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.NaN;
    }

    private static SettingsException Wrong(string text) => SettingCheck.Wrong("pixels", text, Choices);
}
