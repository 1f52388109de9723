using System.Text;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Partition;

namespace KoopmanAssert.Core.Reports;

/// <summary>A partition as text: one row per block, and if asked for, one indented row per part of its refinement.</summary>
internal static class PartitionText
{
    /// <summary>The blocks of a network and the notes on them.</summary>
    /// <param name="blocks">The blocks.</param>
    /// <param name="notes">Notes on the partition.</param>
    /// <param name="refined">Whether to show the parts into which each block can be split.</param>
    public static string Render(IReadOnlyList<BlockTree> blocks, IReadOnlyList<string> notes, bool refined)
    {
        var table = new TextTable("block", "kind", ">inputs", ">outputs", "operators", "ends at");
        foreach (BlockTree tree in blocks)
        {
            Add(table, tree, 0, refined);
        }

        StringBuilder text = new StringBuilder().Append(table);
        foreach (string note in notes)
        {
            text.AppendLine($"note: {PlainText.Safe(note)}");
        }

        return text.ToString();
    }

    private static void Add(TextTable table, BlockTree tree, int depth, bool refined)
    {
        Block block = tree.Block;
        table.Add(new string(' ', 2 * depth) + block.Name, block.Kind.ToString(), $"{block.From.Dimension}", $"{block.To.Dimension}",
            string.Join(' ', block.Operators), string.Join(", ", block.To.Names));
        foreach (BlockTree part in refined ? tree.Parts : [])
        {
            Add(table, part, depth + 1, refined);
        }
    }
}
