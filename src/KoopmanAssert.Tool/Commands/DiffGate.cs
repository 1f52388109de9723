using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Drift;
using KoopmanAssert.Core.Reports;

namespace KoopmanAssert.Tool.Commands;

/// <summary>The baseline whose learnt tolerance two models are compared by.</summary>
internal static class DiffGate
{
    /// <summary>
    /// The baseline that is named, or the one beside a model if nothing of the command line speaks against it; else null.
    /// </summary>
    /// <param name="a">The path of the first model.</param>
    /// <param name="b">The path of the second model.</param>
    /// <param name="named">The baseline that is named, or null.</param>
    /// <param name="samples">The samples that are named, or null.</param>
    /// <param name="settings">The settings of the command line.</param>
    /// <param name="isStated">Whether a tolerance is stated.</param>
    /// <exception cref="KoopmanAssertException">KOOP4001: it is named and cannot be used; or it cannot be read.</exception>
    public static CreditBaseline? Find(
        string a, string b, string? named, string? samples, AnalysisSettings settings, bool isStated)
    {
        bool isFree = !isStated && settings.Listed().SequenceEqual(new AnalysisSettings().Listed());
        if (named is not null)
        {
            var baseline = CreditBaseline.Load(named);
            return isFree && baseline.Tolerance.Learnt is not null ? baseline : throw new SettingsException(
                DiagnosticCodes.Usage,
                named,
                "brings its own settings and tolerance, which must be a learnt one.",
                "Leave out --baseline, or the settings, --tolerance and --rank-change.");
        }

        return isFree
            && new[] { a, b }.Select(model => Path.ChangeExtension(model, null) + CreditBaseline.FileSuffix).FirstOrDefault(File.Exists)
                is { } path
            && CreditBaseline.Load(path) is { Tolerance.Learnt: not null } beside
            && !beside.Samples.InMemory
            && (samples is null || Path.GetFullPath(samples) == Path.GetFullPath(beside.SamplesPath)) ? beside : null;
    }

    /// <summary>The baseline with another model as the accepted one.</summary>
    /// <exception cref="BaselineException">KOOP1011: it is of other samples, or the model is another network.</exception>
    public static CreditBaseline Around(CreditBaseline baseline, CreditReport model) =>
        ReportAlignment.KeepWeightOrder(baseline, model) is var aligned && Generations.Fit(baseline, aligned)
        ? Generations.Renew(baseline, aligned)
        : throw new BaselineException(
            DiagnosticCodes.NotARetrain,
            model.Model.Path,
            $"cannot be compared by the tolerance of '{baseline.Path}': its samples, blocks, weights or classes differ.",
            "State a tolerance instead: --tolerance 0.15");

    /// <summary>Where the tolerance comes from.</summary>
    public static string Note(BaselineComparison comparison, CreditBaseline? learnt, bool isStated) =>
        learnt is not null && comparison.Score is { } score
            ? $"{ComparisonText.Limit(score)}, by {PlainText.Safe(learnt.Path)}{Environment.NewLine}"
        : isStated || learnt is not null ? ""
        : "note: 0.15 nats per dimension is a rough guide, which fresh retrains exceed. A baseline with accepted retrains learns a better "
            + $"one: --baseline BASELINE{Environment.NewLine}";
}
