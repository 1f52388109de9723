using KoopmanAssert.Core.Credits;

namespace KoopmanAssert;

/// <summary>The result of an analysis: the credit of each block of a model on the samples.</summary>
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
        Bits = credits.Bits;
        ClassNames = credits.ClassNames;
        AddedOutputs = credits.AddedOutputs;
        SampleNotes = credits.SampleNotes;
        SampleFaults = sampleFaults;
        Notes = [.. credits.Notes, .. sampleFaults];
    }

    private CreditReport(CreditReport report, IReadOnlyList<BlockCredit> blocks, NetworkCredit? network, FileIdentity? labels)
    {
        (Model, Samples, SampleCount, Settings) = (report.Model, report.Samples, report.SampleCount, report.Settings);
        (Blocks, Network, FeatureWeights) = (blocks, network, report.FeatureWeights);
        (Bits, ClassNames, AddedOutputs) = (report.Bits, report.ClassNames, report.AddedOutputs);
        (Labels, SampleNotes) = (labels, report.SampleNotes);
        (SampleFaults, Notes, ExternalData) = (report.SampleFaults, report.Notes, report.ExternalData);
        Sources = report.Sources;
    }

    /// <summary>The model that was analysed.</summary>
    public FileIdentity Model { get; }

    /// <summary>The file that the samples come from.</summary>
    public FileIdentity Samples { get; }

    /// <summary>The file that the labels come from; null if there are none.</summary>
    public FileIdentity? Labels { get; internal init; }

    /// <summary>The number of samples used.</summary>
    public int SampleCount { get; }

    /// <summary>The settings of the analysis.</summary>
    public AnalysisSettings Settings { get; private init; }

    /// <summary>The blocks in the order of the network.</summary>
    public IReadOnlyList<BlockCredit> Blocks { get; }

    /// <summary>The figures of the whole network; null if its inputs or outputs hold values that are not finite.</summary>
    public NetworkCredit? Network { get; }

    /// <summary>
    /// The weight of each input feature in each output; null if <see cref="CreditDetails.FeatureWeights"/> was not requested, or if
    /// <see cref="Network"/> is null.
    /// </summary>
    public FeatureWeights? FeatureWeights { get; }

    /// <summary>The full paths of the files beside the model that hold weights of it.</summary>
    internal IReadOnlyList<string> ExternalData { get; init; } = [];

    /// <summary>What was analysed, to analyse it once more; null if another process did.</summary>
    internal AnalysisSources? Sources { get; init; }

    /// <summary>Whether the model or the samples were in memory, so that no command can analyse them.</summary>
    internal bool IsInMemory => Model.InMemory || Samples.InMemory;

    /// <summary>Notes on how the model was split into blocks, and faults of the samples; empty if there are none.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>What is unbalanced in the samples: a sample, a column or a scale that decides every figure (KOOP2012).</summary>
    public IReadOnlyList<string> SampleNotes { get; }

    /// <summary>The bits in which the network computes or stores its weights, if fewer than 32.</summary>
    internal int? Bits { get; }

    /// <summary>The names of a classifier's classes, as the model states them; empty if it does not.</summary>
    internal IReadOnlyList<string> ClassNames { get; } = [];

    /// <summary>The outputs that the baseline's model did not have, and that were left out.</summary>
    internal IReadOnlyList<string> AddedOutputs { get; }

    /// <summary>Why no credit can be computed from the samples; none where it can.</summary>
    internal IReadOnlyList<string> SampleFaults { get; }

    /// <summary>The same report with the same blocks under other names.</summary>
    internal CreditReport With(IReadOnlyList<BlockCredit> blocks) => new(this, blocks, Network, Labels);

    /// <summary>The same report with settings that give the same figures.</summary>
    internal CreditReport With(AnalysisSettings settings) => new(this, Blocks, Network, Labels) { Settings = settings };

    /// <summary>The same report without what follows from labels.</summary>
    internal CreditReport WithoutLabels() => new(this, Blocks, Network?.WithoutLabels(), labels: null);

    /// <summary>The block with the given name.</summary>
    /// <exception cref="KeyNotFoundException">There is no such block; the message lists the blocks.</exception>
    public BlockCredit this[string name] => Blocks.FirstOrDefault(b => b.Name == name)
        ?? throw new KeyNotFoundException($"There is no block '{name}'. The blocks are: {string.Join(", ", Blocks.Select(b => b.Name))}.");

    /// <summary>The model and the samples, as test frameworks show them in messages.</summary>
    public override string ToString() => $"credits of '{Model.Path}' on {SampleCount} samples of '{Samples.Path}'";
}
