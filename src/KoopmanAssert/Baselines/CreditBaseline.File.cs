namespace KoopmanAssert;

/// <content>The baseline as a file: read, made, checked and written.</content>
public sealed partial class CreditBaseline
{
    /// <summary>What the name of a baseline file ends with.</summary>
    public const string FileSuffix = ".credits.json";

    /// <summary>The path of the model from the current folder.</summary>
    public string ModelPath => Locate(Model.Path);

    /// <summary>The path of the samples from the current folder.</summary>
    public string SamplesPath => Locate(Samples.Path);

    /// <summary>Reads a baseline; in a test project the path is relative to the project's source folder.</summary>
    /// <exception cref="BaselineException">KOOP1001 missing, KOOP1002 corrupt, KOOP1003 newer, KOOP1004 with conflict markers.</exception>
    public static CreditBaseline Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return BaselineReader.Read(ProjectFile.Locate(path, problem =>
            new BaselineException(DiagnosticCodes.BaselineMissing, path, problem, DiagnosticRule.Of(DiagnosticCodes.BaselineMissing).WayOut)));
    }

    /// <summary>A baseline of an analysis, to be kept at a path.</summary>
    /// <param name="report">The analysis, made with <see cref="AnalysisOptions.MeasureNoise"/>.</param>
    /// <param name="path">Where the baseline will be kept; the paths of model and samples become relative to it.</param>
    /// <param name="tolerance">How far the credits may move; learnt from accepted retrains when null.</param>
    /// <exception cref="SamplesException">KOOP2009 or KOOP2010: the samples or a credit cannot be relied on.</exception>
    /// <exception cref="BaselineException">KOOP1007: a rule of the tolerance matches no block.</exception>
    /// <exception cref="SettingsException">KOOP4002: a tolerance is below the noise floor.</exception>
    public static CreditBaseline Create(CreditReport report, string path, Tolerance? tolerance = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ReliabilityCheck.Verify(report);
        var baseline = new CreditBaseline(
            path,
            RelativePath.Of(path, report.Model),
            RelativePath.Of(path, report.Samples),
            report.SampleCount,
            report.Settings,
            tolerance ?? Tolerance.Default,
            [.. report.Blocks.Select(b => BaselineBlock.Of(b, report.Settings.Kernels.Any(g => Glob.Matches(g, b.Name))))],
            BaselineNetwork.Of(report.Network!),
            []);
        ToleranceCheck.Verify(baseline);
        return baseline;
    }

    /// <summary>Analyses the model at the baseline's path on its samples with its settings, and compares.</summary>
    /// <exception cref="KoopmanAssertException">Anything but drift: see <see cref="CreditAnalysis.Run"/> and <see cref="Compare"/>.</exception>
    /// <exception cref="OperationCanceledException">The analysis was stopped.</exception>
    public BaselineComparison Check(AnalysisOptions? options = null, CancellationToken cancellation = default) => CheckModel(ModelPath, options, cancellation);

    /// <summary>The same for a model that lies elsewhere.</summary>
    internal BaselineComparison CheckModel(string model, AnalysisOptions? options, CancellationToken cancellation) =>
        Hold(CreditAnalysis.Run(model, SamplesPath, Settings, options, cancellation));

    /// <summary>The same for an analysis that was made elsewhere.</summary>
    internal BaselineComparison Hold(CreditReport report)
    {
        ReliabilityCheck.VerifySamples(report);
        return Compare(report);
    }

    /// <summary>The same without blocking the caller.</summary>
    /// <inheritdoc cref="Check"/>
    public Task<BaselineComparison> CheckAsync(AnalysisOptions? options = null, CancellationToken cancellation = default) =>
        Task.Run(() => Check(options, cancellation), cancellation);

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <exception cref="BaselineException">KOOP1006: it cannot be written; what was there before is untouched.</exception>
    public void Save() => AtomicFile.Write(Path, BaselineWriter.ToBytes(this));

    private string Locate(string relative) =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path) ?? "", relative.Replace('/', System.IO.Path.DirectorySeparatorChar));
}
