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
/// <remarks>Instances are immutable and safe for concurrent use. Only <see cref="Load"/> and <see cref="Save"/> touch files.</remarks>
public sealed class CreditBaseline
{
    internal CreditBaseline(
        string path, FileIdentity model, FileIdentity samples, int sampleCount, AnalysisSettings settings, Tolerance tolerance,
        IReadOnlyList<BaselineBlock> blocks, BaselineNetwork network, IReadOnlyList<AcceptedRetrain> accepted,
        PreviousGeneration? previous = null)
    {
        Path = path;
        Model = model;
        Samples = samples;
        SampleCount = sampleCount;
        settings = network.OutputNames.Count > 0 ? settings with { AcceptedOutputs = string.Join('\n', network.OutputNames) } : settings;
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

    /// <summary>The accepted model. Its path is relative to the folder of the baseline, with forward slashes.</summary>
    public FileIdentity Model { get; }

    /// <summary>The samples. Their path is relative to the folder of the baseline, with forward slashes.</summary>
    public FileIdentity Samples { get; }

    /// <summary>The number of samples used.</summary>
    public int SampleCount { get; }

    /// <summary>The settings of the analysis. Where the steps are <c>auto</c>, they stand for the steps that the baseline records.</summary>
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

    /// <summary>The baseline by its path, as test frameworks show it.</summary>
    public override string ToString() => $"baseline '{Path}'";

    /// <summary>The ending of a baseline's file name.</summary>
    public const string FileSuffix = ".credits.json";

    /// <summary>The path of the model: its relative path, appended to the folder of <see cref="Path"/>.</summary>
    public string ModelPath => Locate(Model.Path);

    /// <summary>The path of the samples: their relative path, appended to the folder of <see cref="Path"/>.</summary>
    public string SamplesPath => Locate(Samples.Path);

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
    /// <param name="path">The path of the baseline file; the paths of model and samples become relative to its folder.</param>
    /// <param name="tolerance">How far later models may differ; learnt from accepted retrains when null.</param>
    /// <exception cref="SamplesException">KOOP2009: the samples are unusable; KOOP2010: a credit is unreliable.</exception>
    /// <exception cref="BaselineException">KOOP1007: a rule matches no block, or no rule a block; KOOP1006: other drives.</exception>
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
            []);
        ToleranceCheck.Verify(baseline);
        return baseline;
    }

    /// <summary>Writes the file at <see cref="Path"/>, completely or not at all.</summary>
    /// <exception cref="BaselineException">KOOP1006: it cannot be written; an existing file is unchanged.</exception>
    public void Save() => AtomicFile.Write(Path, BaselineWriter.ToBytes(this));

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
        new(Path, Model, Samples, SampleCount, Settings, Tolerance, Blocks, Network, accepted, previous);
}
