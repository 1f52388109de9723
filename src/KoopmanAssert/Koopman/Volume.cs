namespace KoopmanAssert;

/// <summary>Which values are multiplied to give the volume of an operator.</summary>
public enum Volume
{
    /// <summary>The singular values that the rank rule counts: the volume into which the operator turns a unit volume.</summary>
    Singular,

    /// <summary>
    /// For square blocks, the moduli of the eigenvalues that the rank rule counts, as the paper does for singular matrices (III.D, Remark).
    /// This is not a volume: [[0, 1], [0, 0]] has no eigenvalue that counts, although it maps a line to another at full length. Only with
    /// <see cref="AnalysisProfile.Paper"/>.
    /// </summary>
    Eigen,
}
