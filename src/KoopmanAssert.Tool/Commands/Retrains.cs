using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Tool;

/// <summary>Adds retrained models to a baseline's accepted ones and says what was done.</summary>
internal static class Retrains
{
    /// <summary>The baseline with the models accepted, and a line on each.</summary>
    /// <exception cref="KoopmanAssertException">A model cannot be analysed or accepted; nothing is kept then.</exception>
    public static (CreditBaseline Baseline, string Text) Accept(
        CreditBaseline baseline,
        IReadOnlyList<string> models,
        RunSettings running,
        CancellationToken cancellation)
    {
        string text = "";
        foreach (string model in models)
        {
            CreditReport report = ProgressLine.Run(model, progress => CreditAnalysis.Run(model, baseline.SamplesPath, baseline.Settings,
                running.For(measureNoise: false, progress), cancellation));
            CreditBaseline accepting = baseline.Accept(report);
            text += $"{(accepting == baseline ? "known already" : "accepted")}: {PlainText.Safe(model)} ({report.Model.Sha256[..12]}…){Environment.NewLine}";
            baseline = accepting;
        }

        return (baseline, text);
    }
}
