using System.Diagnostics.CodeAnalysis;
using FluentAssertions;
using FluentAssertions.Primitives;

namespace KoopmanAssert;

/// <summary>Assertions on a baseline. Only drift fails an assertion; every other failure throws.</summary>
public sealed class CreditBaselineAssertions : ReferenceTypeAssertions<CreditBaseline?, CreditBaselineAssertions>
{
    internal CreditBaselineAssertions(CreditBaseline? baseline)
        : base(baseline)
    {
    }

    /// <inheritdoc/>
    protected override string Identifier => "baseline";

    /// <summary>Asserts that the model at the baseline's path, analysed now, is within the tolerance of the baseline.</summary>
    /// <param name="because">The reason for the assertion, as a phrase after "because".</param>
    /// <param name="becauseArgs">The values of the placeholders in <paramref name="because"/>.</param>
    /// <exception cref="KoopmanAssertException">Any failure but drift: see <see cref="CreditBaselineExtensions.Check"/>.</exception>
    [CustomAssertion]
    public AndConstraint<CreditBaselineAssertions> Hold(string because = "", params object[] becauseArgs) =>
        HoldWith(new AnalysisOptions(), CancellationToken.None, because, becauseArgs);

    /// <summary>The same as <see cref="Hold"/>, with options and cancellation.</summary>
    /// <param name="options">How the analysis runs.</param>
    /// <param name="cancellation">Stops the analysis.</param>
    /// <param name="because">The reason for the assertion, as a phrase after "because".</param>
    /// <param name="becauseArgs">The values of the placeholders in <paramref name="because"/>.</param>
    /// <exception cref="KoopmanAssertException">Any failure but drift: see <see cref="CreditBaselineExtensions.Check"/>.</exception>
    /// <exception cref="OperationCanceledException">The analysis was stopped.</exception>
    [CustomAssertion]
    [SuppressMessage("Design", "CA1068", Justification = "The reason comes last in every assertion.")]
    public AndConstraint<CreditBaselineAssertions> HoldWith(
        AnalysisOptions options, CancellationToken cancellation = default, string because = "", params object[] becauseArgs)
    {
        CreditBaseline baseline = Subject ?? throw new ArgumentNullException(Identifier, "There is no baseline to assert on.");
        VerdictAssertion.Hold(BaselineVerdict.Judge(baseline, options, cancellation), Identifier, "hold", because, becauseArgs);
        return new AndConstraint<CreditBaselineAssertions>(this);
    }
}
