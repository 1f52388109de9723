namespace KoopmanAssert.Core.Drift;

/// <summary>A cause of drift: the condition that the evidence has to meet, and its words.</summary>
internal abstract class Cause
{
    /// <summary>The cause in words, or null if the evidence does not show it.</summary>
    public abstract DriftCause? Explain(DriftEvidence evidence);

    /// <summary>The names of blocks in a sentence.</summary>
    protected static string Names(IEnumerable<JudgedBlock> blocks) => string.Join(", ", blocks.Select(b => $"'{b.Name}'"));
}
