namespace KoopmanAssert.Core.Koopman;

/// <summary>Computes the Koopman operator K of one block from the snapshots at its two ends (paper, III.B and III.C).</summary>
/// <remarks>
/// <see cref="PipelineEstimator"/> takes the paper's steps one by one. The others give the same operator without them where they are
/// equal to them, and cost less; each says when that is. An estimator holds no state: it is safe for concurrent use.
/// </remarks>
internal abstract record KoopmanEstimator
{
    /// <summary>How the snapshots are seen.</summary>
    public required Observable Observable { get; init; }

    /// <summary>How ranks are decided.</summary>
    public required RankCutoff Rule { get; init; }

    /// <summary>The fraction of σ₁ at or below which a singular value is noise.</summary>
    public required double Tolerance { get; init; }

    /// <summary>What the operator is computed from.</summary>
    public abstract KoopmanRoute Route { get; }

    /// <summary>
    /// Whether it needs the snapshots of the block themselves. Otherwise what is summed of them is enough, and they are read in parts.
    /// </summary>
    public virtual bool ReadsSnapshots => false;

    /// <summary>Whether it holds all snapshots of the block as matrices.</summary>
    public bool ReadsMatrices => Route == KoopmanRoute.Explicit;

    /// <summary>Computes the operator of a block.</summary>
    /// <param name="block">What is known of it: the snapshots where <see cref="ReadsSnapshots"/>, else sums.</param>
    /// <param name="keepsOperator">Whether the estimate keeps the operator where the estimator forms it.</param>
    public abstract KoopmanEstimate Estimate(BlockSnapshots block, bool keepsOperator = false);

    /// <summary>The estimator of a block: the cheapest of those that are exact for the method.</summary>
    /// <param name="method">The method.</param>
    /// <param name="inputs">The dimension p of the block's inputs.</param>
    /// <param name="outputs">The dimension q of its outputs.</param>
    /// <param name="steps">The steps of each trajectory.</param>
    public static KoopmanEstimator Choose(KoopmanMethod method, int inputs, int outputs, int steps)
    {
        if (method.Reduce is { } dimension)
        {
            return new ReducedEstimator
            {
                Observable = method.Observable,
                Rule = method.Rule,
                Tolerance = method.Tolerance,
                Dimension = dimension,
            };
        }

        // The alignment drops out of the operator: it is the identity for square blocks, and BAK = K for the principal one.
        bool isPlainFit = method.Volume == Volume.Singular && (method.Alignment == DimensionAlignment.Principal || inputs == outputs);
        bool servesGram = method.Tolerance >= GramEstimator.SmallestTolerance;
        return (isPlainFit, servesGram, steps) switch
        {
            (true, true, 1) => new GramEstimator { Observable = method.Observable, Rule = method.Rule, Tolerance = method.Tolerance },
            (true, false, 1) => new QrEstimator { Observable = method.Observable, Rule = method.Rule, Tolerance = method.Tolerance },
            (true, true, _) => EmbeddedGramEstimator.Create(method, steps),
            _ => PipelineEstimator.Create(method, steps),
        };
    }
}
