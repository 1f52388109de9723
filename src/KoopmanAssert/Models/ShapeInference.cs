using KoopmanAssert.Core.Models.Onnx;

namespace KoopmanAssert.Core.Models;

/// <summary>Finds which tensors of a network can be cut from the shapes that ONNX Runtime infers, without running the network.</summary>
/// <remarks>
/// The axes of the inputs get the lengths that the samples have, and a free batch axis a name: a tensor whose first axis has that name has
/// one row per sample, whatever the batch. Weights decide no shape, so the network is loaded without them.
/// </remarks>
internal static class ShapeInference
{
    private const string BatchName = "koopman:batch";
    private const long FreeBatch = -1;
    private const long Unknown = -2;

    // A shape follows from tensors with an entry or two per axis: other shapes, axes, pads, scales. A larger tensor is a weight.
    private const long MaxShapeValues = 64;

    /// <summary>The tensors that depend on the samples and can be cut, by name; null where only a run shows all shapes.</summary>
    public static IReadOnlyDictionary<string, CutTensor>? FindCuttable(ModelGraph graph, ModelInputs inputs)
    {
        string[] computed = [.. graph.Nodes.SelectMany(n => n.Outputs).Where(graph.IsData)];
        if (computed.Length == 0 || !graph.Nodes.All(HasCertainShapes))
        {
            return null;
        }

        using ModelSession? session = Open(graph, inputs, computed);
        long batch = inputs.HasFixedBatch ? inputs.BatchSize : FreeBatch;
        var cuttable = new Dictionary<string, CutTensor>(StringComparer.Ordinal);
        foreach (string name in inputs.Shapes.Select(s => s.Input.Name).Where(graph.IsData).Concat(computed))
        {
            if (session?.TypeOf(name) is not { } type)
            {
                return null;
            }

            if (!type.IsTensor || !TensorRows.IsReal(type.ElementDataType))
            {
                continue;
            }

            long[] shape = [.. type.Dimensions.Zip(type.SymbolicDimensions, Length)];
            if (!IsCertain(shape, batch))
            {
                return null;
            }

            if (CutTensor.Create(name, type.ElementDataType, shape, shape[0] == batch, inputs.HasBatchAxis) is { } tensor)
            {
                cuttable.Add(name, tensor);
            }
        }

        return cuttable;
    }

    // A scalar looks like a tensor of unknown rank. Of a tensor that no array can hold the run tells.
    private static bool IsCertain(long[] shape, long batch) =>
        shape is [var first, .. var rest] && rest.All(dim => dim >= 0) && (first == batch || (first >= 0 && batch != FreeBatch))
        && shape.Aggregate(1.0, (size, dim) => size * Math.Abs(dim)) <= Array.MaxLength;

    private static long Length(int dim, string symbol) => dim >= 0 ? dim : symbol == BatchName ? FreeBatch : Unknown;

    // The body of a loop or of a branch may give another shape each time, and other domains need not state shapes as the standard does.
    private static bool HasCertainShapes(GraphNode node) =>
        node.Proto.Domain is "" or "ai.onnx" && !BodyConstants.Bodies(node.Proto).Any();

    // What the runtime does not load so, the run loads as it is.
    private static ModelSession? Open(ModelGraph graph, ModelInputs inputs, string[] computed)
    {
        ModelProto part = SubModel.Extract(graph, [], computed);
        ILookup<bool, TensorProto> stored = part.Graph.Initializer.ToLookup(IsWeight);
        part.Graph.Initializer.Clear();
        part.Graph.Initializer.AddRange(stored[false]);
        part.Graph.Input.Clear();
        part.Graph.Input.AddRange(inputs.Shapes.Select(s => Describe(s, inputs)));
        part.Graph.Input.AddRange(stored[true].Select(w => SubModel.Describe(w.Name, w.DataType, w.Dims.Select(Of))));
        try
        {
            return ModelSession.Open(graph, part);
        }
        catch (ModelException)
        {
            return null;
        }
    }

    private static bool IsWeight(TensorProto tensor) => tensor.Dims.Aggregate(1.0, (size, dim) => size * dim) > MaxShapeValues;

    private static ValueInfoProto Describe(InputShape shape, ModelInputs inputs)
    {
        IEnumerable<TensorShapeProto.Types.Dimension> axes = shape.SampleShape.Select(Of);
        return SubModel.Describe(shape.Input.Name, shape.Input.Type.TensorType.ElemType, !shape.HasBatchAxis ? axes
            : axes.Prepend(inputs.HasFixedBatch ? Of(inputs.BatchSize) : new() { DimParam = BatchName }));
    }

    private static TensorShapeProto.Types.Dimension Of(long length) => new() { DimValue = length };
}
