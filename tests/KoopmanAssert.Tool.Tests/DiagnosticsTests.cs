using System.Reflection;
using System.Text.Json;
using FluentAssertions;
using KoopmanAssert.Core.Reports;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>With --diagnostics the standard output is lines of JSON only, for the program that started the tool.</summary>
[TestFixture]
internal sealed class DiagnosticsTests
{
    private const string Name = "fc.credits.json";
    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = WorkFolder.WithFcBaseline();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void A_baseline_that_holds_is_one_line()
    {
        ToolRun run = _folder.Run("check", "--diagnostics").Succeeds();

        run.Output.Should().MatchRegex("""\A\{"kind":"baseline",[^\n]*\}\n\z""");
        Verdicts(run).Should().Equal((_folder.PathOf(Name), "held", 0));
        _folder.Run("check").Succeeds().Output.Should().Contain(Objects(run)[0].GetProperty("summary").GetString());
    }

    [Test]
    public void A_baseline_that_holds_lists_the_files_that_it_depends_on()
    {
        File.Move(_folder.PathOf("fc.onnx"), _folder.PathOf("real.onnx"));
        File.CreateSymbolicLink(_folder.PathOf("fc.onnx"), "real.onnx");

        JsonElement inputs = Objects(_folder.Run("check", "--diagnostics").Succeeds())[0].GetProperty("inputs");

        inputs.EnumerateArray().Select(i => i.GetString()).Should().Equal(
            new[] { Name, "fc.onnx", "real.onnx", "mnist-9x9.npy" }.Select(_folder.PathOf), "the link and what is behind it");
    }

    [Test]
    public void Drift_points_at_the_line_of_the_block()
    {
        _folder.Write("fc.onnx", Networks.LastLayerDoubled(RealFiles.Fc));

        ToolRun run = _folder.Run("check", "--diagnostics").Exits(1);

        run.Errors.Should().BeEmpty();
        Verdicts(run).Should().Equal((_folder.PathOf(Name), "drift", 1));
        JsonElement drift = Objects(run).Should().ContainSingle(o => Text(o, "severity") == "error").Which;
        drift.EnumerateObject().Select(p => p.Name).Should()
            .Equal("kind", "severity", "code", "file", "line", "column", "block", "message");
        (Text(drift, "code"), Text(drift, "file"), Text(drift, "block")).Should()
            .Be((DiagnosticCodes.CreditDrift, _folder.PathOf(Name), "fc4"));
        string line = _folder.Text(Name).Split('\n')[drift.GetProperty("line").GetInt32() - 1];
        line[(drift.GetProperty("column").GetInt32() - 1)..].Should().StartWith("{ \"name\": \"fc4\"");
        Text(drift, "message").Should().StartWith("block 'fc4' (L2S, ")
            .And.EndWith($". If this was intended: koopman-assert update {Name}");
    }

    [Test]
    public void What_keeps_a_baseline_from_its_comparison_points_at_the_part_at_fault()
    {
        _folder.Copy(_folder.PathOf(Name), "model/" + Name);
        _folder.Copy(RealFiles.Fc, "samples/fc.onnx");
        _folder.Copy(_folder.PathOf(Name), "samples/" + Name);
        _folder.Copy(RealFiles.Fc, "others/fc.onnx");
        _folder.Write("others/mnist-9x9.npy", Npy.Of("<f4", "(399, 81)", Npy.Pixels(399)));
        _folder.Copy(_folder.PathOf(Name), "others/" + Name);
        _folder.Write("corrupt/" + Name, _folder.Text(Name).Replace("\"rank\": 70", "\"rank\": \"70\""));

        ToolRun run = _folder.Run("check", "--diagnostics", "model", "samples", "others", "corrupt", "nowhere", Name).Exits(3);

        Verdicts(run).Should().Equal(
            (_folder.PathOf("model/" + Name), "error", 2), (_folder.PathOf("samples/" + Name), "error", 2),
            (_folder.PathOf("others/" + Name), "error", 3), (_folder.PathOf("corrupt/" + Name), "error", 3),
            (_folder.PathOf("nowhere"), "error", 3), (_folder.PathOf(Name), "held", 0));
        JsonElement[] errors = [.. Objects(run).Where(o => Text(o, "kind") == "diagnostic")];
        errors.Select(e => (Text(e, "code"), Text(e, "file"), Found(e))).Should().Equal(
            (DiagnosticCodes.ModelMissing, _folder.PathOf("model/" + Name), "\"fc.onnx\", \"sha256\":"),
            (DiagnosticCodes.SamplesMissing, _folder.PathOf("samples/" + Name), "\"mnist-9x9.npy\", \"sh"),
            (DiagnosticCodes.SamplesChanged, _folder.PathOf("others/" + Name), "{ \"path\": \"mnist-9x9"),
            (DiagnosticCodes.BaselineCorrupt, _folder.PathOf("corrupt/" + Name), "\"70\", \"snapshotRank\""),
            (DiagnosticCodes.BaselineMissing, _folder.PathOf("nowhere"), "1,1"));
        errors.Should().OnlyContain(e => !e.EnumerateObject().Any(p => p.Name == "block"));
        run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(5, "the standard error is as ever");
    }

    [Test]
    public void An_update_tells_old_and_new_in_one_line_and_its_failures_as_check_does()
    {
        _folder.Write("fc.onnx", Networks.LastLayerDoubled(RealFiles.Fc));

        ToolRun run = _folder.Run("update", "--diagnostics", Name, "nowhere").Exits(3);

        Verdicts(run).Should().Equal((_folder.PathOf(Name), "held", 0), (_folder.PathOf("nowhere"), "error", 3));
        Text(Objects(run)[0], "text").Should().MatchRegex(@"fc4 .*\+6\.93");
        Text(Objects(run)[1], "code").Should().Be(DiagnosticCodes.BaselineMissing);
        _folder.Run("check").Succeeds();
    }

    [Test]
    public void A_block_that_was_added_points_at_the_model()
    {
        _folder.Write(Name, string.Join('\n', _folder.Text(Name).Split('\n').Where(line => !line.Contains("\"name\": \"fc1\""))));

        JsonElement added = Objects(_folder.Run("check", "--diagnostics").Exits(1)).Should()
            .ContainSingle(o => Text(o, "code") == DiagnosticCodes.BlockAdded)
            .Which;

        Found(added).Should().Be("{ \"path\": \"fc.onnx\",");
    }

    [Test]
    public void A_folder_without_baselines_is_an_error_about_the_folder()
    {
        Directory.CreateDirectory(_folder.PathOf("empty"));

        ToolRun run = _folder.Run("check", "--diagnostics", "empty").Exits(3);

        Verdicts(run).Should().Equal((_folder.PathOf("empty"), "error", 3));
        Text(Objects(run)[0], "code").Should().Be(DiagnosticCodes.BaselineMissing);
    }

    [Test]
    public void A_wrong_option_leaves_the_standard_output_empty() =>
        _folder.Run("check", "--diagnostics", "--unknown").IsRefused(2, DiagnosticCodes.Usage, "'--unknown'", "--help");

    [Test]
    public void Names_of_strangers_can_neither_break_a_line_nor_give_orders()
    {
        string evil = "##vso[task.complete]\r\n::error::gone\u202e\"" + new string('x', 5000);
        _folder.Write(Name, _folder.Text(Name).Replace("\"fc1\"", JsonSerializer.Serialize(evil)));

        ToolRun run = _folder.Run("check", "--diagnostics").Succeeds();

        run.Output.Should().NotContainAny("##", "::", "\r", "\u202e");
        JsonElement renamed = Objects(run).Should().ContainSingle(o => Text(o, "code") == DiagnosticCodes.BlockRenamed).Which;
        Text(renamed, "message")!.Length.Should().BeLessThan(700);
        Text(renamed, "message").Should().StartWith(
            "blocks were renamed, and are compared as before: "
            + @"'\u0023#vso[task.complete]\u000d\u000a\u003a:error\u003a:gone\u202e""xxx");
    }

    [Test]
    public void A_help_link_is_given_only_where_the_build_had_an_address()
    {
        HelpLink.Address.Should().BeNull("this repository has none");
        HelpLink.Find(typeof(System.CommandLine.Command).Assembly).Should().StartWith("https://");
        HelpLink.Find(Assembly.GetExecutingAssembly()).Should().BeNull();
    }

    private static string Found(JsonElement diagnostic)
    {
        (int line, int column) = (diagnostic.GetProperty("line").GetInt32(), diagnostic.GetProperty("column").GetInt32());
        string file = Text(diagnostic, "file")!;
        return File.Exists(file) ? File.ReadAllLines(file)[line - 1].Substring(column - 1, 20) : $"{line},{column}";
    }

    private static (string?, string?, int)[] Verdicts(ToolRun run) =>
        [.. Objects(run).Where(o => Text(o, "kind") == "baseline")
            .Select(o => (Text(o, "file"), Text(o, "verdict"), o.GetProperty("exitCode").GetInt32()))];

    private static JsonElement[] Objects(ToolRun run) => [.. run.Lines.Select(line => JsonDocument.Parse(line).RootElement)];

    private static string? Text(JsonElement element, string name)
        => element.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
