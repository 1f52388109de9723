using System.Text;
using System.Text.Json;

namespace KoopmanAssert.Core.Models;

/// <summary>The names of a classifier's classes in the metadata of a model, where exporters and trainers leave them.</summary>
/// <remarks>
/// There is no standard: a JSON list or object, the text of a Python list or dictionary (Ultralytics), or names with commas, semicolons or
/// line ends between them. What does not name each class once is ignored, since metadata is for people.
/// </remarks>
internal static class ClassNames
{
    private const int LongestText = 1 << 20;

    // In the order of preference, in lower case without separators.
    private static readonly string[] Keys =
        ["classnames", "classes", "labels", "names", "categories", "idtolabel", "id2label", "classlabels", "labelnames"];

    /// <summary>The name of each class, from 0; empty if the metadata does not hold so many.</summary>
    public static IReadOnlyList<string> Find(OnnxModel model, int classes)
    {
        ILookup<string, string> metadata = model.Proto.MetadataProps.ToLookup(p => Key(p.Key), p => p.Value);
        return Keys.SelectMany(key => metadata[key]).Select(Read).FirstOrDefault(names => names.Count == classes) ?? [];
    }

    /// <summary>The names that a text lists; empty if it lists none.</summary>
    public static IReadOnlyList<string> Read(string text)
    {
        text = text.Trim();
        IReadOnlyList<string> names = text.Length is 0 or > LongestText ? []
            : text[0] is '[' or '{' or '(' ? Literal(text) ?? []
            : Separated(text);
        return names.All(name => name.Length > 0) ? names : [];
    }

    private static string[] Separated(string text)
    {
        char separator = text.Contains('\n') ? '\n' : text.Contains(';') ? ';' : ',';
        return [.. text.Split(separator).Select(name => name.Trim().Trim('"', '\''))];
    }

    // JSON, or Python's text of the same.
    private static IReadOnlyList<string>? Literal(string text)
    {
        try
        {
            using var parsed = JsonDocument.Parse(text);
            return Names(parsed.RootElement);
        }
        catch (JsonException)
        {
            return FromPython(text);
        }
    }

    private static IReadOnlyList<string>? FromPython(string text)
    {
        try
        {
            using var parsed = JsonDocument.Parse(PythonLiteral.ToJson(text));
            return Names(parsed.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IReadOnlyList<string>? Names(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => json.EnumerateArray().All(IsText) ? [.. json.EnumerateArray().Select(Text)] : null,
        JsonValueKind.Object => Numbered([.. json.EnumerateObject()]),
        _ => null,
    };

    // { "0": "cat", "1": "dog" }, or the other way round.
    private static IReadOnlyList<string>? Numbered(JsonProperty[] members)
    {
        bool byNumber = Array.TrueForAll(members, m => int.TryParse(m.Name, out _));
        string?[] names = new string?[members.Length];
        foreach (JsonProperty member in members)
        {
            (string number, string name) = byNumber ? (member.Name, IsText(member.Value) ? Text(member.Value) : "")
                : (member.Value.ToString(), member.Name);
            if (!int.TryParse(number, out int at) || at < 0 || at >= names.Length || names[at] is not null)
            {
                return null;
            }

            names[at] = name;
        }

        return [.. names.OfType<string>()];
    }

    private static bool IsText(JsonElement json) => json.ValueKind is JsonValueKind.String or JsonValueKind.Number;

    private static string Text(JsonElement json) => json.ToString().Trim();

    private static string Key(string key)
    {
        var letters = new StringBuilder();
        foreach (char letter in key)
        {
            letters.Append(char.IsLetterOrDigit(letter) ? char.ToLowerInvariant(letter).ToString() : "");
        }

        return letters.ToString();
    }
}
