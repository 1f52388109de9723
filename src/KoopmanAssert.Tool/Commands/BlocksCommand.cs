using System.CommandLine;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Partition;
using KoopmanAssert.Core.Reports;
using KoopmanAssert.Tool.Messages;
using KoopmanAssert.Tool.Options;
using KoopmanAssert.Tool.Terminal;

namespace KoopmanAssert.Tool.Commands;

/// <summary><c>blocks MODEL</c>: shows how a network is partitioned.</summary>
internal static class BlocksCommand
{
    private const string Description = """
        Shows the blocks of a model: name, kind, dimensions, cut tensors, operators.

        Example: koopman-assert blocks models/lenet5.onnx --tree
        """;

    public static Command Create()
    {
        Argument<string> model = CommonOptions.Model();
        Option<string?> samples = CommonOptions.Samples(required: false);
        Option<bool> json = CommonOptions.Json();
        Option<bool> tree = new("--tree") { Description = "Also show what --split can refine each block to." };
        Option<bool> dot = new("--dot") { Description = "Write a drawing of the blocks and their refinement for Graphviz (dot -Tsvg)." };
        var run = new RunOptions();
        var settings = new SettingsOptions();
        var command = new Command("blocks", Description) { model, samples, json, tree, dot };
        run.AddTo(command);
        settings.AddPartitionTo(command);
        CommonOptions.Rule(command, result => new[] { json, tree, dot }.Count(result.GetValue) > 1
            ? "--json, --tree and --dot exclude each other."
            : null);
        command.SetAction((parsed, cancellation) =>
        {
            string path = parsed.GetRequiredValue(model);
            AnalysisSettings method = settings.Read(parsed);

            // The worker parses the model too: only the native runtime, which may crash, can tell which tensors can be cut.
            TensorsAnswer probe = run.Read(parsed).Workers.Probe(path, parsed.GetValue(samples), method, cancellation);
            ModelGraph graph = NetworkBinding.Resolve(OnnxModel.Load(path, probe.Branches()), method, probe.LeftOut);
            var tensors = probe.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
            IReadOnlyList<BlockTree> trees = BlockPartition.CreateTree(graph, tensors, method.Partition);
            IReadOnlyList<Block> blocks = [.. trees.Select(t => t.Block)];
            IReadOnlyList<string> notes = [.. PartitionNotes.Collect(graph, blocks, method.Partition), .. probe.Notes];
            Output.Write(parsed.GetValue(json) ? CreditJson.Render(path, blocks, notes)
                : parsed.GetValue(dot) ? PartitionDot.Render(path, trees)
                : PartitionText.Render(trees, notes, parsed.GetValue(tree)));
            return Task.FromResult(ExitCodes.Held);
        });
        return command;
    }
}
