using System.CommandLine;
using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Drift;
using KoopmanAssert.Core.Reports;
using KoopmanAssert.Tool.Options;
using KoopmanAssert.Tool.Running;
using KoopmanAssert.Tool.Terminal;

namespace KoopmanAssert.Tool.Commands;

/// <summary><c>update [PATH…]</c>: accepts intended retrainings by rewriting baselines.</summary>
internal static class UpdateCommand
{
    private const string Description = """
        Updates each baseline to its current model and prints the changes. If the model changed, its accepted retrains are cleared.

        Example: koopman-assert update models/lenet5.credits.json
        """;

    public static Command Create()
    {
        Argument<string[]> paths = CommonOptions.Paths();
        Option<string[]> accepted = CommonOptions.Accepted();
        Option<bool> allowCi = CommonOptions.AllowCi();
        Option<bool> diagnostics = CommonOptions.Diagnostics();
        var run = new RunOptions();
        var command = new Command("update", Description) { paths, accepted, allowCi, diagnostics };
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
        CreditReport report = ProgressLine.Run(path, progress => running.Runner.Run(
            old.ModelPath, old.SamplesPath, old.Settings, running.For(measureNoise: true, progress), cancellation));
        (CreditBaseline updated, string retrains) = Retrains.Accept(
            CreditBaseline.Create(ReportAlignment.KeepWeightOrder(old, report), path, old.Tolerance), accepted, running, cancellation);
        cancellation.ThrowIfCancellationRequested();
        if (accepted.Length == 0 && old.Model.Sha256 == updated.Model.Sha256)
        {
            // Nothing was retrained, so accepted retrains stay as far as they still fit.
            updated = updated.WithAcceptedOf(old);
        }

        bool same = BaselineWriter.ToBytes(old).AsSpan().SequenceEqual(BaselineWriter.ToBytes(updated));
        if (!same)
        {
            updated.Save();
        }

        string summary = same ? "unchanged" : "updated to the current model";
        string text = retrains + Cleared(old, updated) + BaselineChange.Table(old, updated);
        Output.Write(diagnostics
            ? DiagnosticLines.Render(CheckedBaseline.Held(path, summary, text))
            : $"{PlainText.Safe(path)}: {summary}{Environment.NewLine}{text}");
        return ExitCodes.Held;
    }

    private static string Cleared(CreditBaseline old, CreditBaseline updated)
    {
        int count = old.Accepted.Count(a => !updated.Knows(a.Sha256));
        string retrains = count == 1 ? "retrain" : "retrains";
        string command = $"koopman-assert accept {PlainText.Quoted(PlainText.Safe(old.Path))} MODEL…";
        return count == 0 ? ""
            : $"{count} accepted {retrains} of the previous model cleared; add those of the new one: {command}{Environment.NewLine}";
    }
}
