using System.Text;
using System.Text.Json;

namespace KoopmanAssert.Core.Models;

/// <summary>The text that Python prints of lists, tuples and dictionaries of texts and numbers, rewritten as JSON.</summary>
internal static class PythonLiteral
{
    /// <summary>JSON with the same content; no JSON if the text is not such a literal.</summary>
    public static string ToJson(string text)
    {
        var json = new StringBuilder();
        for (int at = 0; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '\'' or '"':
                    json.Append('"').Append(JsonEncodedText.Encode(Quoted(text, ref at))).Append('"');
                    break;
                case '(':
                    json.Append('[');
                    break;
                case ')':
                    json.Append(']');
                    break;
                case ',' when IsLast(text, at): // (1,)
                    break;
                default:
                    json.Append(text[at]);
                    break;
            }
        }

        return NumbersAsNames(json.ToString());
    }

    // Leaves the position at the closing quote, or at the end of a text without one.
    private static string Quoted(string text, ref int at)
    {
        char quote = text[at++];
        var content = new StringBuilder();
        for (; at < text.Length && text[at] != quote; at++)
        {
            bool isEscaped = text[at] == '\\' && at + 1 < text.Length;
            content.Append(text[isEscaped ? ++at : at]);
        }

        return content.ToString();
    }

    private static bool IsLast(string text, int at) => text.AsSpan(at + 1).TrimStart() is [')' or ']' or '}', ..];

    // JSON's names are texts: {0: "cat"} becomes {"0": "cat"}.
    private static string NumbersAsNames(string json) =>
        System.Text.RegularExpressions.Regex.Replace(json, @"(?<=[{,]\s*)(\d+)(?=\s*:)", "\"$1\"");
}
