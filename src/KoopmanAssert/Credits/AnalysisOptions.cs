using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Models;

namespace KoopmanAssert;

/// <summary>How an analysis runs, and what it returns besides credits. No option changes a credit by more than rounding.</summary>
public sealed record AnalysisOptions
{
    private const int MostThreads = 1024;

    /// <summary>The number of threads, from 1 to 1024; the default is the number of processors.</summary>
    public int Threads { get; init => field = SettingCheck.Within("threads", value, 1, MostThreads); }
        = Math.Min(Environment.ProcessorCount, MostThreads);

    /// <summary>
    /// The memory for the activations of the network in bytes, at least 1 MiB. The default (null) is a quarter of the memory that the
    /// process may use, but at most 1 GiB.
    /// </summary>
    /// <remarks>
    /// Beyond this limit the network runs in segments, and a temporary file holds what still does not fit, which is slower. A block that is
    /// analysed as matrices must fit, or the analysis fails with KOOP4003. A limit other than null applies to the samples too.
    /// </remarks>
    public long? Memory
    {
        get;
        init => field = value is { } bytes && bytes < MemoryBound.Least
            ? throw SettingCheck.Wrong("memory", $"{bytes}", "1 MiB or more")
            : value;
    }

    /// <summary>
    /// Whether to measure the <see cref="BlockCredit.NoiseFloor"/> of each block, which takes about eight times as long.
    /// <see cref="CreditBaseline.Create"/> needs it.
    /// </summary>
    public bool MeasureNoise { get; init; }

    /// <summary>What to compute besides credits and figures.</summary>
    public CreditDetails Details { get; init; }

    /// <summary>The execution provider to use instead of the one in the settings; null to use theirs.</summary>
    public ExecutionProvider? Provider { get; init; }

    /// <summary>
    /// The labels of the samples: a file with one row per sample, or the name of a column of a <c>.csv</c> table of samples, which is then
    /// no input of the model. Null for none.
    /// </summary>
    /// <remarks>
    /// For a classifier, the number of each sample's class, from 0; for other networks, the outputs that they should give, of the same
    /// shape. They add figures of the whole network: cross-entropy, accuracy and the worst class's recall, or the root mean square error.
    /// </remarks>
    public string? Labels { get; init; }

    /// <summary>Receives the progress of the analysis, on any thread; null for none.</summary>
    public IProgress<AnalysisProgress>? Progress { get; init; }

    /// <summary>The memory limit in use.</summary>
    internal long MemoryInUse => Memory ?? MemoryBound.Default;

    /// <summary>The settings with the provider of these options in the place of theirs.</summary>
    internal AnalysisSettings Apply(AnalysisSettings settings) => Provider is { } provider
        ? settings with { Provider = provider }
        : settings;
}

/// <summary>What an analysis returns besides credits and figures.</summary>
[Flags]
public enum CreditDetails
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>How strongly each block affects the whole network (paper, Theorem 5): <see cref="BlockCredit.LogSensitivity"/>.</summary>
    Sensitivity = 1,

    /// <summary>The credit of each kernel of each block: <see cref="BlockCredit.Kernels"/>.</summary>
    Kernels = 2,

    /// <summary>The weight of each input feature in each output: <see cref="CreditReport.FeatureWeights"/>.</summary>
    FeatureWeights = 4,
}

/// <summary>The progress that a running analysis reports.</summary>
/// <param name="Stage">The current stage in words, such as <c>computing credits</c>.</param>
/// <param name="Done">How many units of work of this stage are done.</param>
/// <param name="Total">How many units of work this stage has.</param>
public readonly record struct AnalysisProgress(string Stage, int Done, int Total)
{
    /// <summary>A message that should stay visible, such as why the analysis is slower than usual; null in most reports.</summary>
    public string? Note { get; init; }
}
