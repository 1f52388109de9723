using System.CommandLine;
using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Drift;
using KoopmanAssert.Core.Files;
using KoopmanAssert.Core.Reports;
using KoopmanAssert.Tool.Options;
using KoopmanAssert.Tool.Running;
using KoopmanAssert.Tool.Terminal;

namespace KoopmanAssert.Tool.Commands;

/// <summary><c>update [PATH…]</c>: accepts intended retrainings by rewriting baselines.</summary>
internal static class UpdateCommand
{
    private const string Description = """
        Updates each baseline to its current model and prints the changes. If the model holds, the one that it replaces joins the accepted
        retrains; if it has drifted, the accepted retrains are dropped.

        Example: koopman-assert update models/lenet5.credits.json
        """;

    public static Command Create()
    {
        Argument<string[]> paths = CommonOptions.Paths();
        Option<bool> keep = new("--keep") { Description = "Keep the accepted retrains, also if the model has drifted." };
        Option<bool> reset = new("--reset") { Description = "Drop the accepted retrains, also if the model holds." };
        Option<bool> undo = new("--undo") { Description = "Restore each baseline as it was before its last update." };
        Option<string?> labels = CommonOptions.Labels();
        Option<string[]> accepted = CommonOptions.Accepted();
        var force = new ForceOptions();
        Option<bool> allowCi = CommonOptions.AllowCi();
        Option<bool> diagnostics = CommonOptions.Diagnostics();
        var run = new RunOptions();
        var command = new Command("update", Description) { paths, keep, reset, undo, labels, accepted, allowCi, diagnostics };
        force.AddTo(command);
        run.AddTo(command);
        CommonOptions.Rule(command, result =>
        {
            bool[] chosen = [result.GetValue(keep), result.GetValue(reset), result.GetValue(undo)];
            return chosen.Count(c => c) > 1 || (result.GetValue(undo) && result.GetValue(accepted) is { Length: > 0 })
                ? "--keep, --reset and --undo exclude each other, and --undo accepts no models."
                : null;
        });
        command.SetAction((parsed, cancellation) =>
        {
            RunSettings running = run.Read(parsed) with { Labels = parsed.GetValue(labels) };
            bool asLines = parsed.GetValue(diagnostics);
            RetrainHandling handling = parsed.GetValue(keep) ? RetrainHandling.Keep
                : parsed.GetValue(reset) ? RetrainHandling.Reset
                : RetrainHandling.Auto;
            return Task.FromResult(EachBaseline.Run(parsed.GetValue(paths), asLines, baseline =>
            {
                if (!parsed.GetValue(allowCi))
                {
                    BuildServer.Refuse(baseline);
                }

                (string summary, string text) = parsed.GetValue(undo) ? UndoneUpdate.Write(baseline, cancellation)
                    : Update(baseline, handling, parsed.GetValue(accepted) ?? [], force.Read(parsed), running, cancellation);
                Output.Write(asLines
                    ? DiagnosticLines.Render(CheckedBaseline.Held(baseline, summary, text))
                    : $"{PlainText.Safe(baseline)}: {summary}{Environment.NewLine}{text}");
                return ExitCodes.Held;
            }));
        });
        return command;
    }

    private static (string Summary, string Text) Update(
        string path, RetrainHandling handling, string[] accepted, string? reason, RunSettings running, CancellationToken cancellation) =>
        BaselineEdit.Run(path, old => Update(old, handling, accepted, reason, running, cancellation), cancellation);

    private static (byte[]? Content, (string Summary, string Text) Said) Update(
        CreditBaseline old,
        RetrainHandling handling,
        string[] accepted,
        string? reason,
        RunSettings running,
        CancellationToken cancellation)
    {
        CreditReport report = NamedFiles.Use(old, () => ProgressLine.Run(old.Path, progress => running.Runner.Run(
            old.ModelPath, old.SamplesPath, old.Settings, running.For(old, measureNoise: true, progress), cancellation)));
        var update = BaselineUpdate.Create(old, report, handling);
        (CreditBaseline updated, string retrains) = Retrains.Accept(update.Baseline, accepted, reason, running, cancellation);
        byte[] content = BaselineWriter.ToBytes(updated);
        bool same = AtomicFile.HashOf(content) == old.Content;
        string holds = update.Joined && handling == RetrainHandling.Auto ? ", which holds" : "";
        string summary = same ? "unchanged" : $"updated to the current model{holds}";
        string text = Labelled(old, updated) + (update.Joined ? Joined(update) : Dropped(old, updated)) + retrains
            + BaselineChange.Table(old, updated);
        return (same ? null : content, (summary, text));
    }

    // What a retrain lacks is learnt from the others.
    private static string Labelled(CreditBaseline old, CreditBaseline updated)
    {
        int lacking = updated.Accepted.Count(a => a.Network.Count < updated.Network.Figures.Count);
        return updated.HasLabelsOf(old) || lacking == 0 ? ""
            : lacking == 1 ? $"1 accepted retrain has no figures of these labels; accept its model again to add them{Environment.NewLine}"
            : $"{lacking} accepted retrains have no figures of these labels; accept their models again to add them{Environment.NewLine}";
    }

    private static string Joined(BaselineUpdate update)
    {
        string left = update.Dropped == 0 ? ""
            : $"; the one replaced before it was removed, since at most {Generations.Most} replaced models are kept";
        return $"the previous model joined the accepted retrains, now {update.Baseline.Accepted.Count}{left}{Environment.NewLine}";
    }

    private static string Dropped(CreditBaseline old, CreditBaseline updated)
    {
        int count = old.Accepted.Count(a => !updated.Knows(a.Sha256));
        string retrains = count == 1 ? "1 accepted retrain" : $"{count} accepted retrains";
        string path = PlainText.Quoted(PlainText.Safe(old.Path));
        return count == 0 ? ""
            : $"dropped {retrains} of the previous model. To bring them along: koopman-assert update {path} --undo, "
                + $"then koopman-assert update {path} --keep. "
                + $"To add those of the new model: koopman-assert accept {path} MODEL…{Environment.NewLine}";
    }
}
