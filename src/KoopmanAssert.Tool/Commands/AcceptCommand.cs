using System.CommandLine;
using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Reports;
using KoopmanAssert.Tool.Options;
using KoopmanAssert.Tool.Running;
using KoopmanAssert.Tool.Terminal;

namespace KoopmanAssert.Tool.Commands;

/// <summary><c>accept BASELINE [MODEL…]</c>: adds accepted retrains, from which the tolerance is learnt.</summary>
internal static class AcceptCommand
{
    private const string Description = """
        Adds retrained models to the accepted retrains, from which a baseline's tolerance is learnt. Each is judged by the models accepted
        before.

        Example: koopman-assert accept models/lenet5.credits.json retrains/lenet5-2.onnx
        """;

    public static Command Create()
    {
        Argument<string> baseline = CommonOptions.Baseline();
        Argument<string[]> models = CommonOptions.NoOption(new Argument<string[]>("MODEL")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "Retrained models that are as good as the first (default: the model that the baseline names).",
        });
        Option<string?> labels = CommonOptions.Labels();
        Option<bool> list = new("--list") { Description = "List the accepted retrains, each with its score without itself." };
        Option<string[]> remove = CommonOptions.NoOption(new Option<string[]>("--remove")
        {
            HelpName = "SHA",
            AllowMultipleArgumentsPerToken = true,
            Description = "Remove the accepted retrain whose SHA-256 begins with SHA.",
        });
        var force = new ForceOptions();
        Option<bool> allowCi = CommonOptions.AllowCi();
        var run = new RunOptions();
        var command = new Command("accept", Description) { baseline, models, labels, list, remove, allowCi };
        force.AddTo(command);
        run.AddTo(command);
        CommonOptions.Rule(command, result =>
            result.GetValue(list) && (result.GetValue(remove) is { Length: > 0 } || result.GetValue(models) is { Length: > 0 })
                ? "--list takes neither models nor --remove."
                : null);
        command.SetAction((parsed, cancellation) =>
        {
            RunSettings running = run.Read(parsed) with { Labels = parsed.GetValue(labels) };
            string path = parsed.GetRequiredValue(baseline);
            if (parsed.GetValue(list))
            {
                Output.Write(AcceptedList.Render(CreditBaseline.Load(path)));
                return Task.FromResult(ExitCodes.Held);
            }

            if (!parsed.GetValue(allowCi))
            {
                BuildServer.Refuse(path);
            }

            Output.Write(Change(
                path, parsed.GetValue(models) ?? [], parsed.GetValue(remove) ?? [], force.Read(parsed), running, cancellation));
            return Task.FromResult(ExitCodes.Held);
        });
        return command;
    }

    private static string Change(
        string path, string[] models, string[] remove, string? reason, RunSettings running, CancellationToken cancellation) =>
        BaselineEdit.Run(path, old => Change(old, models, remove, reason, running, cancellation), cancellation);

    private static (byte[]? Content, string Text) Change(
        CreditBaseline old, string[] models, string[] remove, string? reason, RunSettings running, CancellationToken cancellation)
    {
        CreditBaseline changed = remove.Aggregate(old, (baseline, sha) => baseline.Without(sha));
        string[] added = models.Length > 0 || remove.Length > 0 ? models : [old.ModelPath];
        string text;
        (changed, text) = Retrains.Accept(changed, added, reason, running, cancellation);
        string removed = string.Concat(
            old.Accepted.Where(a => !changed.Knows(a.Sha256)).Select(a => $"removed: {a.Sha256[..12]}…{Environment.NewLine}"));
        return (
            changed == old ? null : BaselineWriter.ToBytes(changed),
            $"{removed}{text}{PlainText.Safe(old.Path)}: {AcceptedList.Count(changed)}{Environment.NewLine}");
    }
}
