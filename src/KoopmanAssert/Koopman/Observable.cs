namespace KoopmanAssert;

/// <summary>The observation function ψ that is applied to the snapshots (paper, II).</summary>
public enum Observable
{
    /// <summary>
    /// ψ(x) = (x, 1): an affine map is fitted and its linear part is the operator, so bias terms do not count. The same as centring.
    /// </summary>
    Affine,

    /// <summary>ψ(x) = x, as in the paper.</summary>
    Identity,
}
