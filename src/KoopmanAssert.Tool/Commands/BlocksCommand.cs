using System.CommandLine;
using System.Text;

namespace KoopmanAssert.Tool;

/// <summary><c>blocks MODEL</c>: shows how a network is partitioned.</summary>
internal static class BlocksCommand
{
    public static Command Create()
    {
        Argument<string> model = CommonOptions.Model();
        Option<string?> samples = CommonOptions.Samples(required: false);
        Option<bool> json = CommonOptions.Json();
        var run = new RunOptions();
        var settings = new SettingsOptions();
        var command = new Command("blocks", "Shows the blocks of a model: name, kind, dimensions, cut tensors, operators.\n\nExample: koopman-assert blocks models/lenet5.onnx") { model, samples, json };
        run.AddTo(command);
        settings.AddPartitionTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            string path = parsed.GetRequiredValue(model);
            IReadOnlyList<Block> blocks = Partition(path, parsed.GetValue(samples), settings.ReadPartition(parsed, AnalysisSettings.Regression), run.Read(parsed), cancellation);
            Output.Write(parsed.GetValue(json) ? CreditJson.Of(path, blocks) : Text(blocks));
            return Task.FromResult(ExitCodes.Held);
        });
        return command;
    }

    private static IReadOnlyList<Block> Partition(string model, string? samples, AnalysisSettings settings, RunSettings running, CancellationToken cancellation)
    {
        var graph = new ModelGraph(OnnxModel.Load(model), settings.Inputs);
        return BlockPartition.Of(graph, running.Analyst.Probe(model, samples, settings, cancellation), settings.Partition);
    }

    private static string Text(IReadOnlyList<Block> blocks)
    {
        var table = new TextTable("block", "kind", ">inputs", ">outputs", "operators", "ends at");
        foreach (Block block in blocks)
        {
            table.Add(block.Name, block.Kind.ToString(), $"{block.From.Dimension}", $"{block.To.Dimension}",
                string.Join(' ', block.Operators), string.Join(", ", block.To.Names));
        }

        return new StringBuilder().Append(table).ToString();
    }
}
