using System.Globalization;
using System.Text;

namespace KoopmanAssert.Core.Diagnostics;

/// <summary>Formats text and numbers for people: messages, tables and drawings.</summary>
internal static class PlainText
{
    /// <summary>The most characters of a name that a message, a table or a drawing shows.</summary>
    public const int LongestName = 200;

    /// <summary>The most characters of a path that a message shows: more than people's paths have (260 on Windows).</summary>
    public const int LongestPath = 300;

    /// <summary>The most characters of a message as a whole, whatever was passed.</summary>
    public const int LongestMessage = 2000;

    private const int LongestSaid = 400;

    // From here on, a figure has as many digits before the point as its three that matter, twice.
    private const double Large = 1e6;

    /// <summary>Shortens a text that is longer than <paramref name="most"/> in the middle: its two ends say the most.</summary>
    public static string Middle(string text, int most)
    {
        int half = (most - 1) / 2;
        return text.Length > most ? $"{text[..half]}…{text[^half..]}" : text;
    }

    /// <summary>What another program said, in quotes and on one line, to follow a sentence of our own.</summary>
    public static string Said(Exception cause)
    {
        string line = string.Join(' ', cause.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return $"\"{Middle(line.TrimEnd('.'), LongestSaid)}\"";
    }

    /// <summary>Cuts a name to <see cref="LongestName"/> characters and an ellipsis.</summary>
    public static string Shortened(string name) => name.Length > LongestName ? name[..LongestName] + "…" : name;

    /// <summary>
    /// Escapes text that may come from a model or a file, so that it can neither control a terminal nor issue commands to a build server.
    /// </summary>
    public static string Safe(string text)
    {
        var safe = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            bool isCommand = (c is ':' or '#') && i + 1 < text.Length && text[i + 1] == c;
            bool isInvisible = char.IsControl(c) || char.GetUnicodeCategory(c)
                is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            safe.Append(isCommand || isInvisible ? $"\\u{(int)c:x4}" : c);
        }

        return safe.ToString();
    }

    /// <summary>
    /// Formats a number with a fixed number of decimals and a typographic minus sign, or with an exponent if its decimals say nothing; a
    /// dash for null.
    /// </summary>
    public static string Number(double? value, int decimals = 2) => value is not { } number ? "–"
        : decimals > 0 && Math.Abs(number) >= Large ? Small(number)
        : (Math.Round(number, decimals) == 0 ? 0 : number).ToString($"F{decimals}", CultureInfo.InvariantCulture).Replace('-', '−');

    /// <summary>Formats a number with its sign, unless it is shown as zero.</summary>
    public static string Signed(double? value, int decimals = 2)
    {
        string text = Number(value, decimals);
        return value > 0 && text.AsSpan().ContainsAnyInRange('1', '9') ? "+" + text : text;
    }

    /// <summary>Formats a small number with three digits and an exponent.</summary>
    public static string Small(double? value)
        => value is not { } number ? "–" : number.ToString("0.##e+0", CultureInfo.InvariantCulture).Replace('-', '−');

    /// <summary>Formats a number with three digits, and with an exponent only if it is very small or large.</summary>
    public static string Digits(double? value) => value is not { } number ? "–"
        : number != 0 && Math.Abs(number) is < 1e-3 or >= 1e5 ? Small(number)
        : Number(number, Math.Abs(number) switch { 0 or >= 100 => 0, >= 10 => 1, >= 1 => 2, >= 0.1 => 3, >= 0.01 => 4, _ => 5 });

    /// <summary>Quotes a path for a shell where that is needed.</summary>
    public static string Quoted(string path) => path.IndexOfAny([' ', '\'', '(', ')', '&', ';', '$']) >= 0 ? $"\"{path}\"" : path;
}
