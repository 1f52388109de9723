using FluentAssertions;
using FluentAssertions.Execution;
using FluentAssertions.Primitives;

namespace KoopmanAssert;

/// <summary>Assertions on the credit of one block.</summary>
public sealed class BlockCreditAssertions : ReferenceTypeAssertions<BlockCredit?, BlockCreditAssertions>
{
    internal BlockCreditAssertions(BlockCredit? credit)
        : base(credit)
    {
    }

    /// <inheritdoc/>
    protected override string Identifier => "block";

    private BlockCredit Credit => Subject ?? throw new ArgumentNullException(Identifier, "There is no block to assert on.");

    /// <summary>Asserts that the block has a log-credit near an expected value.</summary>
    /// <param name="expected">The expected log-credit, in nats.</param>
    /// <param name="within">How far it may differ, in nats: 0 or more.</param>
    /// <param name="because">The reason for the assertion, as a phrase after "because".</param>
    /// <param name="becauseArgs">The values of the placeholders in <paramref name="because"/>.</param>
    [CustomAssertion]
    public AndConstraint<BlockCreditAssertions> HaveLogCredit(
        double expected, double within, string because = "", params object[] becauseArgs)
    {
        Execute.Assertion
            .ForCondition(Credit.LogCredit is { } credit && Math.Abs(credit - expected) <= within)
            .BecauseOf(because, becauseArgs)
            .FailWith(
                "Expected {context:block} {0} to have a log-credit of {1} ± {2} nats{reason}, but it is {3}.",
                Credit.Name,
                expected,
                within,
                Credit.LogCredit);
        return new AndConstraint<BlockCreditAssertions>(this);
    }

    /// <summary>Asserts that the block has an expected effective rank.</summary>
    /// <param name="expected">The expected effective rank.</param>
    /// <param name="because">The reason for the assertion, as a phrase after "because".</param>
    /// <param name="becauseArgs">The values of the placeholders in <paramref name="because"/>.</param>
    [CustomAssertion]
    public AndConstraint<BlockCreditAssertions> HaveRank(int expected, string because = "", params object[] becauseArgs)
    {
        Execute.Assertion
            .ForCondition(Credit.Rank == expected)
            .BecauseOf(because, becauseArgs)
            .FailWith(
                "Expected {context:block} {0} to have an effective rank of {1}{reason}, but found {2}.",
                Credit.Name,
                expected,
                Credit.Rank);
        return new AndConstraint<BlockCreditAssertions>(this);
    }

    /// <summary>Asserts that the credit is reliable: <see cref="BlockCredit.Unreliable"/> is null.</summary>
    /// <param name="because">The reason for the assertion, as a phrase after "because".</param>
    /// <param name="becauseArgs">The values of the placeholders in <paramref name="because"/>.</param>
    [CustomAssertion]
    public AndConstraint<BlockCreditAssertions> BeReliable(string because = "", params object[] becauseArgs)
    {
        Execute.Assertion
            .ForCondition(Credit.Unreliable is null)
            .BecauseOf(because, becauseArgs)
            .FailWith("Expected {context:block} {0} to be reliable{reason}, but it is not: {1}.", Credit.Name, Credit.Unreliable);
        return new AndConstraint<BlockCreditAssertions>(this);
    }
}
