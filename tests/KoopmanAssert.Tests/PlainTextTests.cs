using FluentAssertions;
using KoopmanAssert.Core.Diagnostics;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Numbers as messages and tables show them.</summary>
[TestFixture]
internal sealed class PlainTextTests
{
    [TestCase(-1.005, 1, "−1.0")]
    [TestCase(0.004, 2, "0.00")]
    [TestCase(999999.4, 1, "999999.4")]
    [TestCase(716566653309.4, 1, "7.17e+11")]
    [TestCase(-716566653309.4, 1, "−7.17e+11")]
    [TestCase(2000000, 0, "2000000")]
    [TestCase(null, 2, "–")]
    public void A_number_has_no_more_digits_than_say_something(double? value, int decimals, string text) =>
        PlainText.Number(value, decimals).Should().Be(text);

    [Test]
    public void A_sign_stands_before_an_exponent_too() => PlainText.Signed(716566653309.4, 1).Should().Be("+7.17e+11");
}
