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

        double[] norms = Changes(only, FigureKind.WeightNorm), volumes = Changes(only, FigureKind.WeightVolume);
        bool isScaled = norms.Zip(volumes).All(pair => Math.Abs(pair.First - pair.Second) < Rounding);
        double[] factors = [.. norms.Where(n => Math.Abs(n) > Rounding).Select(Math.Exp)];
        return !isScaled || factors.Length == 0 ? null : new DriftCause(
            "scaledWeights",
            $"the weights of '{only.Name}' are the accepted model's times {PlainText.Number(factors[0], 3)}, and only they changed",
            only.Name);
    }

    private static double[] Changes(JudgedBlock block, FigureKind kind) =>
        [.. block.OfWeights.Where(f => f.Figure.Kind == kind).Select(f => f.Figure.Value - f.Accepted.Value)];
}
