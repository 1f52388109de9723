namespace KoopmanAssert;

/// <summary>A checked-in baseline: which model, samples and settings gave which credits, and how far they may move.</summary>
/// <remarks>Instances do not change; reading and writing touch the file system, everything else does not.</remarks>
public sealed partial class CreditBaseline
{
    internal CreditBaseline(
        string path, FileIdentity model, FileIdentity samples, int sampleCount, AnalysisSettings settings, Tolerance tolerance,
        IReadOnlyList<BaselineBlock> blocks, BaselineNetwork network, IReadOnlyList<AcceptedRetrain> accepted)
    {
        Path = path;
        Model = model;
        Samples = samples;
        SampleCount = sampleCount;
        Settings = settings;
        Tolerance = tolerance;
        Blocks = blocks;
        Network = network;
        Accepted = accepted;
    }

    /// <summary>The path of the file as the caller gave it.</summary>
    public string Path { get; }

    /// <summary>The model, its path relative to the baseline with <c>/</c>.</summary>
    public FileIdentity Model { get; }

    /// <summary>The samples, their path relative to the baseline with <c>/</c>.</summary>
    public FileIdentity Samples { get; }

    /// <summary>The number of samples used.</summary>
    public int SampleCount { get; }

    /// <summary>The settings of the analysis.</summary>
    public AnalysisSettings Settings { get; }

    /// <summary>How far the credits may move.</summary>
    public Tolerance Tolerance { get; }

    /// <summary>The blocks in the order of the network.</summary>
    public IReadOnlyList<BaselineBlock> Blocks { get; }

    /// <summary>The whole network.</summary>
    public BaselineNetwork Network { get; }

    /// <summary>The accepted retrains that a learnt tolerance rests on, the accepted model aside.</summary>
    public IReadOnlyList<AcceptedRetrain> Accepted { get; }

    /// <summary>The baseline by its path, as messages of test frameworks name it.</summary>
    public override string ToString() => $"baseline '{Path}'";

    /// <summary>Holds an analysis against the baseline.</summary>
    /// <returns>What moved and by how much; drift is in the result, never thrown.</returns>
    /// <exception cref="BaselineException">KOOP1007 a tolerance that fits no block, KOOP1008 other samples, KOOP1009 other settings.</exception>
    /// <exception cref="SettingsException">KOOP4002 a tolerance below the noise floor.</exception>
    public BaselineComparison Compare(CreditReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return BaselineComparer.Compare(this, report);
    }
}
