using System.Globalization;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Models;

namespace KoopmanAssert;

/// <summary>
/// An input of a model that takes one stated constant for all samples, such as the state of a recurrent network, an empty cache or a
/// sampling rate. Immutable; instances are equal if they state the same constant for an input of the same name.
/// </summary>
public sealed record FixedInput
{
    /// <summary>What <see cref="Parse"/> takes, in words.</summary>
    internal const string Choices =
        "NAME=zeros, NAME=NUMBER, or NAME=FILE with a .npy or .pb file of at most 1 MiB that holds the values of the input";

    private const string ZerosText = "zeros";

    private FixedInput(string name, string value, FixedValue? values = null) => (Name, Value, Values) = (name, value, values);

    /// <summary>The name of the input.</summary>
    public string Name { get; }

    /// <summary>The constant as baselines hold it: <c>zeros</c>, a number, or the packed values of an array.</summary>
    internal string Value { get; }

    /// <summary>The values, if they were read from a file; null where all values are the same.</summary>
    internal FixedValue? Values { get; }

    /// <summary>The one number that all values are; null where they differ.</summary>
    internal double? Number => Value == ZerosText ? 0 : Values is null ? double.Parse(Value, CultureInfo.InvariantCulture) : null;

    /// <summary>An input that is all zeros. Axes without a stated length have the length that the samples have at an axis of the same name,
    /// else 0, as an empty cache has.</summary>
    public static FixedInput Zeros(string name) => new(Named(name), ZerosText);

    /// <summary>An input whose values are all the same number.</summary>
    public static FixedInput Constant(string name, double value) => double.IsFinite(value)
        ? new FixedInput(Named(name), value.ToString("R", CultureInfo.InvariantCulture))
        : throw Wrong($"{name}={value}");

    /// <summary>An input with the values of a file. They are read now, and a baseline keeps them itself.</summary>
    /// <param name="name">The name of the input.</param>
    /// <param name="path">A <c>.npy</c> or <c>.pb</c> file of at most 1 MiB with one array of the shape that the input takes; its batch
    /// axis, if it has one, is 1 or left out.</param>
    /// <exception cref="SamplesException">The file cannot be read (KOOP2006, KOOP2007).</exception>
    /// <exception cref="SettingsException">KOOP4001: it is too large, or in another format.</exception>
    public static FixedInput FromFile(string name, string path)
    {
        var values = FixedValue.Load(path);
        return new FixedInput(Named(name), values.Packed, values);
    }

    /// <summary>Reads <c>NAME=zeros</c>, <c>NAME=NUMBER</c> or <c>NAME=FILE</c>.</summary>
    /// <exception cref="SettingsException">KOOP4001: the text is none of these.</exception>
    /// <exception cref="SamplesException">The file cannot be read (KOOP2006, KOOP2007).</exception>
    public static FixedInput Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Stated(text) ?? (text.IndexOf('=', StringComparison.Ordinal) is > 0 and var at && at < text.Length - 1
            ? FromFile(text[..at], text[(at + 1)..])
            : throw Wrong(text));
    }

    /// <summary>Reads what a baseline holds, which names no file.</summary>
    /// <exception cref="SettingsException">KOOP4001: the text states no constant.</exception>
    internal static FixedInput Read(string text) => Stated(text) ?? throw Wrong(text);

    /// <summary>The text that a baseline holds.</summary>
    internal string Stored => $"{Name}={Value}";

    /// <summary>The text in messages: as <see cref="Parse"/> takes it, or with a hash of the values of a file.</summary>
    public override string ToString() => Values is null ? Stored : $"{Name}={Values}";

    /// <inheritdoc/>
    public bool Equals(FixedInput? other) => other is not null && other.Stored == Stored;

    /// <inheritdoc/>
    public override int GetHashCode() => Stored.GetHashCode(StringComparison.Ordinal);

    private static FixedInput? Stated(string text)
    {
        if (text.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var at))
        {
            return null;
        }

        (string name, string value) = (text[..at], text[(at + 1)..]);
        return value == ZerosText ? Zeros(name)
            : double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
                ? Constant(name, number)
            : FixedValue.Unpack(value) is { } values ? new FixedInput(name, values.Packed, values)
            : null;
    }

    private static string Named(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return name.Contains('=', StringComparison.Ordinal) ? throw Wrong(name) : name;
    }

    private static SettingsException Wrong(string text) => SettingCheck.Wrong("fixed", text, Choices);
}
