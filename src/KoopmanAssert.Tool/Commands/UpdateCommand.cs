using System.CommandLine;
using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Reports;

namespace KoopmanAssert.Tool;

/// <summary><c>update [PATH…]</c>: accepts intended retrainings by rewriting baselines.</summary>
internal static class UpdateCommand
{
    public static Command Create()
    {
        Argument<string[]> paths = CommonOptions.Paths();
        Option<string[]> accepted = CommonOptions.Accepted();
        Option<bool> allowCi = CommonOptions.AllowCi();
        Option<bool> diagnostics = CommonOptions.Diagnostics();
        var run = new RunOptions();
        var command = new Command("update", "Rewrites each baseline for the model that is there now, and prints old → new.\n\nExample: koopman-assert update models/lenet5.credits.json") { paths, accepted, allowCi, diagnostics };
        run.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            RunSettings running = run.Read(parsed);
            return Task.FromResult(EachBaseline.Run(parsed.GetValue(paths), parsed.GetValue(diagnostics), baseline =>
            {
                if (!parsed.GetValue(allowCi))
                {
                    BuildServer.Refuse(baseline);
                }

                return Update(baseline, parsed.GetValue(accepted) ?? [], parsed.GetValue(diagnostics), running, cancellation);
            }));
        });
        return command;
    }

    private static int Update(string path, string[] accepted, bool diagnostics, RunSettings running, CancellationToken cancellation)
    {
        var old = CreditBaseline.Load(path);
        CreditReport report = ProgressLine.Run(path, progress => CreditAnalysis.Run(old.ModelPath, old.SamplesPath, old.Settings,
            running.For(measureNoise: true, progress), cancellation));
        (CreditBaseline updated, string retrains) = Retrains.Accept(
            CreditBaseline.Create(report, path, old.Tolerance),
            accepted,
            running,
            cancellation);
        cancellation.ThrowIfCancellationRequested();
        if (accepted.Length == 0 && old.Model.Sha256 == updated.Model.Sha256)
        {
            // Nothing was retrained, so what was accepted beside it stays where it says the same.
            updated = updated.WithAcceptedOf(old);
        }

        bool same = BaselineWriter.ToBytes(old).AsSpan().SequenceEqual(BaselineWriter.ToBytes(updated));
        if (!same)
        {
            updated.Save();
        }

        string summary = same ? "unchanged" : "updated; ranks, halves and predictions are pinned anew";
        string text = retrains + Cleared(old, updated) + BaselineChange.Table(old, updated);
        Output.Write(diagnostics
            ? DiagnosticLines.Render(CheckedBaseline.Held(path, summary, text))
            : $"{PlainText.Safe(path)}: {summary}{Environment.NewLine}{text}");
        return ExitCodes.Held;
    }

    private static string Cleared(CreditBaseline old, CreditBaseline updated) => old.Accepted.Count(a => !updated.Knows(a.Sha256)) switch
    {
        0 => "",
        var count => $"{count} accepted {(count == 1 ? "retrain" : "retrains")} of the model before cleared; add those of the new one: koopman-assert accept {PlainText.Quoted(PlainText.Safe(old.Path))} MODEL…{Environment.NewLine}",
    };
}
