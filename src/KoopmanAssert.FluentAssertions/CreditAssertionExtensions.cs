namespace KoopmanAssert;

/// <summary><c>Should()</c> on credits, for xUnit, MSTest, NUnit and whatever else FluentAssertions serves.</summary>
public static class CreditAssertionExtensions
{
    /// <summary>Assertions on the credits of a network.</summary>
    public static CreditReportAssertions Should(this CreditReport? credits) => new(credits);

    /// <summary>Assertions on the credit of one block.</summary>
    public static BlockCreditAssertions Should(this BlockCredit? credit) => new(credit);

    /// <summary>Assertions on a baseline.</summary>
    public static CreditBaselineAssertions Should(this CreditBaseline? baseline) => new(baseline);
}
