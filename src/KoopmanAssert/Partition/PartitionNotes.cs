using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Models.Onnx;

namespace KoopmanAssert.Core.Partition;

/// <summary>Explains where a partition does not begin at the model's inputs or does not end at its outputs.</summary>
internal static class PartitionNotes
{
    /// <summary>The notes, one clause each, without a period.</summary>
    public static IReadOnlyList<string> Collect(ModelGraph graph, IReadOnlyList<Block> blocks, PartitionRule rule)
    {
        IReadOnlyList<string> start = blocks[0].From.Names, end = blocks[^1].To.Names;
        string[] uncutInputs = [.. graph.Inputs.Select(i => i.Name).Where(i => graph.IsData(i) && !start.Contains(i))];
        string[] uncutOutputs = [.. graph.Outputs
            .Where(o => !end.Contains(o) && (rule.Outputs.Count == 0 || rule.Outputs.Contains(o)))];
        var notes = new List<string>();
        if (uncutInputs.Length > 0)
        {
            notes.Add($"the first block begins at {NameList.Quote(start)}, "
                + $"the first real numbers computed from {List("input", uncutInputs)}");
        }

        if (graph.AuxiliaryInputs is { Count: > 0 } auxiliary)
        {
            notes.Add($"{List("input", auxiliary)} {(auxiliary.Count == 1 ? "is" : "are")} not part of the snapshots: "
                + $"{(auxiliary.Count == 1 ? "it only tells" : "they only tell")} the model how to read the samples");
        }

        if (rule.Outputs.Count == 0 && Unheld(graph, blocks) is { Count: > 0 } unheld)
        {
            notes.Add($"{List("weight", unheld)} {(unheld.Count == 1 ? "is" : "are")} in no block, so no figure holds "
                + $"{(unheld.Count == 1 ? "it" : "them")}");
        }

        if (graph.LeftOut is { Count: > 0 } leftOut)
        {
            notes.Add($"no output is computed from {List("input", leftOut)}; no samples are needed there");
        }

        if (uncutOutputs.Length > 0)
        {
            notes.Add($"the last block ends at {NameList.Quote(end)}: {List("output", uncutOutputs)} "
                + $"{(uncutOutputs.Length == 1 ? "does" : "do")} not hold real numbers with one row per sample");
        }

        return notes;
    }

    /// <summary>The trained weights that the blocks do not have: tables of embeddings before the first real numbers.</summary>
    private static IReadOnlyList<string> Unheld(ModelGraph graph, IReadOnlyList<Block> blocks)
    {
        HashSet<int> inside = [.. blocks.SelectMany(b => b.Nodes).Select(n => n.Index)];
        HashSet<string> held = [.. blocks.SelectMany(b => b.Nodes).SelectMany(n => n.Inputs)];
        return
        [
            .. graph.Nodes.Where(n => !inside.Contains(n.Index) && n.Outputs.Any(graph.IsData))
                .Where(n => ParametrisedOperators.IsParametrised(graph, n))
                .SelectMany(n => n.Inputs.Where(i => !held.Contains(i) && IsTrained(graph.Weight(i)))).Distinct(),
        ];
    }

    // A single number, an index or a shape is no weight.
    private static bool IsTrained(TensorProto? weight) => weight is { Dims.Count: > 1 }
        && InputSpec.IsFloat((TensorProto.Types.DataType)weight.DataType);

    private static string List(string what, IReadOnlyList<string> names) =>
        $"the {what}{(names.Count == 1 ? "" : "s")} {NameList.Quote(names)}";
}
