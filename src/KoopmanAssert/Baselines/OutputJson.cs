using System.Text.Json;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Core.Baselines;

/// <summary>What a baseline keeps of outputs, as members of the object of a network. All of them are optional.</summary>
internal static class OutputJson
{
    private const string OutputNames = "outputNames";
    private const string Values = "outputs";
    private const string Products = "outputProducts";
    private const string Change = "outputChange";
    private const string Geometry = "outputGeometry";

    /// <summary>Writes the names of the outputs, or nothing.</summary>
    public static void WriteOutputs(this Utf8JsonWriter json, IReadOnlyList<string> names)
    {
        if (names.Count > 0)
        {
            json.WriteStartArray(OutputNames);
            foreach (string name in names)
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
        }
    }

    /// <summary>Reads the names; none if there are none.</summary>
    public static IReadOnlyList<string> Names(JsonFields fields) => fields.Optional(OutputNames) is null ? [] : fields.Strings(OutputNames);

    /// <summary>Writes the sketch of an accepted model's outputs, or nothing.</summary>
    public static void WriteOutputs(this Utf8JsonWriter json, OutputSketch? sketch)
    {
        if (sketch is not null)
        {
            json.WriteString(Values, sketch.Values);
            if (sketch.Products is { } products)
            {
                json.WriteString(Products, products);
            }
        }
    }

    /// <summary>Writes how far a retrain's outputs lie from the accepted ones, or nothing.</summary>
    public static void WriteOutputs(this Utf8JsonWriter json, OutputDistance? distance)
    {
        if (distance is { } known)
        {
            json.WriteNumber(Change, known.Change);
            json.WriteNumber(Geometry, known.Geometry);
        }
    }

    /// <summary>Reads the sketch; null if there is none.</summary>
    public static OutputSketch? Sketch(JsonFields fields, int samples) => fields.Optional(Values) is null
        ? null
        : new OutputSketch(Packed(fields, Values, samples), fields.Optional(Products) is null ? null : Packed(fields, Products, samples));

    /// <summary>Reads the distance; null if there is none.</summary>
    public static OutputDistance? Distance(JsonFields fields) => fields.Optional(Change) is null
        ? null
        : new OutputDistance(NotNegative(fields, Change), NotNegative(fields, Geometry));

    private static string Packed(JsonFields fields, string member, int samples) =>
        fields.String(member) is var text && OutputSketch.IsPacked(text, samples)
            ? text
            : throw fields.Required(member).Wrong("1 to 16 numbers for each of the samples, packed");

    private static double NotNegative(JsonFields fields, string member) =>
        fields.Number(member) is >= 0 and var number ? number : throw fields.Required(member).Wrong("a distance of at least 0");
}
