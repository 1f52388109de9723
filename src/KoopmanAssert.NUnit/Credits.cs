using NUnit.Framework.Constraints;

namespace KoopmanAssert;

/// <summary>NUnit constraints on credits: <c>Assert.That(credits, Credits.MatchBaseline("models/lenet5.credits.json"))</c>.</summary>
/// <remarks>
/// They compose with <c>Is.Not</c>, <c>.And</c> and <c>Assert.Multiple</c>. Against a baseline, only drift fails an assertion; every other
/// failure throws, even under a negation. Members are safe for concurrent use.
/// </remarks>
public static class Credits
{
    /// <summary>
    /// Tests that the model at the baseline's path, analysed now, is within the tolerance of the baseline:
    /// <c>Assert.That(CreditBaseline.Load(path), Credits.Hold)</c>.
    /// </summary>
    public static BaselineHoldsConstraint Hold => new(null, CancellationToken.None);

    /// <summary>
    /// Tests that no block has <see cref="BlockCredit.Unreliable"/> set: <c>Assert.That(credits, Credits.AreReliable)</c>.
    /// </summary>
    public static ReliableCreditsConstraint AreReliable => new();

    /// <summary>The same as <see cref="Hold"/>, with options and cancellation.</summary>
    /// <param name="options">How the analysis runs.</param>
    /// <param name="cancellation">Stops the analysis.</param>
    public static BaselineHoldsConstraint HoldWith(AnalysisOptions options, CancellationToken cancellation = default)
        => new(options, cancellation);

    /// <summary>Tests that the credits are within the tolerance of the baseline at a path.</summary>
    /// <param name="baseline">The path, relative to the test project's source folder.</param>
    public static MatchesBaselineConstraint MatchBaseline(string baseline) => new(baseline);

    /// <summary>
    /// Applies a constraint to the log-credit of a block: <c>Credits.LogCreditOf("conv2", Is.EqualTo(388.5).Within(2))</c>.
    /// </summary>
    /// <param name="block">The block's name.</param>
    /// <param name="logCredit">The constraint on its log-credit in nats, which is null if the block has none.</param>
    public static BlockConstraint LogCreditOf(string block, IResolveConstraint logCredit)
    {
        ArgumentNullException.ThrowIfNull(logCredit);
        return new BlockConstraint(block, "log-credit in nats", credit => credit.LogCredit, logCredit);
    }

    /// <summary>Applies a constraint to the effective rank of a block: <c>Credits.RankOf("fc1", Is.AtLeast(80))</c>.</summary>
    /// <param name="block">The block's name.</param>
    /// <param name="rank">The constraint on its effective rank.</param>
    public static BlockConstraint RankOf(string block, IResolveConstraint rank)
    {
        ArgumentNullException.ThrowIfNull(rank);
        return new BlockConstraint(block, "effective rank", credit => credit.Rank, rank);
    }

    /// <summary>Tests that the log-credit of a block is above that of another.</summary>
    /// <param name="block">The block with the higher log-credit.</param>
    /// <param name="other">The block with the lower log-credit.</param>
    public static CreditAboveConstraint HaveCreditAbove(string block, string other) => new(block, other);
}

/// <summary>
/// The constraints of <see cref="Credits"/> after <c>Is.Not</c>, <c>.And</c> and <c>.Or</c>: <c>Is.Not.MatchBaseline(path)</c>.
/// </summary>
public static class CreditConstraintExtensions
{
    /// <summary>See <see cref="Credits.MatchBaseline"/>.</summary>
    public static MatchesBaselineConstraint MatchBaseline(this ConstraintExpression expression, string baseline) =>
        Append(expression, Credits.MatchBaseline(baseline));

    /// <summary>See <see cref="Credits.Hold"/>.</summary>
    public static BaselineHoldsConstraint Hold(this ConstraintExpression expression) => Append(expression, Credits.Hold);

    /// <summary>See <see cref="Credits.AreReliable"/>.</summary>
    public static ReliableCreditsConstraint AreReliable(this ConstraintExpression expression)
        => Append(expression, Credits.AreReliable);

    /// <summary>See <see cref="Credits.HaveCreditAbove"/>.</summary>
    public static CreditAboveConstraint HaveCreditAbove(this ConstraintExpression expression, string block, string other) =>
        Append(expression, Credits.HaveCreditAbove(block, other));

    private static T Append<T>(ConstraintExpression expression, T constraint)
        where T : Constraint
    {
        ArgumentNullException.ThrowIfNull(expression);
        _ = expression.Append(constraint);
        return constraint;
    }
}
