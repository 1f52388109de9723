using KoopmanAssert.Core.Assertions;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Files;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Partition;
using Microsoft.ML.OnnxRuntime;

namespace KoopmanAssert;

/// <summary>What an analysis reports while it runs.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Done">How much of it is done.</param>
/// <param name="Total">How much there is.</param>
public readonly record struct AnalysisProgress(string Stage, int Done, int Total)
{
    /// <summary>
    /// Something to tell people that is worth keeping on the screen, such as what makes the analysis slower; mostly null.
    /// </summary>
    public string? Note { get; init; }
}

/// <summary>What an analysis gives beside credits and profiles.</summary>
[Flags]
public enum CreditDetails
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>How sensitive the whole operator is to each block (paper, Theorem 5): <see cref="BlockCredit.LogSensitivity"/>.</summary>
    Sensitivity = 1,

    /// <summary>The credit of each kernel of each block: <see cref="BlockCredit.Kernels"/>.</summary>
    Kernels = 2,

    /// <summary>The weight of each input feature in each output: <see cref="CreditReport.FeatureWeights"/>.</summary>
    FeatureWeights = 4,
}

/// <summary>How an analysis runs, and what it gives; nothing here changes the credits.</summary>
public sealed record AnalysisOptions
{
    /// <summary>The threads to use, at least 1; the number of processors when not set.</summary>
    public int Threads { get; init
        => field = SettingCheck.Within("threads", value, 1, 1024); } = Math.Min(Environment.ProcessorCount, 1024);

    /// <summary>
    /// The memory in bytes that the activations of the network may take, at least 1 MiB: a quarter of what the process may use, 1 GiB at
    /// most,
    /// when not set. Beyond it the network runs part by part, and a temporary file holds what still does not fit, which is slower; the
    /// matrices of a block that has to be made square must fit.
    /// Where it is set, the samples are bounded by it too.
    /// </summary>
    public long? Memory { get; init => field = value is { } bytes && bytes < MemoryBound.Least
        ? throw SettingCheck.Wrong("memory", $"{bytes}", "1 MiB or more")
        : value; }

    /// <summary>The bound in use.</summary>
    internal long MemoryInUse => Memory ?? MemoryBound.Default;

    /// <summary>
    /// Whether to measure each block's <see cref="BlockCredit.NoiseFloor"/>; takes some eight times as long. Baselines need it.
    /// </summary>
    public bool MeasureNoise { get; init; }

    /// <summary>What to compute beside credits and profiles.</summary>
    public CreditDetails Details { get; init; }

    /// <summary>The execution provider to run on, in the place of the settings'; null for theirs.</summary>
    public ExecutionProvider? Provider { get; init; }

    /// <summary>Told of each stage, on any thread.</summary>
    public IProgress<AnalysisProgress>? Progress { get; init; }

    /// <summary>Who carries the analysis out; null for this process.</summary>
    internal IAnalyst? Analyst { get; init; }

    /// <summary>Where what is read of cuts is kept for analyses to come; null for nowhere.</summary>
    internal ICutStore? Cuts { get; init; }
}

/// <summary>Computes the block credits of a trained network.</summary>
public static class CreditAnalysis
{
    private static readonly Lazy<Task> Preparation = new(() => Task.Run(GramEstimator.Prepare)); // once a process

    /// <summary>
    /// Analyses an ONNX model on samples. The same model, samples and settings are computed once a process, also by parallel callers.
    /// </summary>
    /// <param name="model">The path of the model; in a test project relative to the project's source folder.</param>
    /// <param name="samples">The path of the samples, likewise: <c>.npy</c>, <c>.npz</c>, <c>.pb</c> or <c>.csv</c>, one sample a row, or a
    /// folder of images.</param>
    /// <param name="settings">The method; <see cref="AnalysisSettings.Regression"/> when null.</param>
    /// <param name="options">How to run.</param>
    /// <param name="cancellation">Stops the analysis.</param>
    /// <returns>One credit a block, in the order of the network, in nats.</returns>
    /// <exception cref="ModelException">The model cannot be read, partitioned or run (KOOP2001 to KOOP2005, KOOP2011).</exception>
    /// <exception cref="SamplesException">The samples cannot be read or do not fit (KOOP2006 to KOOP2008).</exception>
    /// <exception cref="SettingsException">A setting names nothing in this model, or is too large for it (KOOP4001, KOOP4003).</exception>
    /// <exception cref="RuntimeException">ONNX Runtime cannot be loaded or fails (KOOP3001, KOOP3002).</exception>
    /// <exception cref="OperationCanceledException">The analysis was stopped.</exception>
    public static CreditReport Run(
        string model, string samples, AnalysisSettings? settings = null, AnalysisOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        ArgumentException.ThrowIfNullOrEmpty(samples);
        settings ??= AnalysisSettings.Regression;
        options ??= new AnalysisOptions();
        settings = options.Provider is { } provider ? settings with { Provider = provider } : settings;
        options.Progress?.Report(new AnalysisProgress("reading", 0, 1));
        string modelPath = ProjectFile.Locate(model, problem =>
            new ModelException(DiagnosticCodes.ModelMissing, model, problem, DiagnosticRule.Find(DiagnosticCodes.ModelMissing).WayOut));
        string samplesPath = ProjectFile.Locate(samples, problem =>
            new SamplesException(
                DiagnosticCodes.SamplesMissing,
                samples,
                problem,
                DiagnosticRule.Find(DiagnosticCodes.SamplesMissing).WayOut));
        if (options.Analyst is { } analyst)
        {
            return analyst.Analyse(modelPath, samplesPath, settings, options, cancellation);
        }

        // The native library and the samples load, and the numerics are compiled, while the model is parsed. Of several failures
        // the model's is told first.
        Task<OrtEnv> runtime = Task.Run(NativeRuntime.Load, cancellation);
        Task<Samples> loading = Task.Run(
            () => Samples.Load(samplesPath, settings.MaxSamples, options.Memory ?? Samples.DefaultMaxBytes),
            cancellation);
        _ = Preparation.Value;
        OnnxModel onnx;
        Samples loaded;
        try
        {
            onnx = OnnxModel.Load(modelPath);
            loaded = loading.GetAwaiter().GetResult();
        }
        finally
        {
            // Also on failure: a process that ends while the native library loads is killed by it.
            Task.WaitAny([runtime], CancellationToken.None);
        }

        _ = runtime.GetAwaiter().GetResult();
        NetworkCredits credits = SharedAnalyses<NetworkCredits>.Get(
            Key(onnx, loaded, settings, options), () => Analyse(onnx, loaded, settings, options, cancellation), cancellation);
        return new CreditReport(
            new FileIdentity(modelPath, onnx.Sha256), new FileIdentity(samplesPath, loaded.Sha256), loaded
                .Count, settings, credits, Faults(loaded))
        {
            ExternalData = onnx.ExternalData,
        };
    }

    /// <summary>Loads the native library and compiles the numerics in the background, before an analysis asks for them.</summary>
    internal static void Prepare()
    {
        _ = Task.Run(NativeRuntime.Load); // a failure is told by the analysis
        _ = Preparation.Value;
    }

    /// <summary>The same without blocking the caller.</summary>
    /// <inheritdoc cref="Run"/>
    public static Task<CreditReport> RunAsync(
        string model, string samples, AnalysisSettings? settings = null, AnalysisOptions? options = null, CancellationToken cancellation = default) =>
        Task.Run(() => Run(model, samples, settings, options, cancellation), cancellation);

    private static NetworkCredits Analyse(
        OnnxModel model, Samples samples, AnalysisSettings settings, AnalysisOptions options, CancellationToken cancellation)
    {
        var graph = new ModelGraph(model, settings.Inputs) { Provider = settings.Provider };
        var inputs = ModelInputs.Bind(graph, samples, settings.Pixels);
        using var weights = new WeightProfiles(graph, cancellation);
        if (options.Threads > 1)
        {
            weights.ReadAhead(); // the partition takes one thread
        }

        IReadOnlyList<Block> blocks = BlockPartition.Create(graph, inputs, settings.Partition, cancellation);
        var plan = AnalysisPlan.Create(graph, blocks, settings, options, inputs.Count);
        using var network = new NetworkAnalysis(graph, inputs, plan, weights, options.Cuts, cancellation);
        return network.Run() with { Notes = PartitionNotes.Collect(graph, blocks, settings.Partition) };
    }

    // All that the credits depend on; threads and memory are not among it.
    private static string Key(OnnxModel model, Samples samples, AnalysisSettings settings, AnalysisOptions options) =>
        string.Join('\n', [model.Sha256, samples.Sha256, $"{samples.Count}", $"{options.MeasureNoise}", $"{options.Details}", .. settings
            .Listed()
            .Select(s => s.Value)]);

    private static IReadOnlyList<string> Faults(Samples samples)
    {
        if (samples.HasNonFinite(out string where))
        {
            return [$"the samples hold a value that is not finite ({where})"];
        }

        return samples.Count > 1 && samples.IsConstant ? ["all samples are equal"] : [];
    }
}
