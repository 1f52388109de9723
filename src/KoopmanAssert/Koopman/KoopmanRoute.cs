namespace KoopmanAssert;

/// <summary>The algorithm that computed an operator. The settings decide it.</summary>
public enum KoopmanRoute
{
    /// <summary>
    /// From the Gram matrices of the block's inputs and outputs. Used for any number of steps, no alignment or the principal one, and a rank
    /// tolerance of at least 1e-5.
    /// </summary>
    Gram,

    /// <summary>The steps of the paper one by one: alignment, embedding and two decompositions. Used in all other cases.</summary>
    Explicit,

    /// <summary>
    /// From the triangular factors (QR) of the block's inputs and outputs. Used as <see cref="Gram"/> is, for one step and a rank tolerance
    /// below 1e-5.
    /// </summary>
    Triangle,
}
