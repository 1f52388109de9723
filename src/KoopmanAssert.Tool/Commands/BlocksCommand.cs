using System.CommandLine;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Partition;
using KoopmanAssert.Core.Reports;

namespace KoopmanAssert.Tool;

/// <summary><c>blocks MODEL</c>: shows how a network is partitioned.</summary>
internal static class BlocksCommand
{
    public static Command Create()
    {
        Argument<string> model = CommonOptions.Model();
        Option<string?> samples = CommonOptions.Samples(required: false);
        Option<bool> json = CommonOptions.Json();
        Option<bool> tree = new("--tree") { Description = "Show too what --split can refine each block to." };
        Option<bool> dot = new("--dot") { Description = "Write a drawing of the blocks and their refinement for Graphviz (dot -Tsvg)." };
        var run = new RunOptions();
        var settings = new SettingsOptions();
        var command = new Command("blocks", "Shows the blocks of a model: name, kind, dimensions, cut tensors, operators.\n\nExample: koopman-assert blocks models/lenet5.onnx --tree") { model, samples, json, tree, dot };
        run.AddTo(command);
        settings.AddPartitionTo(command);
        command.Validators.Add(result =>
        {
            if (new[] { json, tree, dot }.Count(result.GetValue) > 1)
            {
                result.AddError("Give one of --json, --tree and --dot.");
            }
        });
        command.SetAction((parsed, cancellation) =>
        {
            string path = parsed.GetRequiredValue(model);
            AnalysisSettings method = settings.Read(parsed);
            var graph = new ModelGraph(OnnxModel.Load(path), method.Inputs);
            IReadOnlyDictionary<string, CutTensor> tensors = run.Read(parsed).Analyst
                .Probe(path, parsed.GetValue(samples), method, cancellation);
            IReadOnlyList<BlockTree> trees = BlockPartition.CreateTree(graph, tensors, method.Partition);
            IReadOnlyList<Block> blocks = [.. trees.Select(t => t.Block)];
            IReadOnlyList<string> notes = PartitionNotes.Collect(graph, blocks, method.Partition);
            Output.Write(parsed.GetValue(json) ? CreditJson.Render(path, blocks, notes)
                : parsed.GetValue(dot) ? PartitionDot.Render(path, trees)
                : PartitionText.Render(trees, notes, parsed.GetValue(tree)));
            return Task.FromResult(ExitCodes.Held);
        });
        return command;
    }
}
