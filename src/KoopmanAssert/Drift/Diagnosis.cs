namespace KoopmanAssert.Core.Drift;

/// <summary>Draws the verdict from the evidence.</summary>
internal static class Diagnosis
{
    // The more specific before the more general: the first that fits is stated.
    private static readonly IReadOnlyList<Cause> Causes =
    [
        new PrunedWeights(), new QuantisedWeights(), new ScaledWeights(), new NewBlock(), new OnlyBlockChanged(), new FrozenBlock(),
        new SwappedClasses(), new MissingClass(), new UnderTrained(), new NoisyLabels(), new Preprocessing(), new OneBlock(),
        new OtherRecipe(),
    ];

    /// <summary>The verdict on a score beyond its limit.</summary>
    public static DriftVerdict Judge(DriftEvidence evidence)
    {
        DriftCause? cause = Causes.Select(c => c.Explain(evidence)).FirstOrDefault(c => c is not null);
        // A cause that lies in the training as a whole clears the blocks.
        return new DriftVerdict(evidence.Score, cause is null ? FaultLocalisation.Find(evidence)?.Name : cause.Block, cause);
    }
}
