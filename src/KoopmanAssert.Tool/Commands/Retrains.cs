using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Tool.Running;
using KoopmanAssert.Tool.Terminal;

namespace KoopmanAssert.Tool.Commands;

/// <summary>Adds retrained models to the accepted retrains of a baseline.</summary>
internal static class Retrains
{
    /// <summary>The baseline with the models accepted, and a line about each.</summary>
    /// <param name="baseline">The baseline, whose models judge all of them.</param>
    /// <param name="models">The paths of the models.</param>
    /// <param name="reason">Why models beyond the limit are accepted; null to refuse them.</param>
    /// <param name="running">How they are analysed.</param>
    /// <param name="cancellation">Stops the analyses.</param>
    /// <exception cref="KoopmanAssertException">A model cannot be analysed or accepted; nothing is written then.</exception>
    public static (CreditBaseline Baseline, string Text) Accept(
        CreditBaseline baseline,
        IReadOnlyList<string> models,
        string? reason,
        RunSettings running,
        CancellationToken cancellation)
    {
        if (models.Count == 0)
        {
            return (baseline, "");
        }

        List<CreditReport> reports = [.. models.Select(model => NamedFiles.Use(baseline, () => ProgressLine.Run(
            model,
            progress => running.Runner.Run(
                model, baseline.SamplesPath, baseline.Settings, running.For(baseline, measureNoise: false, progress), cancellation)),
            model))];
        CreditBaseline accepting = baseline.Accept(reports, reason);
        return (accepting, string.Concat(reports.Select((report, i) => Line(baseline, accepting, models[i], report.Model.Sha256))));
    }

    private static string Line(CreditBaseline before, CreditBaseline after, string model, string sha256)
    {
        AcceptedRetrain? old = before.Accepted.FirstOrDefault(a => a.Sha256 == sha256);
        AcceptedRetrain? added = after.Accepted.FirstOrDefault(a => a.Sha256 == sha256);
        string result = added is null || added == old ? "known already" : old is null ? "accepted" : "accepted again";
        string score = added is { Score: { } value } && added != old ? $", score {PlainText.Number(value)}" : "";
        return $"{result}: {PlainText.Safe(model)} ({sha256[..12]}…{score}){Environment.NewLine}";
    }
}
