using NUnit.Framework.Constraints;

namespace KoopmanAssert;

/// <summary>Tests that credits are within the tolerance of a baseline; see <see cref="Credits.MatchBaseline"/>.</summary>
/// <param name="baseline">The path of the baseline, relative to the test project's source folder.</param>
public sealed class MatchesBaselineConstraint(string baseline) : Constraint(baseline)
{
    /// <inheritdoc/>
    public override string Description => $"credits that match the baseline '{baseline}'";

    /// <summary>Compares the credits with the baseline. Drift fails the assertion; every other failure throws.</summary>
    /// <exception cref="ArgumentException">The actual value is not a <see cref="CreditReport"/>.</exception>
    /// <exception cref="KoopmanAssertException">
    /// Any failure but drift: see <see cref="BaselineVerdict.Judge(CreditReport, string)"/>.
    /// </exception>
    public override ConstraintResult ApplyTo<TActual>(TActual actual) =>
        VerdictResult.Create(this, actual, BaselineVerdict.Judge(Actual.As<CreditReport>(actual), baseline));
}

/// <summary>Tests that a model is within the tolerance of its baseline; see <see cref="Credits.Hold"/>.</summary>
public sealed class BaselineHoldsConstraint : Constraint
{
    private readonly AnalysisOptions? _options;
    private readonly CancellationToken _cancellation;

    internal BaselineHoldsConstraint(AnalysisOptions? options, CancellationToken cancellation)
    {
        _options = options;
        _cancellation = cancellation;
    }

    /// <inheritdoc/>
    public override string Description => "a baseline that its model matches";

    /// <summary>Analyses the model and compares it with the baseline. Drift fails the assertion; every other failure throws.</summary>
    /// <exception cref="ArgumentException">The actual value is not a <see cref="CreditBaseline"/>.</exception>
    /// <exception cref="KoopmanAssertException">Any failure but drift: see <see cref="CreditBaselineExtensions.Check"/>.</exception>
    public override ConstraintResult ApplyTo<TActual>(TActual actual) =>
        VerdictResult.Create(this, actual, BaselineVerdict.Judge(Actual.As<CreditBaseline>(actual), _options, _cancellation));
}
