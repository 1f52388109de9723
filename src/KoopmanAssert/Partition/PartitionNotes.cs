using KoopmanAssert.Core.Models;

namespace KoopmanAssert.Core.Partition;

/// <summary>
/// What a reader of a partition should know: where it begins and ends at other tensors than the model's inputs and outputs.
/// </summary>
internal static class PartitionNotes
{
    /// <summary>The notes, a phrase each.</summary>
    public static IReadOnlyList<string> Collect(ModelGraph graph, IReadOnlyList<Block> blocks, PartitionRule rule)
    {
        string[] whole = [.. graph.Inputs.Select(i => i.Name).Where(i => graph.IsData(i) && !blocks[0].From.Names.Contains(i))];
        string[] left = [.. graph.Outputs
            .Where(o => !blocks[^1].To.Names.Contains(o) && (rule.Outputs.Count == 0 || rule.Outputs.Contains(o)))];
        var notes = new List<string>();
        if (whole.Length > 0)
        {
            notes.Add($"the first block begins at {Names(blocks[0].From.Names)}, the first real numbers behind {Inputs(whole)}");
        }

        if (graph.SideInputs.Count > 0)
        {
            notes.Add($"no part of a snapshot: {Inputs(graph.SideInputs)}, which only {(graph.SideInputs.Count == 1 ? "says" : "say")} how the samples are to be read");
        }

        if (left.Length > 0)
        {
            notes.Add($"the last block ends at {Names(blocks[^1].To.Names)}: no real numbers with a row for each sample are in the output{(left.Length == 1 ? "" : "s")} {Names(left)}");
        }

        return notes;
    }

    private static string Inputs(IReadOnlyList<string> names) => $"the input{(names.Count == 1 ? "" : "s")} {Names(names)}";

    private static string Names(IReadOnlyList<string> names) => string.Join(", ", names.Select(n => $"'{n}'"));
}
