namespace KoopmanAssert;

/// <summary>
/// How a block changes dimension (paper, III.B): <c>S2L</c> to a larger one, <c>L2S</c> to a smaller one, <c>E2E</c> to an equal one.
/// </summary>
public enum BlockKind
{
    /// <summary>Small to large: fewer inputs than outputs.</summary>
    S2L,

    /// <summary>Large to small: more inputs than outputs.</summary>
    L2S,

    /// <summary>Equal to equal.</summary>
    E2E,
}
