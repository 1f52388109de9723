using System.Numerics.Tensors;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Koopman;

/// <summary>The rows of an operator that belong to one kernel: an output channel, a dense unit, a head.</summary>
internal static class KernelRows
{
    /// <summary>
    /// The spectrum of each of <paramref name="kernels"/> equal slices of the operator's rows, ranks relative to the operator's own σ₁.
    /// </summary>
    public static IReadOnlyList<Spectrum> Spectra(KoopmanOperator k, int kernels, double tolerance, double largest)
    {
        int rows = k.Outputs / kernels, rank = k.Left.ColumnCount;
        return [.. Enumerable.Range(0, kernels).Select(index =>
        {
            // Right is orthonormal: the rows of Left have the singular values of those of the operator.
            var slice = (DenseMatrix)k.Left.SubMatrix(index * rows, rows, 0, rank);
            double[] sigma = rows == 1 ? [TensorPrimitives.Norm<double>(slice.Values)] : ThinSvd.Values(slice);
            return new Spectrum(sigma, sigma.TakeWhile(s => s > tolerance * largest).Count(), tolerance);
        })];
    }
}
