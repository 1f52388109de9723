namespace KoopmanAssert;

/// <summary>The codes of all diagnostics. A code never changes its meaning.</summary>
/// <remarks>
/// KOOP0xxx reports drift, KOOP1xxx the baseline, KOOP2xxx the model or its samples, KOOP3xxx the runtime or the machine, and KOOP4xxx
/// the command line or the settings. <see cref="DiagnosticRule"/> gives the cause of each code and what to do.
/// </remarks>
public static class DiagnosticCodes
{
    /// <summary>A block changed more than its tolerance allows.</summary>
    public const string CreditDrift = "KOOP0001";

    /// <summary>The effective rank of a block collapsed or changed too much.</summary>
    public const string RankDrift = "KOOP0002";

    /// <summary>The model has a block that is not in the baseline.</summary>
    public const string BlockAdded = "KOOP0003";

    /// <summary>The baseline has a block that is not in the model.</summary>
    public const string BlockRemoved = "KOOP0004";

    /// <summary>The dimensions or weights of a block differ from the baseline.</summary>
    public const string ShapeChanged = "KOOP0005";

    /// <summary>The network behaves differently, and no single block stands out.</summary>
    public const string OutputBehaviour = "KOOP0006";

    /// <summary>A retrain is not accepted, because it differs too much from the models accepted before.</summary>
    public const string RetrainRefused = "KOOP0007";

    /// <summary>Blocks of the model have other names than in the baseline.</summary>
    public const string BlockRenamed = "KOOP0008";

    /// <summary>The model is a copy of the accepted one in fewer bits.</summary>
    public const string QuantisedCopy = "KOOP0009";

    /// <summary>There is no baseline.</summary>
    public const string BaselineMissing = "KOOP1001";

    /// <summary>The file is not a valid baseline.</summary>
    public const string BaselineCorrupt = "KOOP1002";

    /// <summary>The baseline was written by a newer version.</summary>
    public const string BaselineNewer = "KOOP1003";

    /// <summary>The baseline contains conflict markers.</summary>
    public const string BaselineConflicted = "KOOP1004";

    /// <summary>Baselines are not written on a build server.</summary>
    public const string RefusedOnBuildServer = "KOOP1005";

    /// <summary>The baseline cannot be written.</summary>
    public const string BaselineNotWritable = "KOOP1006";

    /// <summary>The tolerance rules do not match the blocks.</summary>
    public const string RuleMatchesNothing = "KOOP1007";

    /// <summary>The samples differ from those of the baseline.</summary>
    public const string SamplesChanged = "KOOP1008";

    /// <summary>The settings differ from those of the baseline.</summary>
    public const string SettingsChanged = "KOOP1009";

    /// <summary>The baseline already exists.</summary>
    public const string BaselineExists = "KOOP1010";

    /// <summary>The model cannot be accepted as a retrain.</summary>
    public const string NotARetrain = "KOOP1011";

    /// <summary>The parts of a sharded check are incomplete or do not belong together.</summary>
    public const string PartsIncomplete = "KOOP1012";

    /// <summary>The labels differ from those of the baseline.</summary>
    public const string LabelsChanged = "KOOP1013";

    /// <summary>The baseline has changed since it was read.</summary>
    public const string BaselineChanged = "KOOP1014";

    /// <summary>The baseline was created from values in memory.</summary>
    public const string HeldInMemory = "KOOP1015";

    /// <summary>The model file is missing or cannot be opened.</summary>
    public const string ModelMissing = "KOOP2001";

    /// <summary>The file is not a readable ONNX model.</summary>
    public const string ModelUnreadable = "KOOP2002";

    /// <summary>ONNX Runtime rejects the model.</summary>
    public const string ModelRefused = "KOOP2003";

    /// <summary>The external data of the model cannot be used.</summary>
    public const string ExternalData = "KOOP2004";

    /// <summary>The model cannot be partitioned as requested.</summary>
    public const string PartitionImpossible = "KOOP2005";

    /// <summary>The samples file is missing or cannot be opened.</summary>
    public const string SamplesMissing = "KOOP2006";

    /// <summary>The samples file is damaged or in an unsupported format.</summary>
    public const string SamplesUnreadable = "KOOP2007";

    /// <summary>The samples do not fit the inputs of the model.</summary>
    public const string SamplesMisfit = "KOOP2008";

    /// <summary>No credit can be computed from the samples.</summary>
    public const string SamplesUnusable = "KOOP2009";

    /// <summary>The credit of a block is unreliable.</summary>
    public const string Unreliable = "KOOP2010";

    /// <summary>The model draws random numbers.</summary>
    public const string DrawsRandomNumbers = "KOOP2011";

    /// <summary>One sample, one column or the scale of the columns decides the figures.</summary>
    public const string SamplesUnbalanced = "KOOP2012";

    /// <summary>The labels do not fit the samples or the model.</summary>
    public const string LabelsMisfit = "KOOP2013";

    /// <summary>An unexpected failure of the tool.</summary>
    public const string Unforeseen = "KOOP3000";

    /// <summary>The native library of ONNX Runtime cannot be loaded.</summary>
    public const string RuntimeNotLoaded = "KOOP3001";

    /// <summary>ONNX Runtime failed while it ran the model.</summary>
    public const string RuntimeFailed = "KOOP3002";

    /// <summary>The same model gives different credits on this machine.</summary>
    public const string EnvironmentChanged = "KOOP3003";

    /// <summary>A report cannot be written.</summary>
    public const string OutputNotWritable = "KOOP3004";

    /// <summary>The tool gave the build no usable answer.</summary>
    public const string NoAnswer = "KOOP3005";

    /// <summary>The analysis of a model crashed.</summary>
    public const string WorkerEnded = "KOOP3006";

    /// <summary>The analysis of a model timed out.</summary>
    public const string AnalysisTimedOut = "KOOP3007";

    /// <summary>The analysis of a model ran out of memory.</summary>
    public const string MemoryExhausted = "KOOP3008";

    /// <summary>The execution provider is not available.</summary>
    public const string ProviderMissing = "KOOP3009";

    /// <summary>Another process is writing the file.</summary>
    public const string FileHeld = "KOOP3010";

    /// <summary>The history of a baseline cannot be read.</summary>
    public const string HistoryUnavailable = "KOOP3011";

    /// <summary>The command line or a setting is invalid.</summary>
    public const string Usage = "KOOP4001";

    /// <summary>A tolerance is smaller than the arithmetic can resolve.</summary>
    public const string ToleranceBelowNoise = "KOOP4002";

    /// <summary>The analysis is too large for this setting.</summary>
    public const string TooLarge = "KOOP4003";

    /// <summary>It is not known which test project runs.</summary>
    public const string ProjectUnknown = "KOOP4004";
}
