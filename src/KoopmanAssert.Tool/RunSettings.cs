using KoopmanAssert.Core.Models;

namespace KoopmanAssert.Tool;

/// <summary>How the analyses of a command run.</summary>
/// <param name="Threads">The threads of all analyses together.</param>
/// <param name="Limits">What all analyses together may take; the time is that of each.</param>
/// <param name="Cache">Where analyses are kept, or null.</param>
/// <param name="Memory">The bytes that samples and activations of all analyses together may take, or null for the default of each.</param>
internal sealed record RunSettings(int Threads, WorkerLimits Limits, AnalysisCache? Cache, long? Memory)
{
    /// <summary>The execution provider in the place of the baseline's, or null.</summary>
    public ExecutionProvider? Provider { get; init; }

    /// <summary>Who carries analyses out.</summary>
    public Analyst Analyst => new(Limits, Cache);

    /// <summary>The settings of one of several analyses that run at the same time.</summary>
    public RunSettings Share(int several) =>
        this with
        {
            Threads = Math.Max(1, Threads / several),
            Limits = Limits with { Memory = Limits.Memory / several },
            Memory = Memory is { } bytes ? Math.Max(MemoryBound.Least, bytes / several) : null,
        };

    /// <summary>The options of an analysis that has all threads.</summary>
    public AnalysisOptions For(bool measureNoise, IProgress<AnalysisProgress>? progress) =>
        new() {
            Threads = Threads,
            MeasureNoise = measureNoise,
            Memory = Memory,
            Progress = progress,
            Analyst = Analyst,
            Provider = Provider };
}
