using NUnit.Framework.Constraints;

namespace KoopmanAssert;

/// <summary>
/// The constraints after <c>Is.Not</c>, <c>.And</c> and <c>.Or</c>: <c>Assert.That(credits, Is.Not.MatchBaseline(path))</c>.
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
