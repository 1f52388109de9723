using NUnit.Framework.Constraints;

namespace KoopmanAssert;

/// <summary>
/// The constraints after <c>Is.Not</c>, <c>.And</c> and <c>.Or</c>: <c>Assert.That(credits, Is.Not.MatchBaseline(path))</c>.
/// </summary>
public static class CreditConstraintExtensions
{
    /// <summary>See <see cref="Credits.Match"/>.</summary>
    public static MatchesBaselineConstraint MatchBaseline(this ConstraintExpression expression, string baseline) =>
        Append(expression, Credits.Match(baseline));

    /// <summary>See <see cref="Credits.Hold"/>.</summary>
    public static BaselineHoldsConstraint HoldBaseline(this ConstraintExpression expression) => Append(expression, Credits.Hold);

    /// <summary>See <see cref="Credits.AreReliable"/>.</summary>
    public static ReliableCreditsConstraint ReliableCredits(this ConstraintExpression expression)
        => Append(expression, Credits.AreReliable);

    /// <summary>See <see cref="Credits.RankAbove"/>.</summary>
    public static RanksAboveConstraint CreditAbove(this ConstraintExpression expression, string block, string other) =>
        Append(expression, Credits.RankAbove(block, other));

    private static T Append<T>(ConstraintExpression expression, T constraint)
        where T : Constraint
    {
        ArgumentNullException.ThrowIfNull(expression);
        _ = expression.Append(constraint);
        return constraint;
    }
}
