using KoopmanAssert.Core.Models.Onnx;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;
using Microsoft.ML.OnnxRuntime;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// A weight tensor as its operator reads it, with at least two axes longer than 1; leading axes of length 1 are dropped.
/// </summary>
/// <param name="Source">The stored tensor that it comes from.</param>
/// <param name="Shape">The lengths of its axes, in the stored order.</param>
/// <param name="UnitsLast">Whether the output units lie along the last axis, as in a matrix product from the right, and not along the
/// first.</param>
/// <param name="Values">The values in float64, row-major.</param>
internal sealed record Weight(string Source, IReadOnlyList<long> Shape, bool UnitsLast, double[] Values)
{
    /// <summary>The lengths of the axes, output units first.</summary>
    public IReadOnlyList<long> UnitsFirst => UnitsLast ? [Shape[^1], .. Shape.Take(Shape.Count - 1)] : Shape;

    /// <summary>The weight with each output unit multiplied by a factor, or by the one factor for all.</summary>
    /// <returns>null when the factors are not those of the units.</returns>
    public Weight? Times(double[] factors)
    {
        int units = (int)UnitsFirst[0], inner = UnitsLast ? 1 : Values.Length / units;
        if (factors.Length != 1 && factors.Length != units)
        {
            return null;
        }

        double[] values = LargePages.Allocate<double>(Values.Length);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Values[i] * factors[i / inner % units % factors.Length];
        }

        return this with { Values = values };
    }

    /// <summary>Lets the next weight of the size take the memory of the values, which nobody will read any more.</summary>
    public void LetGo() => UnsetMatrix.LetGo(new DenseMatrix(1, Values.Length, Values));
}

/// <summary>
/// Reads the weights that a <see cref="WeightUse"/> describes. A weight that reaches its operator through a transpose, a cast or a
/// dequantisation is computed by the runtime.
/// </summary>
internal static class NetworkWeights
{
    /// <summary>Reads a weight that is stored as its operator reads it; null when it is not a matrix of real numbers.</summary>
    /// <exception cref="ModelException">KOOP2002 when it cannot be read.</exception>
    public static Weight? ReadStored(ModelGraph graph, WeightUse use)
    {
        TensorProto tensor = graph.Weight(use.Tensor)!;
        return InputSpec.IsFloat((DataType)tensor.DataType) && Shape(use, tensor.Dims) is { } shape
            ? new Weight(use.Tensor, shape, use.UnitsLast, WeightTensor.Read(graph.Model, tensor))
            : null;
    }

    /// <summary>Computes all weights that are not stored as their operators read them, in one run.</summary>
    /// <exception cref="ModelException">KOOP2003 when the runtime rejects the computation.</exception>
    public static Dictionary<WeightUse, Weight> Compute(ModelGraph graph, IEnumerable<WeightUse> all, CancellationToken cancellation)
    {
        List<WeightUse> uses = [.. all.Where(u => !u.IsStored(graph))];
        var computed = new Dictionary<WeightUse, Weight>();
        if (uses.Count == 0)
        {
            return computed;
        }

        string[] tensors = [.. uses.SelectMany(u => u.Tensors).Distinct()];
        ModelProto constants = SubModel.Extract(graph, [], tensors);
        string[] outputs = [.. tensors.Select(tensor => $"{tensor}:read")];
        // The runtime refuses a stored tensor as an output in models of IR version 3.
        constants.Graph.Node.AddRange(tensors.Zip(outputs, (from, to) => BatchFirstRewrite.CreateNode("Identity", [from], to)));
        constants.Graph.Output.Clear();
        constants.Graph.Output.AddRange(outputs.Select(name => new ValueInfoProto { Name = name }));
        using var session = ModelSession.Open(graph, constants);
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(new Dictionary<string, OrtValue>(), outputs, cancellation);
        var values = tensors.Zip(results).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        foreach (WeightUse use in uses)
        {
            if (ToWeight(graph, use, values) is { } weight)
            {
                computed[use] = weight;
            }
        }

        return computed;
    }

    private static Weight? ToWeight(ModelGraph graph, WeightUse use, Dictionary<string, OrtValue> computed)
    {
        OrtValue result = computed[use.Tensor];
        if (!result.IsTensor || Shape(use, result.GetTensorTypeAndShape().Shape) is not { } shape)
        {
            return null;
        }

        double[]? values = use.Quantization is { } quantization ? IntegerWeight.Dequantise(result, quantization, computed) : Real(result);
        return values is null ? null : new Weight(use.Source(graph), shape, use.UnitsLast, values);
    }

    private static double[]? Real(OrtValue result)
    {
        OrtTensorTypeAndShapeInfo info = result.GetTensorTypeAndShape();
        if (!TensorRows.IsReal(info.ElementDataType))
        {
            return null;
        }

        double[] values = new double[info.ElementCount];
        TensorRows.Copy(result, 1, values.Length, values, values.Length);
        return values;
    }

    private static List<long>? Shape(WeightUse use, IReadOnlyList<long> dims)
    {
        // The first axis of a recurrent layer is the direction: the gates of both directions are stacked.
        List<long> shape = use.IsRecurrent && dims.Count == 3
            ? [dims[0] * dims[1], dims[2]]
            : [.. dims.SkipWhile(d => d == 1)];
        return shape.Count(d => d > 1) >= 2 ? shape : null;
    }
}
