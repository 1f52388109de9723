using System.Reflection;
using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert;

public class DiagnosticRuleTests
{
    private static readonly string[] Codes = [.. typeof(DiagnosticCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (string)f.GetRawConstantValue()!)];

    [Test]
    public void Every_code_has_exactly_one_rule_and_every_rule_a_code()
        => DiagnosticRule.All.Select(r => r.Code).Should().BeEquivalentTo(Codes);

    [Test]
    public void Codes_are_unique_and_in_order()
        => DiagnosticRule.All.Select(r => r.Code).Should().OnlyHaveUniqueItems().And.BeInAscendingOrder(StringComparer.Ordinal);

    [Test]
    public void Every_rule_says_what_why_and_what_to_do([ValueSource(nameof(Codes))] string code)
    {
        var rule = DiagnosticRule.Find(code);
        rule.Title.Should().NotBeEmpty().And.NotEndWith(".");
        rule.Cause.Should().EndWith(".");
        rule.WayOut.Should().EndWith(".");
        code.Should().MatchRegex("^KOOP[0-4][0-9]{3}$");
    }

    [Test]
    public void An_unknown_code_is_refused()
        => FluentActions.Invoking(() => DiagnosticRule.Find("KOOP9999")).Should().Throw<KeyNotFoundException>().WithMessage("*KOOP9999*");
}
