using System.Text.Json;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Files;
using KoopmanAssert.Core.Koopman;

namespace KoopmanAssert.Core.Baselines;

/// <summary>
/// What a baseline keeps of a model beside its figures, as members of the objects that hold the figures. Files of version 1 have none of
/// these members.
/// </summary>
internal static class EvidenceJson
{
    /// <summary>The member that is there if and only if there is evidence.</summary>
    public const string Spectrum = "spectrum";

    /// <summary>Writes what is kept of a block, or nothing.</summary>
    public static void WriteEvidence(this Utf8JsonWriter json, BlockEvidence? evidence)
    {
        if (evidence is not null)
        {
            json.WriteString(Spectrum, PackedSpectrum.Pack(evidence.Spectrum.Falls));
            json.WriteFingerprint(evidence.Fingerprint);
        }
    }

    /// <summary>Reads what is kept of a block; null if nothing is.</summary>
    /// <param name="fields">The object that holds it.</param>
    /// <param name="half">How many singular values its leading credit counts.</param>
    /// <param name="figures">Its figures, of which the first is the leading credit.</param>
    /// <param name="weights">The number of its weight tensors.</param>
    public static BlockEvidence? Block(JsonFields fields, int half, IReadOnlyList<Figure> figures, int weights) =>
        fields.Optional(Spectrum) is null ? null
        : new BlockEvidence(
            new SpectrumSketch(half, figures[0].Value, Falls(fields), OperatorFigures.Tolerance),
            FingerprintJson.Read(fields, weights));

    /// <summary>Writes what is kept of a network, or nothing.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="evidence">What is kept.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="member">The member for the predictions; null to leave them out.</param>
    public static void WriteEvidence(this Utf8JsonWriter json, NetworkEvidence? evidence, int classes, string? member)
    {
        if (evidence is null)
        {
            return;
        }

        json.WriteString(Spectrum, PackedSpectrum.Pack(evidence.Spectrum.Falls));
        if (member is not null)
        {
            json.WriteString(member, PackedPredictions.Pack(evidence.Predictions, PackedPredictions.BitsFor(classes)));
        }
    }

    /// <summary>Reads what is kept of a network; null if nothing is.</summary>
    /// <param name="fields">The object that holds it.</param>
    /// <param name="counted">How many singular values its credit counts.</param>
    /// <param name="figures">Its figures, of which the first is the network credit.</param>
    /// <param name="predictions">What the model predicts.</param>
    public static NetworkEvidence? Network(
        JsonFields fields, int counted, IReadOnlyList<Figure> figures, IReadOnlyList<int> predictions) =>
        fields.Optional(Spectrum) is null ? null
        : new NetworkEvidence(new SpectrumSketch(counted, figures[0].Value, Falls(fields), NetworkProfile.Smallest), predictions);

    /// <summary>Reads packed predictions.</summary>
    /// <param name="fields">The object that holds them.</param>
    /// <param name="member">The member.</param>
    /// <param name="samples">The number of samples.</param>
    /// <param name="classes">The number of classes; 0 for a network that is not a classifier.</param>
    /// <param name="bits">The bits per sample.</param>
    public static IReadOnlyList<int> Predictions(JsonFields fields, string member, int samples, int classes, int bits) =>
        PackedPredictions.Unpack(fields.String(member), classes > 0 ? samples : 0, classes, bits)
            ?? throw fields.Required(member).Wrong($"a class below {classes} for each of the samples, packed");

    private static IReadOnlyList<ushort> Falls(JsonFields fields) => PackedSpectrum.Unpack(fields.String(Spectrum))
        ?? throw fields.Required(Spectrum).Wrong("the falls of a spectrum, packed");
}
