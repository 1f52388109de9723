using System.Security.Cryptography;
using System.Text;
using KoopmanAssert.Tool.Messages;

namespace KoopmanAssert.Study;

/// <summary>
/// Analyses, kept in a folder where one is given: as the tool's own messages, by the content of model, samples and the labels that the gate
/// is given, if any.
/// </summary>
internal sealed class AnalysisCache(string? folder, string? labels = null)
{
    private const string Label = "koopman-assert study";

    private readonly Dictionary<string, string> _hashes = new(StringComparer.Ordinal);

    /// <summary>The analysis of a model.</summary>
    public CreditReport Run(string model, string samples, AnalysisSettings settings, bool measureNoise = false)
    {
        if (folder is null)
        {
            return Compute(model, samples, settings, measureNoise);
        }

        string key = string.Join(
            '-',
            Hash(File.ReadAllBytes(model)),
            HashOf(samples),
            settings.MaxSamples,
            settings.Classes,
            measureNoise,
            labels is null ? "" : HashOf(labels));
        string file = Path.Combine(folder, $"{Hash(Encoding.UTF8.GetBytes(key))}.analysis");
        if (File.Exists(file) && SealedMessage.Read<AnalysisMessage>(Label, File.ReadAllBytes(file)) is { } kept)
        {
            return kept.ToReport(settings);
        }

        CreditReport report = Compute(model, samples, settings, measureNoise);
        Directory.CreateDirectory(folder);
        using FileStream stream = File.Create(file);
        SealedMessage.Write(Label, AnalysisMessage.Create(report), stream.Write);
        return report;
    }

    private CreditReport Compute(string model, string samples, AnalysisSettings settings, bool measureNoise) =>
        CreditAnalysis.Run(model, samples, settings, new AnalysisOptions { MeasureNoise = measureNoise, Labels = labels });

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private string HashOf(string path) =>
        _hashes.TryGetValue(path, out string? hash) ? hash : _hashes[path] = Hash(File.ReadAllBytes(path));
}
