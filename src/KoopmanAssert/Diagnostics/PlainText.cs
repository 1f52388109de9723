using System.Globalization;
using System.Text;

namespace KoopmanAssert.Core.Diagnostics;

/// <summary>Words and numbers for people.</summary>
internal static class PlainText
{
    /// <summary>
    /// Text that may come from a model or a file, so that it can neither steer a terminal nor give a build server orders.
    /// </summary>
    public static string Safe(string text)
    {
        var safe = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            bool order = (c is ':' or '#') && i + 1 < text.Length && text[i + 1] == c;
            bool unseen = char.IsControl(c) || char.GetUnicodeCategory(
                c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            safe.Append(order || unseen ? $"\\u{(int)c:x4}" : c);
        }

        return safe.ToString();
    }

    /// <summary>A number with a fixed count of decimals and a minus sign of its width.</summary>
    public static string Number(double? value, int decimals = 2) => value is not { } number ? "–"
        : (Math.Round(number, decimals) == 0 ? 0 : number).ToString($"F{decimals}", CultureInfo.InvariantCulture).Replace('-', '−');

    /// <summary>A number with its sign, unless it is zero as shown.</summary>
    public static string Signed(double? value, int decimals = 2)
    {
        string text = Number(value, decimals);
        return value > 0 && text.AsSpan().ContainsAnyInRange('1', '9') ? "+" + text : text;
    }

    /// <summary>A small figure in three digits.</summary>
    public static string Small(double? value)
        => value is not { } number ? "–" : number.ToString("0.##e+0", CultureInfo.InvariantCulture).Replace('-', '−');

    /// <summary>A number in three digits, with an exponent only where it is very small or large.</summary>
    public static string Digits(double? value) => value is not { } number ? "–"
        : number != 0 && Math.Abs(number) is < 1e-3 or >= 1e5 ? Small(number)
        : Number(number, Math.Abs(number) switch { 0 or >= 100 => 0, >= 10 => 1, >= 1 => 2, >= 0.1 => 3, >= 0.01 => 4, _ => 5 });

    /// <summary>A path as a shell takes it.</summary>
    public static string Quoted(string path) => path.IndexOfAny([' ', '\'', '(', ')', '&', ';', '$']) >= 0 ? $"\"{path}\"" : path;
}
