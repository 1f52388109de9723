using System.Text.Json;

namespace KoopmanAssert.Core.Files;

/// <summary>Writes the members that baselines and reports have in common.</summary>
internal static class JsonMembers
{
    /// <summary>
    /// Writes the path of a file (not of what was in memory) and its hash, and for samples the hash of their values and the number of rows
    /// that are used.
    /// </summary>
    public static void WriteIdentity(this Utf8JsonWriter json, FileIdentity file, int? count = null)
    {
        if (!file.InMemory)
        {
            json.WriteString("path", file.Path);
        }

        if (file.Column is { } column)
        {
            json.WriteString("column", column);
        }

        json.WriteString("sha256", file.Sha256);
        if (file.Values is { } values)
        {
            json.WriteString("values", values);
        }

        if (count is { } samples)
        {
            json.WriteNumber("count", samples);
        }
    }

    /// <summary>Writes a list of texts.</summary>
    public static void WriteStrings(this Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes a number; null if there is none or it is not finite.</summary>
    public static void WriteNumberOrNull(this Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
