using System.Globalization;
using KoopmanAssert.Core.Models;

namespace KoopmanAssert.Core.Partition;

/// <summary>
/// The blocks of a baseline, which the globs of its settings match. A model whose modules were renamed is divided where the baseline's was,
/// until an update takes over the new names.
/// </summary>
/// <param name="Text">One block per line: its inputs, outputs, number of weights and name.</param>
internal sealed record RecordedBlocks(string Text)
{
    private const int Unreachable = int.MaxValue / 2;

    // More than all ends within layers together.
    private const int CostOfWeight = 1 << 12;

    /// <summary>The record of some blocks.</summary>
    public static RecordedBlocks Create(IEnumerable<(string Name, int Inputs, int Outputs, int Weights)> blocks) => new(string.Join(
        '\n', blocks.Select(b => string.Create(CultureInfo.InvariantCulture, $"{b.Inputs} {b.Outputs} {b.Weights} {b.Name}"))));

    /// <summary>The names that the blocks of a partition have in the baseline, or null where they have others dimensions.</summary>
    public IReadOnlyList<string>? NamesOf(IReadOnlyList<Cut> cuts)
    {
        List<Recorded> blocks = Read();
        return blocks.Count == cuts.Count - 1
            && blocks.Select((b, i) => b.Inputs == cuts[i].Dimension && b.Outputs == cuts[i + 1].Dimension).All(same => same)
            ? [.. blocks.Select(b => b.Name)]
            : null;
    }

    /// <summary>
    /// The cut points at which a network is divided into blocks of the recorded dimensions, whose numbers of weights differ least; between
    /// layers rather than within them. Null if there are none.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="network">Its operators.</param>
    /// <param name="points">Where it may be cut, the first and the last point included.</param>
    /// <param name="layers">The ends of layers.</param>
    public IReadOnlyList<CutPoint>? Find(
        ModelGraph graph, NetworkCuts network, IReadOnlyList<CutPoint> points, IReadOnlyCollection<CutPoint> layers)
    {
        int[] weights = WeightsBefore(graph, network);
        List<Recorded> blocks = Read();
        int[][] cost = [.. Enumerable.Range(0, blocks.Count + 1).Select(_ => new int[points.Count])];
        int[][] from = [.. Enumerable.Range(0, blocks.Count + 1).Select(_ => new int[points.Count])];
        Array.Fill(cost[0], Unreachable);
        cost[0][0] = 0;
        for (int b = 0; b < blocks.Count; b++)
        {
            Array.Fill(cost[b + 1], Unreachable);
            foreach (int start in Enumerable.Range(0, points.Count)
                .Where(p => cost[b][p] < Unreachable && points[p].Cut.Dimension == blocks[b].Inputs))
            {
                for (int end = start + 1; end < points.Count; end++)
                {
                    int held = weights[points[end].After + 1] - weights[points[start].After + 1];
                    int sum = cost[b][start] + (Math.Abs(held - blocks[b].Weights) * CostOfWeight)
                        + (layers.Contains(points[end]) ? 0 : 1);
                    if (points[end].Cut.Dimension == blocks[b].Outputs && sum < cost[b + 1][end])
                    {
                        (cost[b + 1][end], from[b + 1][end]) = (sum, start);
                    }
                }
            }
        }

        if (blocks.Count == 0 || cost[^1][^1] >= Unreachable)
        {
            return null;
        }

        var found = new List<CutPoint> { points[^1] };
        for (int b = blocks.Count, at = points.Count - 1; b > 0; b--)
        {
            at = from[b][at];
            found.Insert(0, points[at]);
        }

        return found;
    }

    // How many operators with weights there are before each operator.
    private static int[] WeightsBefore(ModelGraph graph, NetworkCuts network)
    {
        int[] before = new int[network.Nodes.Count + 1];
        for (int i = 0; i < network.Nodes.Count; i++)
        {
            before[i + 1] = before[i] + (ParametrisedOperators.IsParametrised(graph, network.Nodes[i]) ? 1 : 0);
        }

        return before;
    }

    private List<Recorded> Read() => [.. Text.Split('\n').Select(line => line.Split(' ', 4)).Select(parts => new Recorded(
        parts[3], Number(parts[0]), Number(parts[1]), Number(parts[2])))];

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private sealed record Recorded(string Name, int Inputs, int Outputs, int Weights);
}
