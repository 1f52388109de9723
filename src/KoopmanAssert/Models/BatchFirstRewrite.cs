using KoopmanAssert.Core.Models.Onnx;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// Rewrites a model so that the tensors between its layers can be snapshots: real numbers with the batch as the first axis. Every added
/// operator copies values or rounds them exactly, so the network computes the same results.
/// </summary>
internal static class BatchFirstRewrite
{
    private const string Mark = "added by KoopmanAssert";
    private const string AsExported = ":as-exported";

    private static readonly HashSet<string> LayoutOperators = new(StringComparer.Ordinal)
    {
        "Squeeze", "Unsqueeze", "Transpose", "Reshape", "Identity", "Dropout", "Cast",
    };

    /// <summary>Rewrites a graph that was just parsed.</summary>
    public static void Apply(GraphProto graph)
    {
        MoveBatchOfInputs(graph);
        MoveBatchOfOutputs(graph);
        SeparateStackedRecurrence(graph);
        QuantizedOperators.ExposeRealValues(graph);
    }

    /// <summary>Whether the rewrite added an operator, so that it is not part of the exported model.</summary>
    public static bool IsAdded(NodeProto node) => node.DocString == Mark;

    /// <summary>The axis that an input had its batch on in the file, before the rewrite made it the first.</summary>
    public static int ExportedBatchAxis(ModelGraph graph, string input) =>
        graph.Readers(input).FirstOrDefault(n => n.Op == "Transpose" && IsAdded(n.Proto) && n.Outputs[0] == input + AsExported) is { } moved
            ? moved.Proto.Attribute[0].Ints.IndexOf(0)
            : 0;

    /// <summary>Creates an operator with one output that is marked as added.</summary>
    public static NodeProto CreateNode(string op, IEnumerable<string> inputs, string output)
    {
        var node = new NodeProto { OpType = op, DocString = Mark };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        return node;
    }

    /// <summary>Makes every reader of a tensor read another one instead, including the bodies of If, Loop and Scan.</summary>
    public static void Redirect(IEnumerable<NodeProto> readers, string from, string to)
    {
        foreach (NodeProto node in readers)
        {
            for (int i = 0; i < node.Input.Count; i++)
            {
                node.Input[i] = node.Input[i] == from ? to : node.Input[i];
            }

            foreach (GraphProto body in BodyConstants.Bodies(node))
            {
                Redirect(body.Node, from, to);
                foreach (ValueInfoProto output in body.Output.Where(o => o.Name == from && !body.Node.Any(n => n.Output.Contains(from))))
                {
                    output.Name = to;
                }
            }
        }
    }

    /// <summary>The axis whose name says that it is the batch; 0 when no axis is named so.</summary>
    private static int BatchAxis(ValueInfoProto value)
    {
        List<string> names = [.. (value.Type?.TensorType?.Shape?.Dim ?? []).Select(d => d.DimParam)];
        int batch = names.FindIndex(n => n is "N" or "n" or "bs" or "B" || n.StartsWith("batch", StringComparison.OrdinalIgnoreCase));
        return Math.Max(0, batch);
    }

    private static void MoveBatchOfInputs(GraphProto graph)
    {
        foreach (ValueInfoProto input in graph.Input.Where(i => BatchAxis(i) > 0))
        {
            int axis = BatchAxis(input);
            int rank = input.Type.TensorType.Shape.Dim.Count;
            Redirect(graph.Node, input.Name, input.Name + AsExported);
            MoveFirst(input, axis);
            graph.Node.Insert(0, CreateTranspose(input.Name, input.Name + AsExported, FromFirst(axis, rank)));
        }
    }

    private static void MoveBatchOfOutputs(GraphProto graph)
    {
        foreach (ValueInfoProto output in graph.Output.Where(o => BatchAxis(o) > 0))
        {
            NodeProto? producer = graph.Node.FirstOrDefault(n => n.Output.Contains(output.Name));
            if (producer is null)
            {
                continue;
            }

            int axis = BatchAxis(output);
            int rank = output.Type.TensorType.Shape.Dim.Count;
            Redirect(graph.Node, output.Name, output.Name + AsExported);
            producer.Output[producer.Output.IndexOf(output.Name)] = output.Name + AsExported;
            MoveFirst(output, axis);
            NodeProto transpose = CreateTranspose(output.Name + AsExported, output.Name, ToFirst(axis, rank));
            graph.Node.Insert(graph.Node.IndexOf(producer) + 1, transpose);
        }
    }

    /// <summary>
    /// Makes the batch the first axis of one tensor between stacked recurrent layers, which read and write with the time axis first.
    /// </summary>
    private static void SeparateStackedRecurrence(GraphProto graph)
    {
        for (int i = graph.Node.Count - 1; i >= 0; i--)
        {
            NodeProto node = graph.Node[i];
            if (IsRecurrent(node) && node.Output[0] is { Length: > 0 } output
                && !graph.Output.Any(o => o.Name == output)
                && FeedsRecurrence(graph, i, output))
            {
                const int Batch = 2, Rank = 4; // time, direction, batch, unit
                Redirect(graph.Node.Skip(i + 1), output, output + AsExported);
                graph.Node.Insert(i + 1, CreateTranspose(output, output + ":batch-first", ToFirst(Batch, Rank)));
                graph.Node.Insert(i + 2, CreateTranspose(output + ":batch-first", output + AsExported, FromFirst(Batch, Rank)));
            }
        }
    }

    private static bool IsRecurrent(NodeProto node) =>
        node.Domain is "" or "ai.onnx" && node.OpType is "LSTM" or "GRU" or "RNN"
            && !node.Attribute.Any(a => a.Name == "layout" && a.I != 0);

    // Operators stand in the order in which they run, which nothing has checked yet: one pass ends also where a tensor leads to itself.
    private static bool FeedsRecurrence(GraphProto graph, int writer, string tensor)
    {
        var passed = new HashSet<string>(StringComparer.Ordinal) { tensor };
        foreach (NodeProto reader in graph.Node.Skip(writer + 1).Where(n => n.Input.Count > 0 && passed.Contains(n.Input[0])))
        {
            if (IsRecurrent(reader))
            {
                return true;
            }

            if (LayoutOperators.Contains(reader.OpType))
            {
                passed.Add(reader.Output[0]);
            }
        }

        return false;
    }

    private static void MoveFirst(ValueInfoProto value, int axis)
    {
        TensorShapeProto shape = value.Type.TensorType.Shape;
        TensorShapeProto.Types.Dimension batch = shape.Dim[axis];
        shape.Dim.RemoveAt(axis);
        shape.Dim.Insert(0, batch);
    }

    private static NodeProto CreateTranspose(string from, string to, IEnumerable<long> axes)
    {
        NodeProto node = CreateNode("Transpose", [from], to);
        var order = new AttributeProto { Name = "perm", Type = AttributeProto.Types.AttributeType.Ints };
        order.Ints.AddRange(axes);
        node.Attribute.Add(order);
        return node;
    }

    // The permutation that moves an axis to the front.
    private static IEnumerable<long> ToFirst(int axis, int rank) =>
        Enumerable.Range(0, rank).Where(a => a != axis).Prepend(axis).Select(a => (long)a);

    // The permutation that moves the front axis back.
    private static IEnumerable<long> FromFirst(int axis, int rank) =>
        Enumerable.Range(1, axis).Append(0).Concat(Enumerable.Range(axis + 1, rank - axis - 1)).Select(a => (long)a);
}
