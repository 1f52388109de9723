using NUnit.Framework.Constraints;

namespace KoopmanAssert;

/// <summary>A baseline that its own model still matches; see <see cref="Credits.Hold"/>.</summary>
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

    /// <summary>Analyses and compares. Drift makes the result fail; everything else throws.</summary>
    /// <exception cref="ArgumentException">The actual value is no <see cref="CreditBaseline"/>.</exception>
    /// <exception cref="KoopmanAssertException">Anything but drift: see <see cref="CreditBaselineExtensions.Check"/>.</exception>
    public override ConstraintResult ApplyTo<TActual>(TActual actual) =>
        VerdictResult.Create(this, actual, BaselineVerdict.Judge(Actual.As<CreditBaseline>(actual), _options, _cancellation));
}
