namespace KoopmanAssert;

/// <summary>How the number of values per sample changes from the input of a block (p) to its output (q) (paper, III.B).</summary>
public enum BlockKind
{
    /// <summary>Small to large: the output has more values than the input (p &lt; q).</summary>
    S2L,

    /// <summary>Large to small: the output has fewer values than the input (p &gt; q).</summary>
    L2S,

    /// <summary>Equal to equal: the output has as many values as the input (p = q).</summary>
    E2E,
}
