using FluentAssertions;
using KoopmanAssert.Core.Diagnostics;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The standard of messages itself, to which all that the tests provoke are held: what it lets pass.</summary>
[TestFixture]
internal sealed class MessageStandardTests
{
    [TestCase("does not exist.", null)]
    [TestCase("cannot be opened: \"System.IO says no\".", null)]
    [TestCase("cannot be opened", "is not a sentence")]
    [TestCase("needs a System.Nullable`1[System.Int32].", "names the type System.Nullable")]
    [TestCase("\"No space left on device\".", "consists of what another program said")]
    public void It_tells_our_messages_from_those_of_others(string problem, string? fault)
    {
        string? found = MessageStandard.Problem(new ModelException(DiagnosticCodes.ModelMissing, "a.onnx", problem, "Give a path."));
        Assert.That(found, fault is null ? Is.Null : Does.Contain(fault));
    }

    [TestCase("a.onnx: error KOOP2001: 'a.onnx' does not exist. Give a path.", null)]
    [TestCase("error KOOP4001: Option '--seed' expects a single argument.", "begins with the text of another program")]
    [TestCase("error KOOP3000: [ErrorCode:Fail] SafeIntOnOverflow() Integer overflow", "begins with the text of another program")]
    public void It_reads_lines_of_the_tool(string line, string? fault) =>
        Assert.That(MessageStandard.Problem(line), fault is null ? Is.Null : Does.Contain(fault));

    // A path of 24,000 characters, a glob of 60,000, what the system says about both, and a way out with the path in it.
    [Test]
    public void No_message_is_long_whatever_is_passed()
    {
        string path = $"{new string('p', 24_000)}.onnx", glob = new('*', 60_000);
        KoopmanAssertException[] failures =
        [
            new ModelException(DiagnosticCodes.ModelMissing, path, $"cannot be opened: {PlainText.Said(new IOException(path))}.", path),
            new SettingsException(DiagnosticCodes.Usage, path, $"has no block that matches '{glob}'.", "Use another."),
            new SettingsException(DiagnosticCodes.Usage, null, $"has no block that matches '{glob}'.", glob),
            SettingCheck.Wrong("--blocks", glob, "a glob"),
        ];
        foreach (KoopmanAssertException failure in failures)
        {
            failure.Message.Length.Should().BeLessThanOrEqualTo(2000);
            (failure.Problem.Length + failure.WayOut.Length).Should().BeLessThanOrEqualTo(1300);
        }

        failures[0].Message.Should().Contain("…").And.Contain(".onnx'").And.MatchRegex("^KOOP2001: 'ppp");
        failures[0].File.Should().Be(path, "a program that reads the path needs the whole");
    }

    [Test]
    public void A_text_that_fits_is_not_touched()
    {
        string problem = new string('x', 400) + ".", wayOut = new string('y', 890) + ".";
        var failure = new ModelException(DiagnosticCodes.ModelMissing, "a.onnx", problem, wayOut);
        (failure.Problem, failure.WayOut).Should().Be((problem, wayOut));
    }
}
