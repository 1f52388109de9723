namespace KoopmanAssert.Core.Koopman;

/// <summary>The singular values of a Koopman operator, and the log of the volume that it makes of a unit volume.</summary>
/// <remarks>
/// The volume is the product of the singular values above the rank rule: √det(KᵀK) or √det(KKᵀ) at full rank, |det K| for a
/// non-singular square operator (paper, III.D). Only its logarithm is ever formed: the product leaves the range of a double.
/// </remarks>
/// <param name="SingularValues">The singular values in descending order.</param>
/// <param name="Rank">The effective rank r.</param>
/// <param name="Tolerance">The fraction of σ₁ below which a singular value is noise.</param>
internal sealed record Spectrum(double[] SingularValues, int Rank, double Tolerance)
{
    /// <summary>The log-volume Σ_{j≤r} ln σ_j at the effective rank, in nats.</summary>
    public double LogVolume => LogVolumeAt(Rank);

    /// <summary>
    /// The log-volume at a pinned rank, Σ_{j≤rank} ln max(σ_j, tolerance·σ₁), in nats; minus infinity for a zero operator.
    /// </summary>
    public double LogVolumeAt(int rank)
    {
        if (SingularValues.Length == 0)
        {
            return rank == 0 ? 0 : double.NegativeInfinity;
        }

        double floor = Tolerance * SingularValues[0];
        double sum = 0;
        for (int j = 0; j < rank; j++)
        {
            sum += Math.Log(j < SingularValues.Length ? Math.Max(SingularValues[j], floor) : floor);
        }

        return sum;
    }
}
