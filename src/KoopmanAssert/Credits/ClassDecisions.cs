using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Credits;

/// <summary>How a classifier decides on the samples, from its class scores (logits) before the softmax.</summary>
/// <param name="Predictions">The class with the highest score, one a sample; the first of equals.</param>
/// <param name="Shares">The mean probability of each class.</param>
/// <param name="Doubt">ln(1 − the mean of the largest probability), at least ln 2⁻²⁴.</param>
internal sealed record ClassDecisions(IReadOnlyList<int> Predictions, IReadOnlyList<double> Shares, double Doubt)
{
    /// <summary>A class that the accepted model predicts no more often than that has no rate worth a comparison.</summary>
    public const int FewestPredictions = 5;

    // More classes than that have few samples each, and would be most of the figures.
    private const int MostShares = 32;

    private const double LeastDoubt = 1.0 / (1 << 24);

    /// <summary>Whether the shares of so many classes are figures.</summary>
    public static bool HasShares(int classes) => classes <= MostShares;

    /// <summary>The number C of classes.</summary>
    public int Count => Shares.Count;

    /// <summary>The decisions on C-by-n scores, one sample a column.</summary>
    public static ClassDecisions Compute(DenseMatrix scores)
    {
        int classes = scores.RowCount, samples = scores.ColumnCount;
        int[] predictions = new int[samples];
        double[] shares = new double[classes];
        double doubt = 0;
        double[] p = new double[classes];
        for (int i = 0; i < samples; i++)
        {
            ReadOnlySpan<double> column = scores.Values.AsSpan(i * classes, classes);
            int best = TensorPrimitives.IndexOfMax(column);
            TensorPrimitives.Subtract(column, column[best], p); // or the exponentials of large scores overflow
            TensorPrimitives.SoftMax<double>(p, p);
            for (int c = 0; c < classes; c++)
            {
                shares[c] += p[c] / samples;
                doubt += c == best ? 0 : p[c] / samples; // summed from the others: 1 − max P loses it where P is close to 1
            }

            predictions[i] = best;
        }

        return new ClassDecisions(predictions, shares, Math.Log(Math.Max(doubt, LeastDoubt)));
    }

    /// <summary>The worst class's share of samples that the accepted model put in it and this one does not.</summary>
    public double ChurnFrom(IReadOnlyList<int> accepted) => Churn(accepted, Predictions);

    /// <summary>The worst class's share of samples that one model put in it and another does not.</summary>
    public static double Churn(IReadOnlyList<int> accepted, IReadOnlyList<int> predictions) => accepted.Zip(predictions)
        .GroupBy(pair => pair.First)
        .Where(group => group.Count() > FewestPredictions)
        .Select(group => group.Average(pair => pair.First == pair.Second ? 0.0 : 1.0))
        .DefaultIfEmpty(0).Max();
}
