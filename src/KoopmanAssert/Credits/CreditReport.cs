using KoopmanAssert.Core.Credits;

namespace KoopmanAssert;

/// <summary>The credits of a network's blocks: what an analysis of a model on samples gives.</summary>
public sealed class CreditReport
{
    internal CreditReport(
        FileIdentity model,
        FileIdentity samples,
        int sampleCount,
        AnalysisSettings settings,
        NetworkCredits credits,
        IReadOnlyList<string> sampleFaults)
    {
        Model = model;
        Samples = samples;
        SampleCount = sampleCount;
        Settings = settings;
        Blocks = credits.Blocks;
        Network = credits.Network;
        FeatureWeights = credits.FeatureWeights;
        SampleFaults = sampleFaults;
        Notes = [.. credits.Notes, .. sampleFaults];
    }

    /// <summary>The model that was analysed.</summary>
    public FileIdentity Model { get; }

    /// <summary>The file that the samples come from.</summary>
    public FileIdentity Samples { get; }

    /// <summary>The number of samples used.</summary>
    public int SampleCount { get; }

    /// <summary>The settings of the analysis.</summary>
    public AnalysisSettings Settings { get; }

    /// <summary>The blocks in the order of the network.</summary>
    public IReadOnlyList<BlockCredit> Blocks { get; }

    /// <summary>The figures of the whole network; null where its snapshots are not finite.</summary>
    public NetworkCredit? Network { get; }

    /// <summary>The weight of each input feature in each output; null where it was not asked for or there is none.</summary>
    public FeatureWeights? FeatureWeights { get; }

    /// <summary>The full paths of the files beside the model that hold weights of it.</summary>
    internal IReadOnlyList<string> ExternalData { get; init; } = [];

    /// <summary>What a reader should know about the partition and the samples.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Why no credit can be computed from the samples; none where it can.</summary>
    internal IReadOnlyList<string> SampleFaults { get; }

    /// <summary>The block of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists those that exist.</exception>
    public BlockCredit this[string name] => Blocks.FirstOrDefault(b => b.Name == name)
        ?? throw new KeyNotFoundException($"There is no block '{name}'. The blocks are: {string.Join(", ", Blocks.Select(b => b.Name))}.");

    /// <summary>What was analysed, as messages of test frameworks name it.</summary>
    public override string ToString() => $"credits of '{Model.Path}' on {SampleCount} samples of '{Samples.Path}'";
}
