namespace KoopmanAssert;

/// <summary>How a block changes the dimension of a snapshot (paper, III.B), from p values at its input to q values at its output.</summary>
public enum BlockKind
{
    /// <summary>Small to large: the output has more values than the input (p &lt; q).</summary>
    S2L,

    /// <summary>Large to small: the output has fewer values than the input (p &gt; q).</summary>
    L2S,

    /// <summary>Equal to equal: the output has as many values as the input (p = q).</summary>
    E2E,
}
