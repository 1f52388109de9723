using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Only the tool's own lines of JSON are read.</summary>
public class ToolLineTests
{
    [Test]
    public void A_diagnostic_is_read_whole_and_members_of_a_newer_tool_are_passed_over()
    {
        ToolLine line = ToolLine.Read(
            """{"kind":"diagnostic","severity":"error","code":"KOOP0001","file":"/a b/é.credits.json","line":14,"column":5"""
            + ""","block":"fc1", "message":"−19.85 \u2192 \"x\"","helpUri":"https://example.org/","newer":{"a":[1,2]}}""")!;

        (line.IsDiagnostic, line.IsVerdict).Should().Be((true, false));
        (line.Severity, line.Code, line.File, line.Line, line.Column).Should().Be(("error", "KOOP0001", "/a b/é.credits.json", 14, 5));
        (line.Message, line.HelpUri).Should().Be(("−19.85 → \"x\"", "https://example.org/"));
    }

    [Test]
    public void A_verdict_is_read_whole()
    {
        ToolLine line = ToolLine.Read(
            """{"kind":"baseline","file":"/x","verdict":"held","exitCode":0,"summary":"all 5 blocks hold",""" +
            """ "text":"a\nb","inputs":["/x","/y"]}""")!;

        (line.IsDiagnostic, line.IsVerdict, line.IsHeld).Should().Be((false, true, true));
        (line.Summary, line.Text).Should().Be(("all 5 blocks hold", "a\nb"));
        line.Inputs.Should().Equal("/x", "/y");
    }

    [TestCase("")]
    [TestCase(" ")]
    [TestCase("relative error: 0.013")]
    [TestCase("warning CS1234: text")]
    [TestCase("null")]
    [TestCase("1")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("\"text\"")]
    [TestCase("{\"kind\":\"diagnostic\"}")]
    [TestCase("{\"kind\":\"diagnostic\",\"file\":\"/x\",\"severity\":\"error\",\"code\":\"KOOP0001\"}")]
    [TestCase("{\"kind\":\"baseline\",\"file\":\"/x\"}")]
    [TestCase("{\"kind\":\"other\",\"file\":\"/x\",\"verdict\":\"held\"}")]
    [TestCase("{\"kind\":\"baseline\",\"file\":\"/x\",\"verdict\":\"held\"")]
    [TestCase("{\"kind\":\"diagnostic\",\"severity\":\"error\",\"code\":\"K\",\"file\":\"/x\",\"line\":\"x\",\"message\":\"m\"}")]
    [TestCase("{\"kind\":\"diagnostic\",\"severity\":\"error\",\"code\":\"K\",\"file\":\"/x\",\"line\":99999999999,\"message\":\"m\"}")]
    [TestCase("{\"kind\":\"baseline\",\"file\":\"/x\",\"verdict\":\"held\",\"other\":{}")]
    [TestCase("{\"kind\":\"baseline\",\"file\":\"/x\",\"verdict\":\"held\"} and more")]
    [TestCase("{\"kind\":\"baseline\",\"file\":\"/x\",\"verdict\":\"held\"}]}")] // a reader that looks before the first of its scopes
    [TestCase("{\"kind\":\"baseline\",\"file\":null,\"verdict\":\"held\"}")]
    [TestCase("{\"kind\":\"baseline\",\"file\":\"/x\",\"verdict\":\"held\",\"inputs\":[null]}")]
    [TestCase("{\"kind\":\"baseline\",\"file\":\"/x\",\"verdict\":\"held\",\"inputs\":[\"\"]}")]
    [TestCase("{\"kind\":\"baseline\",\"file\":\"/x\",\"verdict\":\"held\",\"inputs\":[\"a\\u0000\"]}")]
    [TestCase("{\"kind\":\"baseline\",\"file\":\"/x\",\"verdict\":\"held\",\"inputs\":[\"a\\ud800\"]}")]
    [TestCase("<root type=\"object\"/>")]
    public void Anything_else_is_not(string line) => ToolLine.Read(line).Should().BeNull();
}
