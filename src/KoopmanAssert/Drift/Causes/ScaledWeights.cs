using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Drift;

/// <summary>The weights of the only block that changed are the accepted ones times a factor.</summary>
/// <remarks>Norm and volume are logarithms of the same singular values, so a factor moves both by exactly its logarithm.</remarks>
internal sealed class ScaledWeights : Cause
{
    // The float32 rounding of every weight moves either figure by less.
    private const double Rounding = 1e-6;

    public override DriftCause? Explain(DriftEvidence evidence)
    {
        if (evidence.OnlyChanged is not { } only)
        {
            return null;
        }

        double[] norms = [.. only.ChangesOf(FigureKind.WeightNorm)], volumes = [.. only.ChangesOf(FigureKind.WeightVolume)];
        bool isScaled = norms.Zip(volumes).All(pair => Math.Abs(pair.First - pair.Second) < Rounding);
        double[] factors = [.. norms.Where(n => Math.Abs(n) > Rounding).Select(Math.Exp)];
        return !isScaled || factors.Length == 0 ? null : new DriftCause(
            "scaledWeights",
            $"the weights of '{only.Name}' are {evidence.Origin}'s times {PlainText.Number(factors[0], 3)}, and only they changed",
            only.Name,
            $"what multiplies the weights of '{only.Name}' (a scale that was merged twice or not at all, or an edited file)");
    }
}
