namespace KoopmanAssert.Core.Koopman;

/// <summary>Takes the alignment out of an aligned block's operator: K = B K̃ (paper, III.C, eq. 1).</summary>
internal static class LinearDecomposition
{
    /// <summary>The q-by-p operator of the block itself.</summary>
    public static KoopmanOperator Decompose(LinearAlignment alignment, DynamicModeDecomposition aligned) =>
        new(alignment.Decompose(aligned.Left), aligned.Right);
}
