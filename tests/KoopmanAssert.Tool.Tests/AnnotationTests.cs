using System.Text.Json;
using System.Text.RegularExpressions;
using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>On a build server errors are shown beside the code, and the comparison in the summary of the step.</summary>
[TestFixture]
internal sealed class AnnotationTests
{
    private const string Name = "fc.credits.json";
    private static readonly Dictionary<string, string> GitHub = new() { ["GITHUB_ACTIONS"] = "true" };
    private static readonly Dictionary<string, string> Azure = new() { ["TF_BUILD"] = "True" };
    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = WorkFolder.WithFcBaseline();
        _folder.Write("fc.onnx", Networks.LastLayerDoubled(RealFiles.Fc));
        _folder.Write("gone/" + Name, _folder.Bytes(Name));
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void GitHub_gets_a_line_an_error() => Verify("github", GitHub, "::error ");

    [Test]
    public void Azure_gets_a_line_an_error() => Verify("azure", Azure, "##vso[");

    [Test]
    [Category("Slow")]
    public void Nobody_else_gets_one_unless_it_is_asked_for()
    {
        ToolRun plain = _folder.Run("check").Exits(2);
        plain.Output.Should().NotContain("::").And.NotContain("##");

        _folder.Run("check", "--annotations", "github").Output.Should().Be(Run(GitHub).Output);
        _folder.Run("check", "--annotations", "azure").Output.Should().Be(Run(Azure).Output);
        Run(GitHub, "--annotations", "azure").Output.Should().Be(Run(Azure).Output);
        Run(GitHub, "--annotations", "none").Output.Should().Be(plain.Output);
        Run(Azure, "--annotations", "auto").Output.Should().Be(Run(Azure).Output);
        Run(new() { ["GITHUB_ACTIONS"] = "false", ["TF_BUILD"] = "" }).Output.Should().Be(plain.Output);
    }

    [Test]
    public void Diagnostics_keep_the_standard_output_for_themselves()
    {
        Run(GitHub, "--diagnostics").Output.Should().Be(_folder.Run("check", "--diagnostics").Output).And.NotContain("::error");
        _folder.Refuses(
            ["check", "--diagnostics", "--annotations", "azure"],
            2,
            DiagnosticCodes.Usage,
            "--annotations azure and --diagnostics",
            "Leave one of them out");
        _folder.Refuses(
            ["check", "--annotations", "gitlab"],
            2,
            DiagnosticCodes.Usage,
            "the option '--annotations' cannot be 'gitlab'",
            "auto, github, azure, none");
    }

    [Test]
    public void A_baseline_that_holds_gets_no_line()
    {
        _folder.Copy(RealFiles.Fc);

        Run(GitHub, Name).Succeeds().Output.Should().NotContain("::");
        Run(Azure, Name).Succeeds().Output.Should().NotContain("##");
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void Names_of_strangers_can_neither_end_a_property_nor_give_orders()
    {
        string evil = "100% ::error::x ##vso[task.complete]\r\n;y,z", place = "a%2C,b;c]d:e::f";
        using var stated = WorkFolder.WithFcStatedBaseline();
        _folder.Write(
            $"{place}/{Name}",
            stated.Text(Name).Replace("\"fc1\"", JsonSerializer.Serialize(evil)).Replace("\"path\": \"", "\"path\": \"../"));

        string gitHub = Run(GitHub, place).Exits(1).Output, azure = Run(Azure, place).Exits(1).Output;

        Approval.Verify(
            "hostile-names",
            Portable(string.Concat(Orders(gitHub, "::error ").Concat(Orders(azure, "##vso[")).Select(line => line + "\n"))));
        Regex.Count(gitHub, "::").Should().Be(2 * Orders(gitHub, "::error ").Length);
        Regex.Count(azure, "##").Should().Be(Orders(azure, "##vso[").Length);
        (gitHub + azure).Should().NotContain("\r");
    }

    [Test]
    public void The_summary_of_a_step_gets_a_table_after_what_is_there()
    {
        Dictionary<string, string> step = new() { ["GITHUB_STEP_SUMMARY"] = _folder.Write("summary.md", "# Tests\n\nAll passed.\n") };

        _folder.RunWith(step, "check").Exits(2).Should().BeEquivalentTo(_folder.Run("check"), "the summary is a file of its own");
        Approval.Verify("summary", Portable(_folder.Text("summary.md")));

        _folder.Copy(RealFiles.Fc);
        _folder.RunWith(step, "check", Name, "--diagnostics").Succeeds();
        _folder.Text("summary.md").Should().StartWith("# Tests\n\nAll passed.\n\n### koopman-assert: error\n")
            .And.Contain("\n### koopman-assert: held\n");
    }

    [Test]
    public void Names_of_strangers_are_text_in_the_summary()
    {
        string evil = "<img src=x>|`x`|[a](https://b)@all\r\n# ::error::##vso[x]**" + new string('x', 5000);
        _folder.Write(Name, _folder.Text(Name).Replace("\"fc1\"", JsonSerializer.Serialize(evil)));

        _folder.RunWith(new Dictionary<string, string> { ["GITHUB_STEP_SUMMARY"] = _folder.PathOf("summary.md") }, "check", Name).Exits(1);

        string[] lines = _folder.Text("summary.md").Split('\n');
        string row = lines.Should().ContainSingle(line => line.Contains("img src")).Which, header = lines.Should()
            .ContainSingle(line => line.StartsWith("| block | kind "))
            .Which;
        row.Should().StartWith(
            "| &#60;img src=x&#62;&#124;&#96;x&#96;&#124;&#91;a&#93;(https&#58;//b)&#64;all&#92;u000d&#92;u000a&#35; &#92;u003a&#58;error");
        row.Replace("\\|", "").Count(c => c == '|').Should().Be(header.Count(c => c == '|')).And.Be(11);
        row.Length.Should().BeLessThan(700);
    }

    [Test]
    public void A_summary_that_cannot_be_written_is_one_note_and_no_other_verdict()
    {
        ToolRun run = _folder.RunWith(new Dictionary<string, string> { ["GITHUB_STEP_SUMMARY"] = _folder.Root }, "check", Name).Exits(1);

        run.Errors.Should()
            .MatchRegex($@"\Anote: the summary '{Regex.Escape(_folder.Root)}' \(GITHUB_STEP_SUMMARY\) cannot be written: [^\n]+\n\z");
        run.Output.Should().Be(_folder.Run("check", Name).Output);
    }

    private void Verify(string name, Dictionary<string, string> server, string order)
    {
        ToolRun run = Run(server).Exits(2);

        Approval.Verify(name, Portable(run.Output));
        string[] orders = Orders(run.Output, order);
        orders.Should().HaveCount(2);
        string.Concat(run.Output.Split('\n').Except(orders)).Should()
            .Be(string.Concat(_folder.Run("check").Output.Split('\n').Distinct()), "the text is there as ever");
    }

    private static string[] Orders(string output, string order)
        => [.. output.Split('\n').Where(line => line.StartsWith(order, StringComparison.Ordinal))];

    private string Portable(string text) => text.Replace(_folder.Root, "{folder}");

    private ToolRun Run(Dictionary<string, string> server, params string[] arguments) => _folder.RunWith(server, ["check", .. arguments]);
}
