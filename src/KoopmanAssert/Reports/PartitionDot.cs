using System.Text;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Partition;

namespace KoopmanAssert.Core.Reports;

/// <summary>
/// A partition as a drawing for Graphviz: one box per block with the parts of its refinement inside; arrows are the cuts.
/// </summary>
internal static class PartitionDot
{

    /// <summary>The drawing of a network's blocks, in the DOT language.</summary>
    public static string Render(string model, IReadOnlyList<BlockTree> blocks)
    {
        var text = new StringBuilder();
        text.AppendLine($"digraph {Quoted(Path.GetFileName(model))} {{");
        text.AppendLine("  rankdir=TB; node [shape=box, fontname=\"sans-serif\"]; edge [fontname=\"sans-serif\"];");
        text.AppendLine("  input [shape=plaintext];");
        var leaves = new List<Block>();
        foreach (BlockTree tree in blocks)
        {
            Draw(text, tree, leaves, "  ");
        }

        text.AppendLine("  output [shape=plaintext];");
        for (int i = 0; i <= leaves.Count; i++)
        {
            string from = i == 0 ? "input" : $"part{i}", to = i == leaves.Count ? "output" : $"part{i + 1}";
            Cut cut = i == 0 ? leaves[0].From : leaves[i - 1].To;
            text.AppendLine($"  {from} -> {to} [label={Quoted($"{cut.Dimension}")}, tooltip={Quoted(string.Join(", ", cut.Names))}];");
        }

        return text.AppendLine("}").ToString();
    }

    private static void Draw(StringBuilder text, BlockTree tree, List<Block> leaves, string indent)
    {
        string label = Quoted($"{tree.Block.Name}\n{tree.Block.Kind} {tree.Block.From.Dimension} → {tree.Block.To.Dimension}");
        if (tree.Parts.Count == 0)
        {
            leaves.Add(tree.Block);
            text.AppendLine($"{indent}part{leaves.Count} [label={label}];");
            return;
        }

        text.AppendLine($"{indent}subgraph cluster_{leaves.Count + 1}_{indent.Length} {{");
        text.AppendLine($"{indent}  label={label};");
        foreach (BlockTree part in tree.Parts)
        {
            Draw(text, part, leaves, indent + "  ");
        }

        text.AppendLine($"{indent}}}");
    }

    // Names come from the model: a quote would end the text, and a backslash would begin an escape of Graphviz.
    private static string Quoted(string name)
    {
        IEnumerable<string> lines = name.Split('\n')
            .Select(l => PlainText.Safe(PlainText.Shortened(l)).Replace("\\", "\\\\").Replace("\"", "\\\""));
        return $"\"{string.Join("\\n", lines)}\"";
    }
}
