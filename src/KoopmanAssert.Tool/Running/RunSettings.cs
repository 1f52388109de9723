using KoopmanAssert.Core.Models;
using KoopmanAssert.Tool.Cache;

namespace KoopmanAssert.Tool.Running;

/// <summary>How the analyses of a command run.</summary>
/// <param name="Threads">The threads of all analyses together.</param>
/// <param name="Limits">The limits: the time is that of each analysis, the memory that of all together.</param>
/// <param name="Cache">The cache; null to use none.</param>
/// <param name="Memory">The bytes that samples and activations of all analyses together may take; null for the default of each.</param>
internal sealed record RunSettings(int Threads, WorkerLimits Limits, CacheFiles? Cache, long? Memory)
{
    /// <summary>The execution provider to use instead of the baseline's; null to use the baseline's.</summary>
    public ExecutionProvider? Provider { get; init; }

    /// <summary>What the command line says to take the labels from, instead of what the baseline says; null for nothing.</summary>
    public string? Labels { get; init; }

    /// <summary>Asks worker processes.</summary>
    public WorkerRunner Workers => new(Limits, Cache?.Folder);

    /// <summary>Runs the analyses: what is not known yet is analysed by a worker process.</summary>
    public IAnalysisRunner Runner => new CachedRunner(Workers, Cache, isOnly: false);

    /// <summary>Runs the only analysis of a command.</summary>
    public IAnalysisRunner OnlyRunner => new CachedRunner(Workers, Cache, isOnly: true);

    /// <summary>The settings of one of several analyses that run at the same time.</summary>
    public RunSettings Share(int several) => this with
    {
        Threads = Math.Max(1, Threads / several),
        Limits = Limits with { Memory = Limits.Memory / several },
        Memory = Memory is { } bytes ? Math.Max(MemoryBound.Least, bytes / several) : null,
    };

    /// <summary>The options of an analysis that uses all threads.</summary>
    public AnalysisOptions For(bool measureNoise, IProgress<AnalysisProgress>? progress) => new()
    {
        Threads = Threads,
        MeasureNoise = measureNoise,
        Memory = Memory,
        Progress = progress,
        Provider = Provider,
        Labels = Labels,
    };

    /// <summary>The options of an analysis on the samples and labels of a baseline that uses all threads.</summary>
    public AnalysisOptions For(CreditBaseline baseline, bool measureNoise, IProgress<AnalysisProgress>? progress) =>
        baseline.WithLabels(For(measureNoise, progress));
}
