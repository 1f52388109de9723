using System.Globalization;
using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Core.Baselines;

/// <summary>The versions of the file. Every version is read for good, and the newest is written.</summary>
/// <remarks>
/// Version 2 adds what lets the figures of a model follow other pins, the score and reason of each accepted retrain, and the generation
/// before. A member that a version lacks is null where it is read.
/// </remarks>
internal static class BaselineFormat
{
    /// <summary>The version that is written.</summary>
    public const int Newest = 2;

    /// <summary>The name of its schema, which ships with the package.</summary>
    public const string Schema = "credits-2.schema.json";

    /// <summary>Reads the version.</summary>
    /// <exception cref="BaselineException">KOOP1003: it is newer than this version of KoopmanAssert.</exception>
    public static int Read(JsonFields fields, string path)
    {
        double number = fields.Number("formatVersion"); // may be larger than any integer
        return !(number > Newest && number == Math.Floor(number)) ? fields.Int("formatVersion", 1) : throw new BaselineException(
            DiagnosticCodes.BaselineNewer,
            path,
            string.Create(
                CultureInfo.InvariantCulture, $"has format version {number}; this version of KoopmanAssert reads up to {Newest}."),
            DiagnosticRule.Find(DiagnosticCodes.BaselineNewer).WayOut);
    }
}
