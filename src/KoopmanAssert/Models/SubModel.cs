using KoopmanAssert.Core.Models.Onnx;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace KoopmanAssert.Core.Models;

/// <summary>Extracts a part of a model as a model of its own.</summary>
internal static class SubModel
{
    /// <summary>Extracts the model that computes <paramref name="to"/> from <paramref name="from"/>.</summary>
    /// <remarks>
    /// The walk goes back from <paramref name="to"/> and stops at <paramref name="from"/>. Inputs of the whole model that it reaches stay
    /// inputs: a reshape may need the shape of an earlier tensor. Weights, opsets, functions and unknown fields are kept.
    /// </remarks>
    public static ModelProto Extract(ModelGraph graph, IReadOnlyList<CutTensor> from, IReadOnlyList<string> to)
    {
        var given = from.Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        (HashSet<GraphNode> nodes, HashSet<string> reached) = WalkBack(graph, given, to);
        ModelProto whole = graph.Model.Proto;
        var part = new ModelProto
        {
            IrVersion = whole.IrVersion,
            Domain = whole.Domain,
            Graph = new GraphProto { Name = whole.Graph.Name },
        };
        part.OpsetImport.AddRange(whole.OpsetImport);
        part.Functions.AddRange(whole.Functions);
        part.Graph.Node.AddRange(nodes.OrderBy(n => n.Index).Select(n => WithoutGiven(n.Proto, given)));
        part.Graph.Initializer.AddRange(whole.Graph.Initializer.Where(t => reached.Contains(t.Name) && !given.Contains(t.Name)));
        part.Graph.SparseInitializer.AddRange(whole.Graph.SparseInitializer.Where(s => reached.Contains(s.Values.Name)));
        part.Graph.Input.AddRange(from.Where(v => reached.Contains(v.Name)).Select(Describe));
        part.Graph.Input.AddRange(graph.Inputs.Where(i => reached.Contains(i.Name) && !given.Contains(i.Name)));
        part.Graph.Output.AddRange(to.Select(name => new ValueInfoProto { Name = name }));
        return part;
    }

    // An operator that is needed for one output may also write a given tensor, which would then be defined twice.
    private static NodeProto WithoutGiven(NodeProto node, HashSet<string> given)
    {
        if (!node.Output.Any(given.Contains))
        {
            return node;
        }

        NodeProto copy = node.Clone();
        for (int i = 0; i < copy.Output.Count; i++)
        {
            copy.Output[i] += given.Contains(copy.Output[i]) ? ":not-used" : "";
        }

        return copy;
    }

    private static (HashSet<GraphNode> Nodes, HashSet<string> Reached) WalkBack(
        ModelGraph graph,
        HashSet<string> given,
        IReadOnlyList<string> to)
    {
        var nodes = new HashSet<GraphNode>();
        var reached = new HashSet<string>(to, StringComparer.Ordinal);
        var open = new Stack<string>(to);
        while (open.TryPop(out string? tensor))
        {
            if (given.Contains(tensor) || graph.Producer(tensor) is not { } node || !nodes.Add(node))
            {
                continue;
            }

            foreach (string input in node.Inputs.Where(reached.Add))
            {
                open.Push(input);
            }
        }

        return (nodes, reached);
    }

    /// <summary>A tensor of this type and these axes.</summary>
    public static ValueInfoProto Describe(string name, int type, IEnumerable<TensorShapeProto.Types.Dimension> axes)
    {
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(axes);
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = type, Shape = shape } },
        };
    }

    private static ValueInfoProto Describe(CutTensor tensor)
    {
        IEnumerable<TensorShapeProto.Types.Dimension> axes = tensor.SampleShape
            .Select(dim => new TensorShapeProto.Types.Dimension { DimValue = dim });
        int type = (int)(tensor.Type switch
        {
            TensorElementType.Double => TensorProto.Types.DataType.Double,
            TensorElementType.Float16 => TensorProto.Types.DataType.Float16,
            TensorElementType.BFloat16 => TensorProto.Types.DataType.Bfloat16,
            _ => TensorProto.Types.DataType.Float,
        });
        return Describe(
            tensor.Name, type, tensor.HasBatchAxis ? axes.Prepend(new TensorShapeProto.Types.Dimension { DimParam = "batch" }) : axes);
    }
}
