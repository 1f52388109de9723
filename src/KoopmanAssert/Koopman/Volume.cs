namespace KoopmanAssert;

/// <summary>What the volume of an operator is the product of.</summary>
public enum Volume
{
    /// <summary>The singular values above the rank rule: the volume that a unit volume becomes.</summary>
    Singular,

    /// <summary>
    /// For square blocks the moduli of the eigenvalues above the rank rule, as the paper has it for singular matrices (III.D, Remark). It
    /// is
    /// no volume: [[0, 1], [0, 0]] has no such eigenvalue, yet stretches a line. With the paper's own defaults only.
    /// </summary>
    Eigen,
}
