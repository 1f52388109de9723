namespace KoopmanAssert;

/// <summary>Which computation gave an operator.</summary>
public enum KoopmanRoute
{
    /// <summary>
    /// From the Gram matrices of the block's inputs and outputs: one step, no alignment or the principal one, rank tolerance of 1e-5 or
    /// more.
    /// </summary>
    Gram,

    /// <summary>Alignment, embedding, decomposition and linear decomposition carried out one by one.</summary>
    Explicit,

    /// <summary>
    /// From the triangles of a tall-skinny QR of the block's inputs and outputs: as <see cref="Gram"/>, with a rank tolerance below 1e-5.
    /// </summary>
    Triangle,
}
