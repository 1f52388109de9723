using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Partition;

namespace KoopmanAssert.Core.Credits;

/// <summary>Outputs that a model has besides those of the accepted model: they would widen every cut, so that no block could be compared.
/// </summary>
internal static class AddedOutputs
{
    /// <summary>The partition that ends at the accepted outputs, and the outputs that were added; none unless all accepted ones are there.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="cuttable">The tensors that can be cut.</param>
    /// <param name="settings">The settings, with the accepted outputs if they come from a baseline.</param>
    public static (PartitionRule Rule, IReadOnlyList<string> Added) LeaveOut(
        ModelGraph graph, IReadOnlyDictionary<string, CutTensor> cuttable, AnalysisSettings settings)
    {
        PartitionRule rule = settings.Partition;
        if (rule.Outputs.Count > 0 || settings.AcceptedOutputs is not { } text)
        {
            return (rule, []);
        }

        string[] accepted = text.Split('\n'), outputs = [.. graph.Outputs.Where(cuttable.ContainsKey)];
        string[] added = [.. outputs.Except(accepted)];
        return added.Length > 0 && added.Length + accepted.Length == outputs.Length
            ? (rule with { Outputs = accepted }, added)
            : (rule, []);
    }
}
