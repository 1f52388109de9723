using NUnit.Framework.Constraints;

namespace KoopmanAssert;

/// <summary>NUnit constraints on credits, for <c>Assert.That(credits, Credits.Match("models/lenet5.credits.json"))</c>.</summary>
/// <remarks>They compose with <c>Is.Not</c>, <c>.And</c> and <c>Assert.Multiple</c>. What is not drift throws, negated or not.</remarks>
public static class Credits
{
    /// <summary>A baseline that its own model still matches, for <c>Assert.That(CreditBaseline.Load(path), Credits.Hold)</c>.</summary>
    public static BaselineHoldsConstraint Hold => new(null, CancellationToken.None);

    /// <summary>Credits that can all be relied on (method: rank, snapshots, trajectories).</summary>
    public static ReliableCreditsConstraint AreReliable => new();

    /// <summary>A baseline that its own model still matches, with options and a way to stop the analysis.</summary>
    public static BaselineHoldsConstraint HoldWith(AnalysisOptions options, CancellationToken cancellation = default)
        => new(options, cancellation);

    /// <summary>Credits that lie within the tolerance of the baseline at a path.</summary>
    /// <param name="baseline">The path, relative to the test project's source folder.</param>
    public static MatchesBaselineConstraint MatchBaseline(string baseline) => new(baseline);

    /// <summary>
    /// A block whose log-credit, in nats, meets another constraint: <c>Credits.Of("conv2", Is.EqualTo(388.5).Within(2))</c>.
    /// </summary>
    /// <param name="block">The block's name.</param>
    /// <param name="logCredit">The constraint on its log-credit in nats, or null where it has none.</param>
    public static BlockConstraint LogCreditOf(string block, IResolveConstraint logCredit) =>
        new(block, "log-credit in nats", credit => credit.LogCredit, logCredit);

    /// <summary>A block whose effective rank meets another constraint: <c>Credits.RankOf("fc1", Is.AtLeast(80))</c>.</summary>
    /// <param name="block">The block's name.</param>
    /// <param name="rank">The constraint on its effective rank.</param>
    public static BlockConstraint RankOf(string block, IResolveConstraint rank) =>
        new(block, "effective rank", credit => credit.Rank, rank);

    /// <summary>A block whose log-credit lies above another's, in nats.</summary>
    /// <param name="block">The block that ranks higher.</param>
    /// <param name="other">The block that ranks lower.</param>
    public static CreditAboveConstraint HaveCreditAbove(string block, string other) => new(block, other);
}
