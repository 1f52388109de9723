using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using FluentAssertions;
using NUnit.Framework;
using YamlDotNet.RepresentationModel;

namespace KoopmanAssert.Tool;

/// <summary>The steps of the GitHub action and of the Azure template, run one after the other as a server runs their scripts.</summary>
[TestFixture]
[UnsupportedOSPlatform("windows")]
[Platform(Exclude = "Win", Reason = "the steps are scripts for bash")]
internal sealed partial class WorkflowTests
{
    private static readonly string Folder = Repository.At(".github", "actions", "koopman-assert");
    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = WorkFolder.WithFcBaseline();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase(false, 0)]
    [TestCase(true, 1)]
    public void The_action_s_scripts_check_report_and_give_the_verdict(bool drifts, int exitCode)
    {
        if (drifts)
        {
            _folder.Write("fc.onnx", Networks.LastLayerDoubled(RealFiles.Fc));
        }

        List<(string Name, int ExitCode, string Output)> steps = [.. RunAction(comment: true)];

        steps.Select(s => s.Name).Should().Equal(
            "Restore the tool", "Check the baselines", "Comment on the pull request", "Give the verdict");
        steps.SkipLast(1).Should().OnlyContain(s => s.ExitCode == 0, "a failed check has its reports");
        steps[^1].ExitCode.Should().Be(exitCode);
        string[] reports = ["koopman.sarif", "koopman.html", "koopman.md", "koopman.json"];
        reports.Should().OnlyContain(name => File.Exists(_folder.PathOf($"koopman-reports/{name}")));
        steps[1].Output.Contains("::error file=").Should().Be(drifts);
        _folder.Text("summary.md").Should().Be(_folder.Text("koopman-reports/koopman.md"));
        _folder.Text("comment.txt").Should().StartWith("pr comment 7 --body-file koopman-reports/koopman.md");
    }

    [Test]
    public void Without_an_exit_code_there_is_no_verdict()
    {
        (int exitCode, string output) = Bash($"'{Folder}/verdict.sh'", []);

        exitCode.Should().Be(4);
        output.Should().Contain("left no exit code");
    }

    [Test]
    public void The_template_s_scripts_do_the_same()
    {
        _folder.Write("fc.onnx", Networks.LastLayerDoubled(RealFiles.Fc));
        YamlMappingNode template = Load("azure-steps.yml");
        Dictionary<string, string> values = new() { ["parameters.command"] = Command, ["parameters.scripts"] = Folder };
        foreach (YamlMappingNode parameter in Items(template, "parameters"))
        {
            values.TryAdd($"parameters.{Text(parameter, "name")}", Text(parameter, "default")!);
        }

        string exitCode = "";
        List<(string? Name, int ExitCode)> steps = [];
        foreach (YamlMappingNode step in Items(template, "steps").Where(s => Text(s, "bash") is not null))
        {
            Dictionary<string, string> variables = Variables(step, values);
            variables = variables.ToDictionary(
                v => v.Key,
                v => v.Value.Replace("$(koopmanExitCode)", exitCode).Replace("$(Pipeline.Workspace)", _folder.Root));
            variables["TF_BUILD"] = "True";
            (int code, string output) = Bash(Filled(Text(step, "bash")!, values), variables);
            exitCode = SetVariable().Match(output) is { Success: true } set ? set.Groups[1].Value : exitCode;
            steps.Add((Text(step, "displayName"), code));
        }

        steps.Should().Equal(("Restore the tool", 0), ("Check the baselines", 0), ("Give the verdict", 1));
        File.Exists(_folder.PathOf("koopman-reports/koopman.sarif")).Should().BeTrue();
    }

    [Test]
    public void Each_script_is_a_step_and_each_step_a_script()
    {
        string[] scripts = [.. Directory.GetFiles(Folder, "*.sh").Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
        string[] Named(string file) => [.. ScriptName().Matches(File.ReadAllText(Path.Combine(Folder, file)))
            .Select(m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal)];

        Named("action.yml").Should().Equal(scripts);
        Named("azure-steps.yml").Should().Equal(scripts.Where(s => s != "comment.sh"));
    }

    // What a runner does with the steps that are scripts: fills in the inputs, sets the variables, keeps the outputs.
    private IEnumerable<(string Name, int ExitCode, string Output)> RunAction(bool comment)
    {
        YamlMappingNode action = Load("action.yml");
        Dictionary<string, string> values = new()
        {
            ["inputs.command"] = Command,
            ["inputs.comment"] = comment ? "true" : "false",
            ["github.workspace"] = _folder.Root,
            ["github.token"] = "none",
            ["github.event.pull_request.number"] = "7",
        };
        foreach ((YamlNode name, YamlNode input) in (YamlMappingNode)action["inputs"])
        {
            values.TryAdd($"inputs.{name}", Text((YamlMappingNode)input, "default")!);
        }

        // gh writes what it is asked for.
        _folder.Write("bin/gh", "#!/usr/bin/env bash\necho \"$@\" > comment.txt\n");
        File.SetUnixFileMode(_folder.PathOf("bin/gh"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        foreach (YamlMappingNode step in Items((YamlMappingNode)action["runs"], "steps").Where(s => Text(s, "run") is not null))
        {
            Dictionary<string, string> variables = Variables(step, values);
            variables["GITHUB_ACTIONS"] = "true";
            variables["GITHUB_ACTION_PATH"] = Folder;
            variables["GITHUB_OUTPUT"] = _folder.PathOf("outputs.txt");
            variables["GITHUB_STEP_SUMMARY"] = _folder.PathOf("summary.md");
            variables["PATH"] = $"{_folder.PathOf("bin")}:{Environment.GetEnvironmentVariable("PATH")}";
            (int code, string output) = Bash(Text(step, "run")!, variables);
            foreach (string[] pair in File.Exists(_folder.PathOf("outputs.txt"))
                ? File.ReadLines(_folder.PathOf("outputs.txt")).Select(l => l.Split('=', 2))
                : [])
            {
                values[$"steps.check.outputs.{pair[0]}"] = pair[1];
            }

            yield return (Text(step, "name")!, code, output);
        }
    }

    private static string Command => ToolProcess.CommandLine;

    private static Dictionary<string, string> Variables(YamlMappingNode step, Dictionary<string, string> values) =>
        step.Children.TryGetValue("env", out YamlNode? env)
            ? ((YamlMappingNode)env).ToDictionary(v => v.Key.ToString(), v => Filled(v.Value.ToString(), values))
            : [];

    private static string Filled(string text, Dictionary<string, string> values) =>
        Expression().Replace(text, m => values.TryGetValue(m.Groups[1].Value, out string? value) ? value
            : throw new KeyNotFoundException($"{m.Value} has no value here."));

    private static YamlMappingNode Load(string file)
    {
        var yaml = new YamlStream();
        using StreamReader reader = File.OpenText(Path.Combine(Folder, file));
        yaml.Load(reader);
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }

    private static IEnumerable<YamlMappingNode> Items(YamlMappingNode node, string name) =>
        ((YamlSequenceNode)node[name]).Cast<YamlMappingNode>();

    private static string? Text(YamlMappingNode node, string name) =>
        node.Children.TryGetValue(name, out YamlNode? value) ? value.ToString() : null;

    private (int ExitCode, string Output) Bash(string script, Dictionary<string, string> variables)
    {
        var start = new ProcessStartInfo("bash", ["-c", $"{script} 2>&1"])
        {
            WorkingDirectory = _folder.Root,
            RedirectStandardOutput = true,
        };
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    [GeneratedRegex(@"\$\{\{ ([\w.-]+) \}\}")]
    private static partial Regex Expression();

    [GeneratedRegex(@"(\w+\.sh)\b")]
    private static partial Regex ScriptName();

    [GeneratedRegex(@"##vso\[task\.setvariable variable=koopmanExitCode\](\d+)")]
    private static partial Regex SetVariable();
}
