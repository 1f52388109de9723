using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Study;

/// <summary>The figures of one peer for one model.</summary>
/// <param name="Peer">What is measured.</param>
/// <param name="Values">The figures.</param>
/// <param name="Prior">How far honest retraining moves each, before any has been seen.</param>
/// <param name="IsDistance">Whether they are distances from the accepted model, which itself has none.</param>
internal sealed record PeerFigures(string Peer, double[] Values, double Prior, bool IsDistance = false);

/// <summary>Measures what others look at, on the same activations and weights.</summary>
internal sealed class PeerMeasurement
{
    private readonly List<DenseMatrix> _acceptedGrams;
    private readonly DenseMatrix _acceptedProbabilities;
    private readonly IReadOnlyList<int> _acceptedClasses;
    private readonly string _samples;
    private readonly int _count;
    private readonly long[] _labels;

    /// <summary>Measures the accepted model, which the others are compared with.</summary>
    public PeerMeasurement(string accepted, string samples, int count, long[] labels)
    {
        _samples = samples;
        _count = count;
        _labels = labels;
        var pass = PeerPass.Run(accepted, samples, count);
        _acceptedGrams = [.. pass.Cuts.Select(Gram)];
        _acceptedProbabilities = pass.Probabilities;
        _acceptedClasses = pass.Classes.Predictions;
    }

    /// <summary>The figures of a model, peer by peer.</summary>
    public IReadOnlyList<PeerFigures> Of(string model)
    {
        var pass = PeerPass.Run(model, _samples, _count);
        List<Weight> weights = [.. pass.Weights];
        return
        [
            new("test accuracy", [Accuracy(model)], 0.005),
            new("output KL", [Divergence(pass.Probabilities)], 0.02, IsDistance: true),
            new("linear CKA", [.. pass.Cuts.Select((cut, c) => 1 - Alignment(_acceptedGrams[c], Gram(cut)))], 0.02, IsDistance: true),
            new(
                "activation norms",
                [.. pass.Cuts.Select(c => Nats.Log(Math.Sqrt(Enumerable.Range(0, c.Count).Average(j => SquaredNorm(c, j)))))],
                0.06),
            new("weight norms", [.. weights.Select(w => WeightProfile.Compute(w).Norm)], 0.03),
            new("spectral norms", [.. weights.Select(w => Nats.Log(SpectralNorm(w)))], 0.03),
            new("mean confidence", [1 - Math.Exp(pass.Classes.Doubt)], 0.02),
            new("shares", [.. pass.Classes.Shares], 0.05 / pass.Classes.Count),
            new("churn", [pass.Classes.ChurnFrom(_acceptedClasses)], 0.05),
        ];
    }

    private static DenseMatrix Gram(Snapshots cut) => GramMatrix.Compute(Centring.Apply(Observable.Affine, cut));

    // Kornblith et al. 2019.
    private static double Alignment(DenseMatrix a, DenseMatrix b) => Inner(a, b) / Math.Sqrt(Inner(a, a) * Inner(b, b));

    private static double Inner(DenseMatrix a, DenseMatrix b) => System.Numerics.Tensors.TensorPrimitives.Dot<double>(a.Values, b.Values);

    private static double SquaredNorm(Snapshots cut, int snapshot)
    {
        double[] values = new double[cut.Dimension];
        cut.Read(snapshot, 0, values);
        return System.Numerics.Tensors.TensorPrimitives.SumOfSquares<double>(values);
    }

    private static double SpectralNorm(Weight weight)
    {
        int rows = (int)weight.Shape[0];
        return ThinSvd.Values(new DenseMatrix(weight.Values.Length / rows, rows, weight.Values))[0];
    }

    private double Divergence(DenseMatrix probabilities)
    {
        const double Least = 1e-12;
        double sum = 0;
        for (int i = 0; i < probabilities.Values.Length; i++)
        {
            double p = _acceptedProbabilities.Values[i];
            sum += p * Math.Log(Math.Max(p, Least) / Math.Max(probabilities.Values[i], Least));
        }

        return sum / probabilities.ColumnCount;
    }

    private double Accuracy(string model)
    {
        IReadOnlyList<int> predictions = PeerPass.Run(model, _samples, _labels.Length).Classes.Predictions;
        return predictions.Zip(_labels, (p, l) => p == l ? 1.0 : 0).Average();
    }
}
