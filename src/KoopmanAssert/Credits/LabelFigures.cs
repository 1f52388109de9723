using System.Numerics.Tensors;
using KoopmanAssert.Core.Models;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Credits;

/// <summary>How right a network is on samples whose labels are known.</summary>
internal static class LabelFigures
{
    // The resolution of float32: no probability or error of float32 outputs is known more closely.
    private const double Least = 1.0 / (1 << 24);

    /// <summary>The figures of a classifier.</summary>
    /// <param name="scores">Its scores, C-by-n, one sample a column.</param>
    /// <param name="labels">The class of each sample, from 0.</param>
    public static IReadOnlyList<Figure> OfClasses(DenseMatrix scores, SampleLabels labels)
    {
        int classes = scores.RowCount, samples = scores.ColumnCount;
        int[] right = new int[classes], all = new int[classes];
        double[] p = new double[classes];
        double entropy = 0;
        for (int i = 0; i < samples; i++)
        {
            ReadOnlySpan<double> column = scores.Values.AsSpan(i * classes, classes);
            int label = (int)labels.Values[i], best = TensorPrimitives.IndexOfMax(column);
            TensorPrimitives.Subtract(column, column[best], p); // or the exponentials of large scores overflow
            double own = p[label];
            TensorPrimitives.Exp<double>(p, p);
            entropy += (Math.Log(TensorPrimitives.Sum<double>(p)) - own) / samples;
            all[label]++;
            right[label] += best == label ? 1 : 0;
        }

        double accuracy = right.Sum() / (double)samples;
        double worst = Enumerable.Range(0, classes).Where(c => all[c] > ClassDecisions.FewestPredictions)
            .Select(c => right[c] / (double)all[c]).DefaultIfEmpty(accuracy).Min();
        return
        [
            new Figure(FigureKind.CrossEntropy, 0, Math.Log(Math.Max(entropy, Least))),
            new Figure(FigureKind.Accuracy, 0, accuracy),
            new Figure(FigureKind.WorstRecall, 0, worst),
        ];
    }

    /// <summary>The figure of a network that is not a classifier.</summary>
    /// <param name="outputs">Its outputs, q-by-n, one sample a column.</param>
    /// <param name="labels">What the outputs should be.</param>
    public static IReadOnlyList<Figure> OfOutputs(DenseMatrix outputs, SampleLabels labels)
    {
        double error = TensorPrimitives.Distance<double>(outputs.Values, labels.Values);
        double size = TensorPrimitives.Norm<double>(labels.Values);
        return [new Figure(FigureKind.OutputError, 0, Nats.Log(Math.Max(error, Least * size) / Math.Sqrt(labels.Values.Length)))];
    }

    /// <summary>Whether a figure follows from labels.</summary>
    public static bool IsOne(Figure figure) => IsOne(figure.Kind);

    /// <summary>Whether a kind of figure follows from labels.</summary>
    public static bool IsOne(FigureKind kind) =>
        FigureRule.For(kind).Scope is FigureScope.LabelledClassifier or FigureScope.LabelledOutputs;
}
