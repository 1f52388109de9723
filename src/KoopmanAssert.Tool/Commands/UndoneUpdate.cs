using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Reports;

namespace KoopmanAssert.Tool.Commands;

/// <summary>Restores a baseline as it was before its last update. The model is left as it is.</summary>
internal static class UndoneUpdate
{
    /// <summary>Writes the earlier file, whole or not at all.</summary>
    /// <returns>What was done, and a table of what changed.</returns>
    /// <exception cref="SettingsException">KOOP4001: there is no generation before this one.</exception>
    /// <exception cref="BaselineException">KOOP1002: the generation before cannot be read; KOOP1006: it cannot be written.</exception>
    public static (string Summary, string Text) Write(string baseline, CancellationToken cancellation) =>
        BaselineEdit.Run(baseline, Restore, cancellation);

    private static (byte[] Content, (string Summary, string Text) Said) Restore(CreditBaseline updated)
    {
        byte[] earlier = updated.Previous?.File ?? throw new SettingsException(
            DiagnosticCodes.Usage,
            updated.Path,
            "keeps no earlier generation: it was not updated to another model, or the update was undone already.",
            "Restore the file from version control.");
        CreditBaseline restored = BaselineReader.Parse(updated.Path, earlier);
        int removed = updated.Accepted.Count(a => !restored.Knows(a.Sha256));
        string text = removed == 0 ? ""
            : $"{removed} accepted {(removed == 1 ? "retrain is" : "retrains are")} no longer in it{Environment.NewLine}";
        string path = PlainText.Safe(restored.ModelPath);
        string model = $"restore the model too: {path} was {restored.Model.Sha256[..12]}…{Environment.NewLine}";
        return (earlier, ("restored as it was before the last update", $"{model}{text}{BaselineChange.Table(updated, restored)}"));
    }
}
