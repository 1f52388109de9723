using NUnit.Framework.Constraints;

namespace KoopmanAssert;

/// <summary>Credits that lie within the tolerance of a baseline; see <see cref="Credits.MatchBaseline"/>.</summary>
/// <param name="baseline">The path of the baseline, relative to the test project's source folder.</param>
public sealed class MatchesBaselineConstraint(string baseline) : Constraint(baseline)
{
    /// <inheritdoc/>
    public override string Description => $"credits that match the baseline '{baseline}'";

    /// <summary>Compares. Drift makes the result fail; everything else throws.</summary>
    /// <exception cref="ArgumentException">The actual value is no <see cref="CreditReport"/>.</exception>
    /// <exception cref="KoopmanAssertException">Anything but drift: see <see cref="BaselineVerdict.Judge(CreditReport, string)"/>.</exception>
    public override ConstraintResult ApplyTo<TActual>(TActual actual) =>
        VerdictResult.Create(this, actual, BaselineVerdict.Judge(Actual.As<CreditReport>(actual), baseline));
}
