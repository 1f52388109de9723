using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Core.Credits;

/// <summary>The values of a setting: which there are, and how they are read and written.</summary>
internal abstract class SettingKind<T>(string helpName, string schema, string range = "")
{
    /// <summary>What stands for a value in the help of the command line.</summary>
    public string HelpName { get; } = helpName;

    /// <summary>The JSON schema of a value: the members of its object.</summary>
    public string Schema { get; } = schema;

    /// <summary>The range of a number, in words.</summary>
    public string Range { get; } = range;

    /// <summary>Whether the values are lists.</summary>
    public virtual bool IsList => false;

    /// <summary>The value, if it lies within the range.</summary>
    /// <exception cref="SettingsException">KOOP4001 if it does not.</exception>
    public virtual T Check(string setting, T value) => value;

    /// <summary>The value as text, to compare and to show.</summary>
    public virtual string Text(T value) => $"{value}";

    /// <summary>The value that a command line gives, whose range is still to be checked.</summary>
    /// <exception cref="SettingsException">KOOP4001 if the texts are not a value.</exception>
    public abstract T Parse(string setting, IReadOnlyList<string> texts);

    /// <summary>The value that a baseline holds.</summary>
    /// <exception cref="BaselineException">KOOP1002 if the member is missing or of another type.</exception>
    /// <exception cref="SettingsException">KOOP4001 if it is not a value.</exception>
    public abstract T Read(JsonFields fields, string name);

    /// <summary>Writes the member of a baseline.</summary>
    public abstract void Write(Utf8JsonWriter json, string name, T value);
}

/// <summary>A whole number within a range.</summary>
internal sealed class WholeNumber(int least, int most)
    : SettingKind<int>("N", $"\"type\": \"integer\", \"minimum\": {least}, \"maximum\": {most}", $"{least} to {most}")
{
    public override int Check(string setting, int value) => SettingCheck.Within(setting, value, least, most);

    public override int Parse(string setting, IReadOnlyList<string> texts) =>
        int.TryParse(texts[0], CultureInfo.InvariantCulture, out int number) ? number
            : throw SettingCheck.Wrong(setting, texts[0], $"a whole number from {Range}");

    public override int Read(JsonFields fields, string name) => fields.Int(name);

    public override void Write(Utf8JsonWriter json, string name, int value) => json.WriteNumber(name, value);
}

/// <summary>A whole number from 1, or none.</summary>
internal sealed class OptionalNumber(int most)
    : SettingKind<int?>("N", $"\"type\": [\"integer\", \"null\"], \"minimum\": 1, \"maximum\": {most}", $"1 to {most}")
{
    private readonly WholeNumber _number = new(1, most);

    public override int? Check(string setting, int? value) => value is { } number ? _number.Check(setting, number) : null;

    public override string Text(int? value) => value is { } number ? _number.Text(number) : "none";

    public override int? Parse(string setting, IReadOnlyList<string> texts) => _number.Parse(setting, texts);

    public override int? Read(JsonFields fields, string name) => fields.Required(name).Value is null ? null : fields.Int(name);

    public override void Write(Utf8JsonWriter json, string name, int? value) => json.WriteNumberOrNull(name, value);
}

/// <summary>A number strictly between 0 and 1.</summary>
internal sealed class Fraction()
    : SettingKind<double>(
        "X", "\"type\": \"number\", \"exclusiveMinimum\": 0, \"exclusiveMaximum\": 1", "above 0 and below 1")
{
    public override double Check(string setting, double value) =>
        value is > 0 and < 1 ? value : throw SettingCheck.Wrong(setting, Text(value), $"a number {Range}");

    public override string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    // Not with separators of thousands, which would read 0,5 as 5.
    public override double Parse(string setting, IReadOnlyList<string> texts) =>
        double.TryParse(texts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number
            : throw SettingCheck.Wrong(setting, texts[0], $"a number {Range}");

    public override double Read(JsonFields fields, string name) => fields.Number(name);

    public override void Write(Utf8JsonWriter json, string name, double value) => json.WriteNumber(name, value);
}

/// <summary>True or false.</summary>
internal sealed class Switch() : SettingKind<bool>("true|false", "\"type\": \"boolean\"")
{
    public override string Text(bool value) => value ? "true" : "false";

    public override bool Parse(string setting, IReadOnlyList<string> texts) =>
        bool.TryParse(texts[0], out bool value) ? value : throw SettingCheck.Wrong(setting, texts[0], "true or false");

    public override bool Read(JsonFields fields, string name) => fields.Bool(name);

    public override void Write(Utf8JsonWriter json, string name, bool value) => json.WriteBoolean(name, value);
}

/// <summary>One of several values with names.</summary>
internal sealed class Choice<T>(IReadOnlyList<T> values, Func<T, string> nameOf)
    : SettingKind<T>(
        string.Join('|', values.Select(nameOf)),
        $"\"enum\": [{string.Join(", ", values.Select(value => $"\"{nameOf(value)}\""))}]")
{
    public override string Text(T value) => nameOf(value);

    public override T Parse(string setting, IReadOnlyList<string> texts)
    {
        string[] names = [.. values.Select(nameOf)];
        int place = Array.IndexOf(names, texts[0]);
        return place >= 0 ? values[place]
            : throw SettingCheck.Wrong(setting, texts[0], $"{string.Join(", ", names[..^1])} or {names[^1]}");
    }

    public override T Read(JsonFields fields, string name) => Parse(name, [fields.String(name)]);

    public override void Write(Utf8JsonWriter json, string name, T value) => json.WriteString(name, nameOf(value));
}

/// <summary>A choice among the values of an enumeration.</summary>
internal static class Choice
{
    /// <summary>The choice, by the names of the values in lower case.</summary>
    public static Choice<T> Among<T>()
        where T : struct, Enum =>
        new(Enum.GetValues<T>(), ChoiceText.Name);
}

/// <summary>A type with a text of its own.</summary>
/// <param name="tryParse">Reads the text.</param>
/// <param name="helpName">What stands for a value in the help of the command line.</param>
/// <param name="choices">What the text can be, in words.</param>
/// <param name="pattern">A regular expression that matches every text, for the schema; null if any text but the empty one will do.</param>
internal sealed class Words<T>(Words<T>.TryParse tryParse, string helpName, string choices, string? pattern = null)
    : SettingKind<T>(helpName, $"\"type\": \"string\", {(pattern is null ? "\"minLength\": 1" : $"\"pattern\": \"{pattern}\"")}")
    where T : notnull
{
    /// <summary>Reads a value, if the text is one.</summary>
    public delegate bool TryParse(string text, [NotNullWhen(true)] out T? value);

    public override T Parse(string setting, IReadOnlyList<string> texts) =>
        tryParse(texts[0], out T? value) ? value : throw SettingCheck.Wrong(setting, texts[0], choices);

    public override T Read(JsonFields fields, string name) => Parse(name, [fields.String(name)]);

    public override void Write(Utf8JsonWriter json, string name, T value) => json.WriteString(name, $"{value}");
}

/// <summary>A list of names.</summary>
/// <param name="helpName">What stands for one of them in the help of the command line.</param>
/// <param name="empty">The words that stand for the empty list, if there are any; a baseline holds the first.</param>
internal sealed class Names(string helpName, params string[] empty)
    : SettingKind<IReadOnlyList<string>>(
        string.Join('|', [.. empty, helpName]), "\"$ref\": \"#/$defs/names\"")
{
    public override bool IsList => true;

    // Quoted, so that one name with a space is not two.
    public override string Text(IReadOnlyList<string> value) =>
        string.Join(' ', value.Select(name => $"\"{name.Replace("\"", "\\\"")}\""));

    public override IReadOnlyList<string> Parse(string setting, IReadOnlyList<string> texts) =>
        texts is [var only] && empty.Contains(only) ? [] : texts;

    public override IReadOnlyList<string> Read(JsonFields fields, string name) => Parse(name, fields.Strings(name));

    public override void Write(Utf8JsonWriter json, string name, IReadOnlyList<string> value) =>
        json.WriteStrings(name, value.Count == 0 && empty.Length > 0 ? [empty[0]] : value);
}

/// <summary>A list of inputs with the constants that they take.</summary>
internal sealed class FixedConstants()
    : SettingKind<IReadOnlyList<FixedInput>>("NAME=zeros|NAME=NUMBER|NAME=FILE", "\"$ref\": \"#/$defs/names\"")
{
    public override bool IsList => true;

    public override string Text(IReadOnlyList<FixedInput> value) => string.Join(", ", value);

    public override IReadOnlyList<FixedInput> Parse(string setting, IReadOnlyList<string> texts) =>
        SettingCheck.AsOption(setting, () => (IReadOnlyList<FixedInput>)[.. texts.Select(FixedInput.Parse)]);

    // Of a file that was checked in nothing but constants is read: it names no other files.
    public override IReadOnlyList<FixedInput> Read(JsonFields fields, string name) => [.. fields.Strings(name).Select(FixedInput.Read)];

    public override void Write(Utf8JsonWriter json, string name, IReadOnlyList<FixedInput> value) =>
        json.WriteStrings(name, [.. value.Select(constant => constant.Stored)]);
}

/// <summary>A list of labels, given with commas or as a file with one per line.</summary>
internal sealed class Labels() : SettingKind<IReadOnlyList<string>>("NAMES|FILE", "\"$ref\": \"#/$defs/names\"")
{
    private const long LargestFile = 1L << 20; // more than 65,536 classes need

    public override string Text(IReadOnlyList<string> value) => string.Join(", ", value);

    public override IReadOnlyList<string> Parse(string setting, IReadOnlyList<string> texts)
    {
        // One name alone is a file, and a mistake where there is none: a classifier has two classes or more.
        string[] labels = texts[0].Contains(',', StringComparison.Ordinal) && !File.Exists(texts[0])
            ? texts[0].Split(',')
            : Lines(setting, texts[0]);
        return [.. labels.Select(label => label.Trim())];
    }

    public override IReadOnlyList<string> Read(JsonFields fields, string name) => fields.Strings(name);

    public override void Write(Utf8JsonWriter json, string name, IReadOnlyList<string> value) => json.WriteStrings(name, value);

    private static string[] Lines(string setting, string file)
    {
        try
        {
            if (RegularFile.Length(file) is > 0 and <= LargestFile)
            {
                return File.ReadAllText(file).TrimEnd().Split('\n');
            }
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
        }

        throw SettingCheck.Wrong(setting, file, "names with commas, or a file of at most 1 MiB with one name per line");
    }
}
