using KoopmanAssert.Core.Models;

namespace KoopmanAssert.Core.Partition;

/// <summary>Finds the class scores (logits) of a classifier at the output of a network.</summary>
internal static class ClassScores
{
    /// <summary>The most classes of a classifier.</summary>
    public const int MostClasses = 1 << 16;

    /// <summary>The operators that a classifier ends with, softmax apart: their results can be any real number.</summary>
    private static readonly HashSet<string> LeavesScores = new(StringComparer.Ordinal)
    {
        "Gemm", "MatMul", "Einsum", "Add", "Sum", "QLinearMatMul", "QLinearAdd", "QGemm", "MatMulIntegerToFloat", "DynamicQuantizeMatMul",
        "Flatten", "Reshape", "Squeeze", "GlobalAveragePool", "QLinearGlobalAveragePool", "ReduceMean", "QLinearReduceMean", "Conv",
        "QLinearConv",
    };

    /// <summary>The scores of the output that the setting names, or null for a network that is not a classifier.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="end">The cut at the network's output.</param>
    /// <param name="cuttable">The tensors that can be cut, by name.</param>
    /// <param name="classes">The setting.</param>
    /// <exception cref="SettingsException">KOOP4001 if the setting names no output, or one that has no axis of two or more
    /// classes.</exception>
    public static CutTensor? Find(
        ModelGraph graph, Cut end, IReadOnlyDictionary<string, CutTensor> cuttable, ClassOutput classes)
    {
        if (classes == ClassOutput.None)
        {
            return null;
        }

        if (classes != ClassOutput.Auto)
        {
            return Scores(graph, Named(graph, end, classes.ToString()), cuttable, _ => true);
        }

        return end.Tensors is [{ SampleShape: [>= 2 and <= MostClasses] } only]
            ? Scores(graph, only, cuttable, LeavesScores.Contains)
            : null;
    }

    private static CutTensor? Scores(
        ModelGraph graph, CutTensor output, IReadOnlyDictionary<string, CutTensor> cuttable, Func<string, bool> leavesScores) =>
        graph.Producer(BehindRounding(graph, output.Name).Last()) switch
        {
            { Op: "Softmax" or "LogSoftmax" or "QLinearSoftmax" } softmax when graph.IsData(softmax.Inputs[0]) =>
                BehindRounding(graph, softmax.Inputs[0]).Select(cuttable.GetValueOrDefault).OfType<CutTensor>().FirstOrDefault(),
            { } node when leavesScores(node.Op) || IsScaledProduct(graph, node) => output,
            _ => null,
        };

    /// <summary>
    /// A tensor and those that it has its values from, but for rounding: exports in 16 or 8 bits end in these operators.
    /// </summary>
    private static IEnumerable<string> BehindRounding(ModelGraph graph, string tensor)
    {
        yield return tensor;
        while (graph.Producer(tensor) is { Op: "Cast" or "Identity" or "QuantizeLinear" or "DequantizeLinear" } node)
        {
            yield return tensor = node.Inputs[0];
        }
    }

    // The product of integers, which a multiplication makes real.
    private static bool IsScaledProduct(ModelGraph graph, GraphNode node) => node.Op == "Mul"
        && node.Inputs.Any(i => graph.Producer(BehindRounding(graph, i).Last()) is { Op: "MatMulInteger" or "ConvInteger" });

    private static CutTensor Named(ModelGraph graph, Cut end, string name) =>
        end.Tensors.FirstOrDefault(t => t.Name == name) is { SampleShape: [>= 2 and <= MostClasses] } tensor ? tensor
        : throw new SettingsException(DiagnosticCodes.Usage, graph.Model.Path, $"has no output '{name}' with one value per class.",
            $"Set --classes to an output of shape [batch, classes], or to auto or none. The outputs are: {string.Join(", ", end.Names)}.");
}
