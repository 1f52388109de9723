namespace KoopmanAssert;

/// <summary>The codes of every diagnostic, each with what it means and the way out. A code never changes its meaning.</summary>
/// <remarks>
/// KOOP0xxx is drift, 1xxx the baseline, 2xxx the model or its samples, 3xxx the runtime or the machine, 4xxx the settings.
/// </remarks>
public static class DiagnosticCodes
{
    /// <summary>A block moved beyond its tolerance.</summary>
    public const string CreditDrift = "KOOP0001";

    /// <summary>The effective rank of a block collapsed, or moved beyond the stated rank change.</summary>
    public const string RankDrift = "KOOP0002";

    /// <summary>The model has a block that the baseline does not know.</summary>
    public const string BlockAdded = "KOOP0003";

    /// <summary>The model lacks a block of the baseline.</summary>
    public const string BlockRemoved = "KOOP0004";

    /// <summary>A block has other dimensions or weight shapes than in the baseline, or the network other classes.</summary>
    public const string ShapeChanged = "KOOP0005";

    /// <summary>The network behaves differently, and no block stands out.</summary>
    public const string OutputBehaviour = "KOOP0006";

    /// <summary>There is no baseline.</summary>
    public const string BaselineMissing = "KOOP1001";

    /// <summary>The baseline is not a valid baseline file.</summary>
    public const string BaselineCorrupt = "KOOP1002";

    /// <summary>The baseline was written by a newer version.</summary>
    public const string BaselineNewer = "KOOP1003";

    /// <summary>The baseline holds conflict markers.</summary>
    public const string BaselineConflicted = "KOOP1004";

    /// <summary>Baselines are not written on a build server.</summary>
    public const string RefusedOnBuildServer = "KOOP1005";

    /// <summary>The baseline cannot be written.</summary>
    public const string BaselineNotWritable = "KOOP1006";

    /// <summary>A rule of the baseline matches no block.</summary>
    public const string RuleMatchesNothing = "KOOP1007";

    /// <summary>The samples are not the baseline's.</summary>
    public const string SamplesChanged = "KOOP1008";

    /// <summary>The settings are not the baseline's.</summary>
    public const string SettingsChanged = "KOOP1009";

    /// <summary>The baseline exists already.</summary>
    public const string BaselineExists = "KOOP1010";

    /// <summary>A model cannot be accepted as a retrain of the baseline's.</summary>
    public const string NotARetrain = "KOOP1011";

    /// <summary>The parts of a check do not make a whole.</summary>
    public const string PartsIncomplete = "KOOP1012";

    /// <summary>The model file is missing or cannot be opened.</summary>
    public const string ModelMissing = "KOOP2001";

    /// <summary>The model file is not a readable ONNX model.</summary>
    public const string ModelUnreadable = "KOOP2002";

    /// <summary>ONNX Runtime refuses the model.</summary>
    public const string ModelRefused = "KOOP2003";

    /// <summary>The model's external data is missing, damaged or outside the model's folder.</summary>
    public const string ExternalData = "KOOP2004";

    /// <summary>The model cannot be partitioned as asked.</summary>
    public const string PartitionImpossible = "KOOP2005";

    /// <summary>The samples file is missing or cannot be opened.</summary>
    public const string SamplesMissing = "KOOP2006";

    /// <summary>The samples file is damaged or of a kind that is not read.</summary>
    public const string SamplesUnreadable = "KOOP2007";

    /// <summary>The samples do not fit the model's inputs.</summary>
    public const string SamplesMisfit = "KOOP2008";

    /// <summary>The samples hold values that no credit can be computed from.</summary>
    public const string SamplesUnusable = "KOOP2009";

    /// <summary>The credit of a block is unreliable.</summary>
    public const string Unreliable = "KOOP2010";

    /// <summary>The model draws random numbers.</summary>
    public const string DrawsRandomNumbers = "KOOP2011";

    /// <summary>An unforeseen failure of the tool itself.</summary>
    public const string Unforeseen = "KOOP3000";

    /// <summary>The native library of ONNX Runtime cannot be loaded.</summary>
    public const string RuntimeNotLoaded = "KOOP3001";

    /// <summary>ONNX Runtime failed while it ran the model.</summary>
    public const string RuntimeFailed = "KOOP3002";

    /// <summary>The same model gives other credits on this machine.</summary>
    public const string EnvironmentChanged = "KOOP3003";

    /// <summary>A report cannot be written.</summary>
    public const string OutputNotWritable = "KOOP3004";

    /// <summary>The tool gave the build no usable answer.</summary>
    public const string NoAnswer = "KOOP3005";

    /// <summary>The process that analysed a model ended before it was done.</summary>
    public const string WorkerEnded = "KOOP3006";

    /// <summary>The analysis of a model took longer than it may.</summary>
    public const string AnalysisTimedOut = "KOOP3007";

    /// <summary>The analysis of a model took more memory than there is.</summary>
    public const string MemoryExhausted = "KOOP3008";

    /// <summary>The execution provider is not there.</summary>
    public const string ProviderMissing = "KOOP3009";

    /// <summary>The command line or a setting is wrong.</summary>
    public const string Usage = "KOOP4001";

    /// <summary>A stated tolerance lies below what the machine's arithmetic can resolve.</summary>
    public const string ToleranceBelowNoise = "KOOP4002";

    /// <summary>The analysis is too large for this setting.</summary>
    public const string TooLarge = "KOOP4003";
}
