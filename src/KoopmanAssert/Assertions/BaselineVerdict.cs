using KoopmanAssert.Core.Assertions;
using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Files;
using KoopmanAssert.Core.Reports;

namespace KoopmanAssert;

/// <summary>
/// The result of comparing a model with a baseline in a test: whether the baseline holds, and if not, a message and files for review.
/// </summary>
/// <remarks>
/// Only drift gives a verdict that does not hold. Every other failure throws, so that a negated assertion cannot pass because of a missing
/// or damaged baseline. Instances are immutable and safe for concurrent use.
/// </remarks>
public sealed class BaselineVerdict
{
    private BaselineVerdict(BaselineComparison comparison, string message, string? receivedFile, string? page)
    {
        Comparison = comparison;
        Message = message;
        ReceivedFile = receivedFile;
        Page = page;
    }

    /// <summary>The comparison behind the verdict.</summary>
    public BaselineComparison Comparison { get; }

    /// <summary>Whether the baseline holds: the model is within its tolerance.</summary>
    public bool Holds => Comparison.Holds;

    /// <summary>What changed and what to do, in at most 25 lines; empty if the baseline holds.</summary>
    public string Message { get; }

    /// <summary>The path of the baseline that an update would write, for review; null if the baseline holds or writing failed.</summary>
    public string? ReceivedFile { get; }

    /// <summary>The path of an HTML page of the comparison; null if the baseline holds or writing failed.</summary>
    public string? Page { get; }

    /// <summary>
    /// The paths of the files for review that were written, <see cref="ReceivedFile"/> before <see cref="Page"/>; none if the baseline holds.
    /// </summary>
    public IReadOnlyList<string> Files => [.. new[] { ReceivedFile, Page }.OfType<string>()];

    /// <summary>Compares an analysis with the baseline at a path.</summary>
    /// <param name="report">The analysis.</param>
    /// <param name="baseline">The path of the baseline, relative to the test project's source folder.</param>
    /// <exception cref="BaselineException">KOOP1001: missing (the baseline to check in is written, and its path given); KOOP1002 to
    /// KOOP1004: unusable; KOOP1007 to KOOP1009: not comparable.</exception>
    /// <exception cref="SamplesException">KOOP2010: the credit of a block is unreliable.</exception>
    /// <exception cref="RuntimeException">KOOP3003: the same model has different credits on this machine.</exception>
    /// <exception cref="SettingsException">KOOP4002: a tolerance is below six noise floors.</exception>
    public static BaselineVerdict Judge(CreditReport report, string baseline)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentException.ThrowIfNullOrEmpty(baseline);
        try
        {
            return Judge(CreditBaseline.Load(baseline).Compare(report));
        }
        catch (BaselineException missing) when (missing.Code == DiagnosticCodes.BaselineMissing)
        {
            string path = ProjectFile.Candidates(baseline)[0];
            var received = BaselineReceived.Write(report, path, Tolerance.Default);
            throw new BaselineException(missing.Code, baseline, missing.Problem,
                $"Create it and check it in: {Creation(report, path)}{Environment.NewLine}{received.Sentence}");
        }
    }

    private static string Creation(CreditReport report, string baseline)
    {
        string samples = PlainText.Quoted(report.Samples.Path), model = PlainText.Quoted(report.Model.Path);
        return report.IsInMemory ? $"move the received file to {PlainText.Quoted(baseline)}"
            : $"koopman-assert init {model} --samples {samples} -o {PlainText.Quoted(baseline)}";
    }

    /// <summary>Analyses the model at the baseline's path, or takes a shared analysis, and compares it with the baseline.</summary>
    /// <exception cref="KoopmanAssertException">Any failure but drift, as by <see cref="CreditBaselineExtensions.Check"/>.</exception>
    /// <exception cref="OperationCanceledException">The analysis was stopped.</exception>
    public static BaselineVerdict Judge(CreditBaseline baseline, AnalysisOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        return Judge(baseline.Hold(NamedFiles.Use(baseline, () => SharedAnalyses.Run(
            baseline.ModelPath, baseline.SamplesPath, baseline.Settings, baseline.WithLabels(options), cancellation))));
    }

    private static BaselineVerdict Judge(BaselineComparison comparison)
    {
        comparison.ThrowIfUnusable();
        if (comparison.Holds)
        {
            return new BaselineVerdict(comparison, "", null, null);
        }

        CreditBaseline baseline = comparison.Baseline;
        var received = BaselineReceived.Write(comparison.Report, baseline.Path, baseline.Tolerance);
        var page = BaselineReceived.WritePage(comparison);
        string message = $"{DriftMessage.Render(comparison)}{received.Sentence}{Environment.NewLine}{page.Sentence}";
        var verdict = new BaselineVerdict(comparison, message, received.Path, page.Path);
        BaselineGate.Failed?.Invoke(verdict);
        return verdict;
    }
}
