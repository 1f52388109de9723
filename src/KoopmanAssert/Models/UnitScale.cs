using KoopmanAssert.Core.Models.Onnx;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// What the network multiplies the output units of an operator by, right after it: a batch normalisation, or the scale of weights that
/// are integers. An export may fold these factors into the weights, so that they belong to them.
/// </summary>
internal static class UnitScale
{
    /// <summary>The factor of each output unit, or one factor for all; null when there is none.</summary>
    /// <exception cref="ModelException">KOOP2002 when the factors cannot be read.</exception>
    public static double[]? Find(ModelGraph graph, WeightUse use)
    {
        double[]? factors = null;
        bool needsScale = use.Quantization is { Scale: null };
        string tensor = use.Node.Outputs is [var first, ..] ? first : "";
        while (!graph.Outputs.Contains(tensor) && graph.Readers(tensor).ToList() is [var reader])
        {
            string? other = reader.Inputs.FirstOrDefault(i => i != tensor);
            switch (reader.Op)
            {
                case "Cast":
                case "Add" when other is not null && !graph.IsData(other):
                    break;
                case "Mul" when needsScale && other is not null && WeightFactor(graph, other) is { } scale:
                    (factors, needsScale) = (Times(factors, scale), false);
                    break;
                case "BatchNormalization" when reader.Inputs[0] == tensor && Normalisation(graph, reader) is { } normalisation:
                    return Times(factors, normalisation);
                default:
                    return factors;
            }

            tensor = reader.Outputs[0];
        }

        return factors;
    }

    /// <summary>γ / √(variance + ε) of each channel.</summary>
    private static double[]? Normalisation(ModelGraph graph, GraphNode node)
    {
        double epsilon = node.Proto.Attribute.FirstOrDefault(a => a.Name == "epsilon")?.F ?? 1e-5f;
        bool isTraining = node.Proto.Attribute.Any(a => a.Name == "training_mode" && a.I != 0);
        return !isTraining && node.Proto.Input.Count == 5 && Read(graph, node.Proto.Input[1]) is { } gamma
            && Read(graph, node.Proto.Input[4]) is { } variance && gamma.Length == variance.Length
            ? [.. gamma.Zip(variance, (g, v) => g / Math.Sqrt(v + epsilon))]
            : null;
    }

    // The results of integers are multiplied by the scale of the inputs times that of the weights, which an export may multiply first.
    // The scale of the inputs is their DynamicQuantizeLinear's, or is read by their QuantizeLinear; a weight may have one, too.
    private static double[]? WeightFactor(ModelGraph graph, string scale)
    {
        if (graph.Producer(scale) is not { Op: "Mul" } product)
        {
            return Read(graph, scale);
        }

        return product.Inputs
            .Where(i => !graph.IsData(i) && !graph.Readers(i).Any(r => r.Op == "QuantizeLinear" && graph.IsData(r.Inputs[0])))
            .Select(i => Read(graph, i))
            .FirstOrDefault();
    }

    private static double[]? Read(ModelGraph graph, string tensor) =>
        graph.Weight(tensor) is { } stored && InputSpec.IsFloat((TensorProto.Types.DataType)stored.DataType)
            ? WeightTensor.Read(graph.Model, stored)
            : null;

    private static double[] Times(double[]? factors, double[] more) => factors is null || factors.Length == 1
        ? [.. more.Select(m => m * (factors?[0] ?? 1))]
        : [.. factors.Select((f, i) => f * more[i % more.Length])];
}
