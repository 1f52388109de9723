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
        "Gemm", "MatMul", "Einsum", "Add", "Sum", "QLinearMatMul", "DequantizeLinear", "Flatten", "Reshape", "Squeeze", "Identity", "Cast",
        "GlobalAveragePool", "ReduceMean", "Conv",
    };

    /// <summary>The scores of the output that the setting names, or null for a network that is not a classifier.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="end">The cut at the network's output.</param>
    /// <param name="classes">The setting.</param>
    /// <exception cref="SettingsException">KOOP4001 if the setting names no output, or one that has no axis of two or more
    /// classes.</exception>
    public static CutTensor? Find(ModelGraph graph, Cut end, ClassOutput classes)
    {
        if (classes == ClassOutput.None)
        {
            return null;
        }

        if (classes != ClassOutput.Auto)
        {
            return Scores(graph, Named(graph, end, classes.ToString()), _ => true);
        }

        return end.Tensors is [{ SampleShape: [>= 2 and <= MostClasses] } only] ? Scores(graph, only, LeavesScores.Contains) : null;
    }

    private static CutTensor? Scores(ModelGraph graph, CutTensor output, Func<string, bool> leavesScores) =>
        graph.Producer(output.Name) switch
        {
            { Op: "Softmax" or "LogSoftmax" } softmax when graph.IsData(softmax.Inputs[0]) => output with { Name = softmax.Inputs[0] },
            { } node when leavesScores(node.Op) => output,
            _ => null,
        };

    private static CutTensor Named(ModelGraph graph, Cut end, string name) =>
        end.Tensors.FirstOrDefault(t => t.Name == name) is { SampleShape: [>= 2 and <= MostClasses] } tensor ? tensor
        : throw new SettingsException(DiagnosticCodes.Usage, graph.Model.Path, $"has no output '{name}' with one value per class.",
            $"Set --classes to an output of shape [batch, classes], or to auto or none. The outputs are: {string.Join(", ", end.Names)}.");
}
