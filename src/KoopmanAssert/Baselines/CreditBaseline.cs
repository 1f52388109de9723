using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Files;
using KoopmanAssert.Core.Partition;

namespace KoopmanAssert;

/// <summary>
/// A baseline, a file to check in: the figures of one model (the accepted model) on some samples, and how far those of later models may
/// lie from them.
/// </summary>
/// <remarks>
/// Instances are immutable and safe for concurrent use. Only <see cref="Load"/> and <see cref="Save"/> touch files; an instance remembers
/// what its file held when it was loaded or saved, so that no change that somebody else makes meanwhile is overwritten.
/// </remarks>
public sealed class CreditBaseline
{
    internal CreditBaseline(
        string path, FileIdentity model, FileIdentity samples, int sampleCount, AnalysisSettings settings, Tolerance tolerance,
        IReadOnlyList<BaselineBlock> blocks, BaselineNetwork network, IReadOnlyList<AcceptedRetrain> accepted,
        PreviousGeneration? previous = null, string? content = null)
    {
        Path = path;
        Content = content;
        Model = model;
        Samples = samples;
        SampleCount = sampleCount;
        settings = network.OutputNames.Count > 0 ? settings with { AcceptedOutputs = string.Join('\n', network.OutputNames) } : settings;
        settings = settings.HasGlobs
            ? settings with
            {
                AcceptedBlocks = RecordedBlocks.Create(blocks.Select(b => (b.Name, b.Inputs, b.Outputs, b.WeightShapes.Count))).Text,
            }
            : settings;
        Settings = settings.Steps.IsAuto
            ? settings with
            {
                RecordedSteps = RecordedSteps.Create(sampleCount, blocks.Select(b => (b.Inputs, b.Outputs, b.Operator.Steps))),
            }
            : settings;
        Tolerance = tolerance;
        Blocks = blocks;
        Network = network;
        Accepted = accepted;
        Previous = previous;
    }

    /// <summary>The path of the file: as given, or in a test project the full path at which <see cref="Load"/> found it.</summary>
    public string Path { get; }

    /// <summary>The accepted model. Its path is relative to the folder of the baseline, with forward slashes; a model that was in memory has
    /// none (<see cref="FileIdentity.InMemory"/>).</summary>
    public FileIdentity Model { get; }

    /// <summary>The samples. Their path is relative to the folder of the baseline, with forward slashes; samples that were in memory have
    /// none.</summary>
    public FileIdentity Samples { get; }

    /// <summary>The number of samples used.</summary>
    public int SampleCount { get; }

    /// <summary>
    /// The labels of the samples, with a path relative to the folder of the baseline; null if the baseline was created without labels.
    /// </summary>
    public FileIdentity? Labels { get; internal init; }

    /// <summary>The settings of the analysis. If the steps are <c>auto</c>, each block takes as many as the baseline records.</summary>
    public AnalysisSettings Settings { get; }

    /// <summary>How far the figures of later models may lie from those of the baseline.</summary>
    public Tolerance Tolerance { get; }

    /// <summary>The blocks in the order of the network.</summary>
    public IReadOnlyList<BaselineBlock> Blocks { get; }

    /// <summary>What is stored about the whole network.</summary>
    public BaselineNetwork Network { get; }

    /// <summary>The accepted retrains, from which the tolerance is learnt; the accepted model itself is not among them.</summary>
    public IReadOnlyList<AcceptedRetrain> Accepted { get; }

    /// <summary>The file before the last update; null if there is none to return to.</summary>
    internal PreviousGeneration? Previous { get; }

    /// <summary>
    /// The SHA-256 of the file when this instance, or the one that it was made from, was read or saved; null if neither happened.
    /// </summary>
    internal string? Content { get; private set; }

    /// <summary>The baseline by its path, as test frameworks show it.</summary>
    public override string ToString() => $"baseline '{Path}'";

    /// <summary>The ending of a baseline's file name.</summary>
    public const string FileSuffix = ".credits.json";

    /// <summary>The path of the model: its relative path, appended to the folder of <see cref="Path"/>; empty if it was in memory.</summary>
    public string ModelPath => Model.InMemory ? "" : Locate(Model.Path);

    /// <summary>The path of the samples: their relative path, appended to the folder of <see cref="Path"/>; empty if they were in memory.
    /// </summary>
    public string SamplesPath => Samples.InMemory ? "" : Locate(Samples.Path);

    /// <summary>Whether the model or the samples were in memory, so that only code can hold the baseline.</summary>
    internal bool IsInMemory => Model.InMemory || Samples.InMemory;

    /// <summary>Reads a baseline; in a test project the path is relative to the project's source folder.</summary>
    /// <exception cref="BaselineException">KOOP1001: missing; KOOP1002: corrupt; KOOP1003: of a newer version; KOOP1004: with merge
    /// conflict markers.</exception>
    public static CreditBaseline Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return BaselineReader.Read(ProjectFile.Locate(path, problem =>
            new BaselineException(
                DiagnosticCodes.BaselineMissing,
                path,
                problem,
                DiagnosticRule.Find(DiagnosticCodes.BaselineMissing).WayOut)));
    }

    /// <summary>Creates a baseline from an analysis. <see cref="Save"/> writes it to the path.</summary>
    /// <param name="report">The analysis, made with <see cref="AnalysisOptions.MeasureNoise"/>.</param>
    /// <param name="path">The path of the baseline file; the paths of model and samples become relative to its folder. If one of them is in
    /// memory, only code can hold the baseline (<see cref="CreditBaselineExtensions.Compare"/>), and a name that does not end in
    /// <see cref="FileSuffix"/> keeps it from being found by the tool and the build.</param>
    /// <param name="tolerance">How far later models may differ; learnt from accepted retrains when null.</param>
    /// <exception cref="SamplesException">KOOP2009: the samples are unusable; KOOP2010: a credit is unreliable.</exception>
    /// <exception cref="BaselineException">KOOP1007: a rule matches no block, or a block has no rule; KOOP1006: model or samples are on
    /// another drive than the baseline.</exception>
    /// <exception cref="SettingsException">KOOP4002: a tolerance is below six noise floors.</exception>
    /// <exception cref="InvalidOperationException">The analysis did not measure the noise.</exception>
    public static CreditBaseline Create(CreditReport report, string path, Tolerance? tolerance = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ReliabilityCheck.Verify(report);
        var baseline = new CreditBaseline(
            path,
            RelativePath.From(path, report.Model),
            RelativePath.From(path, report.Samples),
            report.SampleCount,
            report.Settings,
            tolerance ?? Tolerance.Default,
            [.. report.Blocks.Select(b => BaselineBlock.Create(b, report.Settings.Kernels.Any(g => Glob.Matches(g, b.Name))))],
            BaselineNetwork.Create(report.Network!),
            [])
        {
            Labels = report.Labels is { } labels ? RelativePath.From(path, labels) : null,
        };
        ToleranceCheck.Verify(baseline);
        return baseline;
    }

    /// <summary>Writes the file at <see cref="Path"/>, completely or not at all, and makes its folder if it is missing.</summary>
    /// <remarks>
    /// A new baseline replaces whatever is there. One that was made from a loaded baseline replaces only what was loaded. If another process
    /// is writing the file, the call waits for up to 30 seconds.
    /// </remarks>
    /// <exception cref="BaselineException">KOOP1006: it cannot be written; KOOP1014: it has changed since it was read. An existing file is
    /// unchanged.</exception>
    /// <exception cref="RuntimeException">KOOP3010: another process does not stop writing it.</exception>
    public void Save()
    {
        byte[] bytes = BaselineWriter.ToBytes(this);
        if (Content is null)
        {
            AtomicFile.Write(Path, bytes);
        }
        else if (!AtomicFile.TryReplace(Path, Content, bytes))
        {
            throw new BaselineException(
                DiagnosticCodes.BaselineChanged,
                Path,
                "has been changed or deleted since it was read; it was not written.",
                DiagnosticRule.Find(DiagnosticCodes.BaselineChanged).WayOut);
        }

        Content = AtomicFile.HashOf(bytes);
    }

    /// <summary>The options with the labels of the baseline, unless they give others.</summary>
    internal AnalysisOptions WithLabels(AnalysisOptions? options)
    {
        options ??= new AnalysisOptions();
        return options with { Labels = options.Labels ?? LabelsSource };
    }

    /// <summary>What an analysis takes its labels from (<see cref="AnalysisOptions.Labels"/>); null for none.</summary>
    internal string? LabelsSource => Labels is null ? null : Labels.Column ?? Locate(Labels.Path);

    private string Locate(string relative) =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path) ?? "", relative.Replace('/', System.IO.Path.DirectorySeparatorChar));

    /// <summary>Whether a model is the accepted one, or an accepted retrain.</summary>
    /// <param name="sha256">The SHA-256 of the model, in lower-case hexadecimal.</param>
    public bool Knows(string sha256) => Model.Sha256 == sha256 || Accepted.Any(a => a.Sha256 == sha256);

    /// <summary>Returns a copy without the accepted retrain whose hash begins with the given digits.</summary>
    /// <param name="sha256">The first digits of its SHA-256, enough to identify it.</param>
    /// <exception cref="SettingsException">KOOP4001: no accepted retrain begins with them, or several do.</exception>
    public CreditBaseline Without(string sha256)
    {
        ArgumentException.ThrowIfNullOrEmpty(sha256);
        List<AcceptedRetrain> found = [.. Accepted.Where(a => a.Sha256.StartsWith(sha256, StringComparison.OrdinalIgnoreCase))];
        if (found.Count == 1)
        {
            return With([.. Accepted.Where(a => a != found[0])]);
        }

        string count = found.Count == 0 ? "no accepted retrain" : $"{found.Count} accepted retrains";
        throw new SettingsException(
            DiagnosticCodes.Usage,
            Path,
            $"has {count} whose hash begins with '{sha256}'.",
            $"See koopman-assert accept {PlainText.Quoted(Path)} --list");
    }

    /// <summary>This baseline with other accepted retrains.</summary>
    internal CreditBaseline With(IReadOnlyList<AcceptedRetrain> accepted) => With(accepted, Previous);

    /// <summary>This baseline with other accepted retrains and another generation before it.</summary>
    internal CreditBaseline With(IReadOnlyList<AcceptedRetrain> accepted, PreviousGeneration? previous) =>
        new(Path, Model, Samples, SampleCount, Settings, Tolerance, Blocks, Network, accepted, previous, Content) { Labels = Labels };

    /// <summary>Whether what follows from labels can be compared with another baseline: both have the same labels, or none.</summary>
    internal bool HasLabelsOf(CreditBaseline other) => HasLabels(other.Labels);

    /// <summary>Whether these are the labels of the baseline; null for none.</summary>
    internal bool HasLabels(FileIdentity? labels) =>
        labels is null == Labels is null && (labels is null || Labels!.HasContentOf(labels));

    /// <summary>This baseline without what follows from labels.</summary>
    internal CreditBaseline WithoutLabels()
    {
        static IReadOnlyList<Figure> Left(IReadOnlyList<Figure> figures) => [.. figures.Where(f => !LabelFigures.IsOne(f))];
        return Labels is null ? this : new CreditBaseline(
            Path, Model, Samples, SampleCount, Settings, Tolerance, Blocks, Network with { Figures = Left(Network.Figures) },
            [.. Accepted.Select(a => a with { Network = Left(a.Network) })], Previous);
    }
}
