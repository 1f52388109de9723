using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Models;
using Microsoft.ML.OnnxRuntime;

namespace KoopmanAssert.Tool.Cache;

/// <summary>What an analysis depends on: the content of its files, its settings, and the code and the processor that compute it.</summary>
/// <param name="Text">A hash of all, in lower-case hexadecimal.</param>
/// <param name="Model">The hash of the model.</param>
/// <param name="ExternalData">The files beside the model that hold weights.</param>
/// <param name="Samples">The hash of the samples.</param>
internal sealed record AnalysisKey(string Text, string Model, IReadOnlyList<string> ExternalData, string Samples)
{
    /// <summary>The code and the processor that compute.</summary>
    public static string Computing { get; } = string.Join(' ',
        typeof(CreditAnalysis).Module.ModuleVersionId,
        typeof(AnalysisKey).Module.ModuleVersionId,
        typeof(InferenceSession).Assembly.GetName().Version,
        NativeRuntime.Folder, // of a restored package: its path has the version
        RuntimeInformation.RuntimeIdentifier,
        ProcessorLevel.Current);

    /// <summary>The key of an analysis; null if the samples cannot be read, for which the analysis reports the reason.</summary>
    /// <exception cref="ModelException">KOOP2001, KOOP2002, KOOP2004: the model cannot be read.</exception>
    public static AnalysisKey? Compute(string model, string samples, AnalysisSettings settings, AnalysisOptions options)
    {
        Task<string?> hashing = Task.Run(() => FileHash.Of(samples));
        (string modelHash, IReadOnlyList<string> externalData) = Identify(model);
        if (hashing.GetAwaiter().GetResult() is not { } samplesHash)
        {
            return null;
        }

        if (options.Labels is { } labels && File.Exists(labels) && FileHash.Of(labels) is null)
        {
            return null;
        }

        string all = string.Join(
            '\n',
            modelHash,
            samplesHash,
            Path.GetExtension(samples).ToLowerInvariant(),
            SettingsText.Line(settings),
            settings.RecordedSteps?.Text,
            settings.AcceptedOutputs,
            settings.AcceptedBlocks,
            options.MeasureNoise,
            options.Details,
            LabelsOf(options),
            Computing);
        return new AnalysisKey(Hash(all), modelHash, externalData, samplesHash);
    }

    // Most models need no parse. What cannot be read either way fails here.
    private static (string Hash, IReadOnlyList<string> ExternalData) Identify(string path)
    {
        if (FileHash.OfSingleModel(path) is { } hash)
        {
            return (hash, []);
        }

        (hash, IReadOnlyList<string> externalData, long bytes) = Parse(path);
        MemoryBound.Free(bytes); // this process waits for the worker from here on
        return (hash, externalData);
    }

    // In a method of its own, so that nothing refers to the model when it returns.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (string Hash, IReadOnlyList<string> ExternalData, long Bytes) Parse(string path)
    {
        var model = OnnxModel.Load(path);
        return (model.Sha256, model.ExternalData, model.Bytes);
    }

    /// <summary>The hash of a text, in lower-case hexadecimal.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    // The name too, since it may be that of a column.
    private static string LabelsOf(AnalysisOptions options) => options.Labels is not { } labels ? ""
        : $"{labels}\n{(File.Exists(labels) ? FileHash.Of(labels) : "")}";
}
