using System.CommandLine;

namespace KoopmanAssert.Tool;

/// <summary><c>update [PATH…]</c>: accepts intended retrainings by rewriting baselines.</summary>
internal static class UpdateCommand
{
    public static Command Create()
    {
        Argument<string[]> paths = CommonOptions.Paths();
        Option<bool> allowCi = CommonOptions.AllowCi();
        Option<bool> diagnostics = CommonOptions.Diagnostics();
        Option<int?> threads = CommonOptions.Threads();
        var command = new Command("update", "Rewrites each baseline for the model that is there now, and prints old → new.\n\nExample: koopman-assert update models/lenet5.credits.json") { paths, allowCi, diagnostics, threads };
        command.SetAction((parsed, cancellation) => Task.FromResult(EachBaseline.Run(parsed.GetValue(paths), parsed.GetValue(diagnostics), baseline =>
        {
            if (!parsed.GetValue(allowCi))
            {
                BuildServer.Refuse(baseline);
            }

            return Update(baseline, parsed.GetValue(diagnostics), parsed.GetValue(threads), cancellation);
        })));
        return command;
    }

    private static int Update(string path, bool diagnostics, int? threads, CancellationToken cancellation)
    {
        var old = CreditBaseline.Load(path);
        CreditReport report = ProgressLine.Run(path, progress => CreditAnalysis.Run(old.ModelPath, old.SamplesPath, old.Settings,
            CommonOptions.Read(threads, measureNoise: true, progress), cancellation));
        var updated = CreditBaseline.Create(report, path, old.Tolerance);
        cancellation.ThrowIfCancellationRequested();
        bool same = BaselineWriter.ToBytes(old).AsSpan().SequenceEqual(BaselineWriter.ToBytes(updated));
        if (!same)
        {
            updated.Save();
        }

        string summary = same ? "unchanged" : "updated; ranks are pinned anew";
        string table = BaselineChange.Table(old, updated);
        Output.Write(diagnostics ? DiagnosticLines.Of(CheckedBaseline.Held(path, summary, table)) : $"{PlainText.Safe(path)}: {summary}{Environment.NewLine}{table}");
        return ExitCodes.Held;
    }
}
