namespace KoopmanAssert;

/// <summary>The observation function ψ that is applied to the inputs and outputs of a block before the fit (paper, II).</summary>
public enum Observable
{
    /// <summary>
    /// ψ(x) = (x, 1), the default: an affine map is fitted, and its linear part is the operator, so biases do not count.
    /// </summary>
    Affine,

    /// <summary>ψ(x) = x, as in the paper.</summary>
    Identity,
}
