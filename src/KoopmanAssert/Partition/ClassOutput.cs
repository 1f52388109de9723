using System.Diagnostics.CodeAnalysis;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert;

/// <summary>
/// Which output of a network holds a classifier's class scores or probabilities. Instances are equal if they have the same text.
/// </summary>
public sealed record ClassOutput
{
    /// <summary>What <see cref="Parse"/> takes, in words.</summary>
    internal const string Choices = "auto, none or the name of an output";

    private readonly string _text;

    private ClassOutput(string text) => _text = text;

    /// <summary>Finds the class scores at the end of the graph, if there are any; the default.</summary>
    public static ClassOutput Auto { get; } = new("auto");

    /// <summary>The network is not a classifier.</summary>
    public static ClassOutput None { get; } = new("none");

    /// <summary>The output of that name, with one value per class.</summary>
    /// <param name="output">The name of an output; <c>auto</c> and <c>none</c> mean <see cref="Auto"/> and <see cref="None"/>.</param>
    /// <exception cref="SettingsException">KOOP4001 if the name is empty.</exception>
    public static ClassOutput Named(string output)
    {
        ArgumentNullException.ThrowIfNull(output);
        return TryParse(output, out ClassOutput? classes) ? classes : throw SettingCheck.Wrong("classes", output, Choices);
    }

    /// <summary>Reads <c>auto</c>, <c>none</c> or the name of an output.</summary>
    /// <exception cref="SettingsException">KOOP4001 if the text is empty.</exception>
    public static ClassOutput Parse(string text) => Named(text);

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => _text;

    /// <summary>Reads a choice, if the text is one.</summary>
    internal static bool TryParse(string text, [NotNullWhen(true)] out ClassOutput? classes)
    {
        classes = text.Length > 0 ? new ClassOutput(text) : null;
        return classes is not null;
    }
}
