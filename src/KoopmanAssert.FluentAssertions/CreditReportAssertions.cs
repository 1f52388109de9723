using FluentAssertions;
using FluentAssertions.Execution;
using FluentAssertions.Primitives;

namespace KoopmanAssert;

/// <summary><c>Should()</c> on credits, for every test framework that FluentAssertions supports.</summary>
public static class CreditAssertionExtensions
{
    /// <summary>Assertions on the credits of a network.</summary>
    public static CreditReportAssertions Should(this CreditReport? credits) => new(credits);

    /// <summary>Assertions on the credit of one block.</summary>
    public static BlockCreditAssertions Should(this BlockCredit? credit) => new(credit);

    /// <summary>Assertions on a baseline.</summary>
    public static CreditBaselineAssertions Should(this CreditBaseline? baseline) => new(baseline);
}

/// <summary>
/// Assertions on the credits of a network. A problem that prevents a comparison throws, so that no <c>AssertionScope</c> hides it.
/// </summary>
public sealed class CreditReportAssertions : ReferenceTypeAssertions<CreditReport?, CreditReportAssertions>
{
    internal CreditReportAssertions(CreditReport? credits)
        : base(credits)
    {
    }

    /// <inheritdoc/>
    protected override string Identifier => "credits";

    private CreditReport Credits => Subject ?? throw new ArgumentNullException(Identifier, "There are no credits to assert on.");

    /// <summary>Asserts that the credits are within the tolerance of a baseline.</summary>
    /// <param name="baseline">The path of the baseline, relative to the test project's source folder.</param>
    /// <param name="because">The reason for the assertion, as a phrase after "because".</param>
    /// <param name="becauseArgs">The values of the placeholders in <paramref name="because"/>.</param>
    /// <exception cref="KoopmanAssertException">
    /// Any failure but drift: see <see cref="BaselineVerdict.Judge(CreditReport, string)"/>.
    /// </exception>
    [CustomAssertion]
    public AndConstraint<CreditReportAssertions> MatchBaseline(string baseline, string because = "", params object[] becauseArgs)
    {
        var verdict = BaselineVerdict.Judge(Credits, baseline);
        VerdictAssertion.Hold(verdict, Identifier, $"match the baseline '{baseline}'", because, becauseArgs);
        return new AndConstraint<CreditReportAssertions>(this);
    }

    /// <summary>Asserts that there is a block with this name; <c>Which</c> is its credit.</summary>
    /// <param name="name">The block's name.</param>
    /// <param name="because">The reason for the assertion, as a phrase after "because".</param>
    /// <param name="becauseArgs">The values of the placeholders in <paramref name="because"/>.</param>
    [CustomAssertion]
    public AndWhichConstraint<CreditReportAssertions, BlockCredit> HaveBlock(string name, string because = "", params object[] becauseArgs)
    {
        List<BlockCredit> found = [.. Credits.Blocks.Where(b => b.Name == name)];
        Execute.Assertion
            .ForCondition(found.Count > 0)
            .BecauseOf(because, becauseArgs)
            .FailWith(
                "Expected {context:credits} to contain the block {0}{reason}, but found {1}.",
                name,
                Credits.Blocks.Select(b => b.Name));
        return new AndWhichConstraint<CreditReportAssertions, BlockCredit>(this, found);
    }

    /// <summary>Asserts that the log-credit of a block is above that of another; fails if either has none.</summary>
    /// <param name="block">The block with the higher log-credit.</param>
    /// <param name="other">The block with the lower log-credit.</param>
    /// <param name="because">The reason for the assertion, as a phrase after "because".</param>
    /// <param name="becauseArgs">The values of the placeholders in <paramref name="because"/>.</param>
    /// <exception cref="KeyNotFoundException">There is no such block; the message lists the blocks.</exception>
    [CustomAssertion]
    public AndConstraint<CreditReportAssertions> HaveCreditAbove(
        string block, string other, string because = "", params object[] becauseArgs)
    {
        double? higher = Credits[block].LogCredit, lower = Credits[other].LogCredit;
        Execute.Assertion
            .ForCondition(higher > lower)
            .BecauseOf(because, becauseArgs)
            .FailWith(
                "Expected {context:credits} to have the log-credit of {0} above that of {1}{reason}, but they are {2} and {3} nats.",
                block,
                other,
                higher,
                lower);
        return new AndConstraint<CreditReportAssertions>(this);
    }

    /// <summary>Asserts that all credits are reliable: no block has <see cref="BlockCredit.Unreliable"/> set.</summary>
    /// <param name="because">The reason for the assertion, as a phrase after "because".</param>
    /// <param name="becauseArgs">The values of the placeholders in <paramref name="because"/>.</param>
    [CustomAssertion]
    public AndConstraint<CreditReportAssertions> BeReliable(string because = "", params object[] becauseArgs)
    {
        List<string> unreliable = [.. Credits.Blocks.Where(b => b.Unreliable is not null).Select(b => $"'{b.Name}': {b.Unreliable}")];
        Execute.Assertion
            .ForCondition(unreliable.Count == 0)
            .BecauseOf(because, becauseArgs)
            .FailWith("Expected {context:credits} to be reliable{reason}, but these blocks are not: {0}.", unreliable);
        return new AndConstraint<CreditReportAssertions>(this);
    }
}
