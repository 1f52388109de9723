using KoopmanAssert.Core.Assertions;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Files;
using KoopmanAssert.Core.Reports;

namespace KoopmanAssert;

/// <summary>
/// A baseline's verdict on a network as a test tells it: whether it holds, and where not, the message and the received file.
/// </summary>
/// <remarks>
/// Only drift makes a verdict that does not hold. Whatever else goes wrong throws, so that negating an assertion cannot turn a missing or
/// damaged baseline into a pass.
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

    /// <summary>Whether the baseline holds.</summary>
    public bool Holds => Comparison.Holds;

    /// <summary>What moved and the way out, at most 25 lines; empty where the baseline holds.</summary>
    public string Message { get; }

    /// <summary>The baseline that an update would write, for review; null where the baseline holds or none could be made.</summary>
    public string? ReceivedFile { get; }

    /// <summary>The comparison as one HTML page with pictures; null where the baseline holds or none could be written.</summary>
    public string? Page { get; }

    /// <summary>Holds an analysis against the baseline at a path.</summary>
    /// <param name="report">The analysis.</param>
    /// <param name="baseline">The path of the baseline, relative to the test project's source folder.</param>
    /// <exception cref="BaselineException">KOOP1001 missing (a received file is written and named), KOOP1002 to KOOP1004 unusable, KOOP1007
    /// to KOOP1009 not comparable.</exception>
    /// <exception cref="SamplesException">KOOP2010: the credit of a block is unreliable.</exception>
    /// <exception cref="RuntimeException">KOOP3003: the same model gives other credits on this machine.</exception>
    /// <exception cref="SettingsException">KOOP4002: a tolerance below the noise floor.</exception>
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
            string samples = PlainText.Quoted(report.Samples.Path), model = PlainText.Quoted(report.Model.Path);
            string path = ProjectFile.Candidates(baseline)[0];
            BaselineReceived received = BaselineReceived.Write(report, path, Tolerance.Default);
            string command = $"koopman-assert init {model} --samples {samples} -o {PlainText.Quoted(path)}";
            throw new BaselineException(
                missing.Code,
                baseline,
                missing.Problem,
                $"Make it and check it in: {command}{Environment.NewLine}{received.Sentence}");
        }
    }

    /// <summary>Analyses the model of a baseline again and gives the verdict.</summary>
    /// <exception cref="KoopmanAssertException">Anything but drift: see <see cref="CreditBaselineExtensions.Check"/>.</exception>
    /// <exception cref="OperationCanceledException">The analysis was stopped.</exception>
    public static BaselineVerdict Judge(CreditBaseline baseline, AnalysisOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        return Judge(baseline.Hold(SharedAnalyses.Run(
            baseline.ModelPath, baseline.SamplesPath, baseline.Settings, options, cancellation)));
    }

    private static BaselineVerdict Judge(BaselineComparison comparison)
    {
        comparison.ThrowIfUnusable();
        if (comparison.Holds)
        {
            return new BaselineVerdict(comparison, "", null, null);
        }

        BaselineReceived received = BaselineReceived.Write(
            comparison.Report,
            comparison.Baseline.Path,
            comparison.Baseline.Tolerance), page = BaselineReceived.WritePage(comparison);
        return new BaselineVerdict(
            comparison,
            $"{DriftMessage.Render(comparison)}{received.Sentence}{Environment.NewLine}{page.Sentence}",
            received.Path,
            page.Path);
    }
}
