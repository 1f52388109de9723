using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Tool.Running;
using KoopmanAssert.Tool.Terminal;

namespace KoopmanAssert.Tool.Commands;

/// <summary>Adds retrained models to the accepted retrains of a baseline.</summary>
internal static class Retrains
{
    /// <summary>The baseline with the models accepted, and a line about each.</summary>
    /// <exception cref="KoopmanAssertException">A model cannot be analysed or accepted; nothing is written then.</exception>
    public static (CreditBaseline Baseline, string Text) Accept(
        CreditBaseline baseline,
        IReadOnlyList<string> models,
        RunSettings running,
        CancellationToken cancellation)
    {
        string text = "";
        foreach (string model in models)
        {
            CreditReport report = ProgressLine.Run(model, progress => running.Runner.Run(
                model, baseline.SamplesPath, baseline.Settings, running.For(measureNoise: false, progress), cancellation));
            CreditBaseline accepting = baseline.Accept(report);
            string result = accepting == baseline ? "known already" : "accepted";
            text += $"{result}: {PlainText.Safe(model)} ({report.Model.Sha256[..12]}…){Environment.NewLine}";
            baseline = accepting;
        }

        return (baseline, text);
    }
}
