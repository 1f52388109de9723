using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>An answer counts only when there is a verdict on each baseline, and it fits the rest.</summary>
public class ToolAnswerTests
{
    private const string Held = """{"kind":"baseline","file":"/x","verdict":"held","exitCode":0,"summary":"","inputs":["/x","/m"]}""";
    private const string Drift = """{"kind":"baseline","file":"/x","verdict":"drift","exitCode":1,"summary":"","inputs":[]}""";
    private const string Error
        = """{"kind":"diagnostic","severity":"error","code":"KOOP0001","file":"/x","line":1,"column":1,"message":"moved"}""";
    private const string Note
        = """{"kind":"diagnostic","severity":"note","code":"KOOP0002","file":"/x","line":1,"column":1,"message":"a rank"}""";
    private const string Warning
        = """{"kind":"diagnostic","severity":"warning","code":"KOOP0002","file":"/x","line":1,"column":1,"message":"a rank"}""";

    [TestCase(0, true, Held)]
    [TestCase(0, true, Note, Held)]
    [TestCase(0, false, Warning, Held)]
    [TestCase(1, false, Error, Drift)]
    public void An_answer_that_counts(int exitCode, bool isQuiet, params string[] lines)
    {
        ToolAnswer answer = Of(lines);

        answer.Problem(["/x"], exitCode).Should().BeNull();
        answer.IsQuiet.Should().Be(isQuiet);
    }

    [TestCase(0, "ended with exit code 0 and without a verdict on '/x'")]
    [TestCase(139, "ended with exit code 139 and without a verdict on '/x'")]
    [TestCase(1, "ended with exit code 1 and without a verdict on '/x'", Error)]
    [TestCase(1, "ended with exit code 1 and without a diagnostic", Drift)]
    [TestCase(1, "ended with exit code 1 and without a diagnostic", Note, Drift)]
    [TestCase(4, "ended with exit code 4, which contradicts its verdicts", Held)]
    [TestCase(0, "ended with exit code 0, which contradicts its verdicts", Error, Drift)]
    [TestCase(0, "wrote a line that is not a diagnostic: 'relative error: 0.013'", "relative error: 0.013", Held)]
    public void An_answer_that_does_not(int exitCode, string problem, params string[] lines)
        => Of(lines).Problem(["/x"], exitCode).Should().Be(problem);

    [Test]
    public void A_verdict_on_another_baseline_is_none()
        => Of([Held]).Problem(["/x", "/y"], 0).Should().EndWith("without a verdict on '/y'");

    [Test]
    public void The_last_lines_of_the_standard_error_tell_more()
    {
        ToolAnswer answer = Of([]);
        foreach (int i in Enumerable.Range(1, 9))
        {
            answer.TakeError($"line {i}");
        }

        answer.Problem(["/x"], 134).Should().EndWith("; it wrote: line 5 | line 6 | line 7 | line 8 | line 9");
    }

    [Test]
    public void The_files_of_a_verdict_are_kept() => Of([Held]).Inputs.Should().Equal("/x", "/m");

    private static ToolAnswer Of(string[] lines)
    {
        var answer = new ToolAnswer();
        foreach (string line in lines)
        {
            answer.Take(line);
        }

        return answer;
    }
}
