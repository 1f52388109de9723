using System.Text.Json;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Core.Baselines;

/// <summary>The fingerprint of a block as members of the object that holds its figures.</summary>
internal static class FingerprintJson
{
    private const string Parameters = "parameters";
    private const string Fingerprints = "fingerprints";

    /// <summary>Writes the members.</summary>
    public static void WriteFingerprint(this Utf8JsonWriter json, BlockFingerprint block)
    {
        json.WriteString(Parameters, block.Hash);
        json.WriteStartArray(Fingerprints);
        foreach (WeightFingerprint weight in block.Weights)
        {
            json.WriteStartObject();
            json.WriteString("hash", weight.Hash);
            json.WriteString("sketch", weight.Sketch);
            json.WriteNumber("zeros", weight.Zeros);
            json.WriteNumber("distinct", weight.Distinct);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Reads the members.</summary>
    /// <param name="fields">The object that holds them.</param>
    /// <param name="weights">The number of the block's weight tensors.</param>
    public static BlockFingerprint Read(JsonFields fields, int weights)
    {
        string hash = fields.String(Parameters);
        IReadOnlyList<LocatedJson> items = fields.Required(Fingerprints).Items();
        return (hash.Length == 0 && weights == 0) || IsHash(hash)
            ? items.Count == weights
                ? new BlockFingerprint(hash, [.. items.Select(Weight)])
                : throw fields.Required(Fingerprints).Wrong($"one per weight tensor, {weights} in all")
            : throw fields.Required(Parameters).Wrong("32 lower-case hexadecimal digits");
    }

    private static WeightFingerprint Weight(LocatedJson json)
    {
        JsonFields fields = json.Fields();
        var weight = new WeightFingerprint(
            fields.String("hash"), fields.String("sketch"), fields.Number("zeros"), fields.Int("distinct", 1));
        fields.RefuseOthers();
        return !IsHash(weight.Hash) ? throw fields.Required("hash").Wrong("32 lower-case hexadecimal digits")
            : !WeightSketch.IsSketch(weight.Sketch) ? throw fields.Required("sketch").Wrong($"{WeightSketch.Length} bytes in base64")
            : weight.Zeros is < 0 or > 1 ? throw fields.Required("zeros").Wrong("a share from 0 to 1")
            : weight.Distinct > WeightFingerprint.MostDistinct
                ? throw fields.Required("distinct").Wrong($"at most {WeightFingerprint.MostDistinct}")
            : weight;
    }

    private static bool IsHash(string text) => text.Length == 2 * ParameterHash.Bytes && text.All(char.IsAsciiHexDigitLower);
}
