namespace KoopmanAssert.Core.Drift;

/// <summary>Finds the block in which the evidence is concentrated: the one that moved by itself.</summary>
/// <remarks>
/// <para>
/// Where all blocks but one have the accepted model's parameters, it is that block. Otherwise the weights decide: inputs that moved explain
/// changes of operators and outputs, but never of weights. The weights of the block at fault stand out from those of every other block by
/// more than one in twenty retrains reaches at all. What moves all blocks, such as other data or another recipe, leaves no such gap.
/// </para>
/// <para>
/// Training makes neighbours compensate: they grow where the block at fault shrank. So only blocks whose weights moved in the same
/// direction count against it, and none of them may itself lie beyond the limit. The weights of a continued model share their start,
/// so that the gap between its blocks says nothing.
/// </para>
/// <para>
/// Where the weights leave it open, all figures together decide (<see cref="DamagedBlock"/>).
/// </para>
/// </remarks>
internal static class FaultLocalisation
{
    /// <summary>The two-sided quantile of |z| that one in twenty legitimate retrains exceeds.</summary>
    public const double Noticeable = 1.96;

    // If that block is also the first in the network with anything beyond its range, two kinds of evidence agree. One of few blocks is the
    // first by chance, and one in three retrains exceeds this |z|: together they are as rare as one in twenty.
    private const double Agreeing = 1;

    /// <summary>The block in which the evidence is concentrated, or null if it is spread.</summary>
    public static JudgedBlock? Find(DriftEvidence evidence) =>
        evidence.OnlyChanged ?? (evidence.IsContinued ? null : StandingOut(evidence) ?? Explaining(evidence));

    // The block that explains most, if a figure of its own bears the accusation.
    private static JudgedBlock? Explaining(DriftEvidence evidence) =>
        DamagedBlock.Find(evidence) is { IsBeyond: true } damaged ? damaged : null;

    private static JudgedBlock? StandingOut(DriftEvidence evidence)
    {
        if (evidence.Changed.MaxBy(b => Math.Abs(b.WeightZ)) is not { } furthest)
        {
            return null;
        }

        double others = evidence.Weighted.Where(b => b != furthest && b.WeightZ * furthest.WeightZ > 0)
            .Select(b => Math.Abs(b.WeightZ)).DefaultIfEmpty(0).Max();
        // Only of a model that is known to be trained from new weights: a continued one changes first where its training has most effect.
        bool isFirst = evidence.Score.Lineage.Kind == LineageKind.Fresh && furthest == evidence.Blocks.FirstOrDefault(b => b.IsBeyond);
        double gap = Math.Abs(furthest.WeightZ) - others;
        return gap > (isFirst ? Agreeing : Noticeable) && others <= evidence.Limit && furthest.IsBeyond ? furthest : null;
    }
}
