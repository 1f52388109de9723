using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Models.Onnx;
using KoopmanAssert.Core.Partition;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace KoopmanAssert;

/// <summary>A graph whose tensors can all be cut, without the runtime, which would have to know its operators and shapes.</summary>
internal sealed record CutGraph(ModelGraph Graph, NetworkCuts Cuts, IReadOnlyDictionary<string, CutTensor> Cuttable)
{
    /// <summary>The graph of a network; all its inputs hold samples.</summary>
    /// <param name="folder">Where the model is written.</param>
    /// <param name="network">The network; if it has no output, what its last operator writes is one.</param>
    /// <param name="version">The version of the rules.</param>
    /// <param name="dimension">The dimension of a tensor; 4 if null.</param>
    public static CutGraph Create(
        ModelFolder folder, NetworkProto network, int version = PartitionRule.InsideBranches, Func<string, int>? dimension = null)
    {
        ModelProto model = network.Model.Clone();
        string last = model.Graph.Node[^1].Output[0];
        if (model.Graph.Output.All(o => o.Name != last))
        {
            model.Graph.Output.Add(new ValueInfoProto { Name = last });
        }

        var graph = new ModelGraph(folder.Load(model), [.. model.Graph.Input.Select(i => i.Name)]);
        var cuttable = graph.Nodes.SelectMany(n => n.Outputs).Concat(graph.Inputs.Select(i => i.Name))
            .ToDictionary(name => name, name => new CutTensor(name, TensorElementType.Float, [dimension?.Invoke(name) ?? 4]));
        return new CutGraph(graph, NetworkCuts.Find(graph, [], cuttable, version), cuttable);
    }
}
