using System.Text.RegularExpressions;
using FluentAssertions;
using KoopmanAssert.Core.Reports;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>What the READMEs say is tried out: each of their commands runs, and each setting is in their table.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Example = Path.GetDirectoryName(RealFiles.Lenet5)!;
    private static readonly string Readme = Repository.At("README.md");
    private static readonly string ToolReadme = ReadmeOf("KoopmanAssert.Tool");

    [Test]
    public void The_first_gate_of_the_README_holds()
    {
        using WorkFolder folder = UsersFolder();

        string[][] commands = Commands(Readme);

        commands.Select(c => c[0]).Should().Equal("init", "accept", "check");
        commands.Select(c => folder.Run(c).ExitCode).Should().Equal(0, 0, 0);
    }

    [Test]
    [Category("Slow")]
    public void Every_command_of_the_tool_s_README_does_what_it_says()
    {
        using WorkFolder folder = UsersFolder();

        string[][] commands = Commands(ToolReadme);

        string[] names =
        [
            "blocks", "init", "accept", "check", "update", "credits", "diff", "diff", "report", "check", "merge", "history", "explain",
            "explain",
        ];
        commands.Select(c => c[0]).Should().Equal(names);
        // The folder is no repository, so that there is no history.
        commands.Select(c => folder.Run(c).ExitCode).Should().Equal(0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 4, 0, 0);
    }

    [Test]
    [Category("Slow")]
    public void Every_command_of_the_example_does_what_it_says()
    {
        using var folder = new WorkFolder();
        foreach (string file in Directory.GetFiles(Example))
        {
            folder.Copy(file);
        }

        string[][] commands = Commands(Path.Combine(Example, "README.md"));

        commands.Select(c => c[0]).Should().Equal("check", "diff", "report");
        commands.Select(c => folder.Run(c).ExitCode).Should().Equal(0, 1, 1);
    }

    [Test]
    public void The_failure_in_the_README_is_what_the_tool_prints()
    {
        using var folder = new WorkFolder();
        folder.Copy(RealFiles.Lenet5FrozenLayer, "lenet5.onnx");
        folder.Copy(RealFiles.Mnist, "mnist.npy");
        folder.Copy(RealFiles.Lenet5Baseline);

        string[] printed = folder.Run("check").Exits(1).Lines;
        string[] shown = [.. FailureLines(Readme).Where(line => line.Trim() != "…")];

        shown.Length.Should().BeGreaterThan(3);
        printed.Should().Contain(shown);
        string inTheBuild = FailureLines(ReadmeOf("KoopmanAssert.MSBuild")).Single().Split(" …")[0].Replace("models/", "");
        printed.Should().Contain(line => line.StartsWith(inTheBuild));
    }

    [Test]
    public void The_table_of_settings_has_every_option()
    {
        using var folder = new WorkFolder();
        string help = folder.Run("init", "--help").Succeeds().Output;
        string readme = File.ReadAllText(ToolReadme);

        IEnumerable<string> options = Option().Matches(help).Select(m => m.Value)
            .Except(["--help", "--samples", "--output-file", "--allow-ci", "--tree"]);
        options.Should().HaveCountGreaterThan(15);
        options.Should().OnlyContain(option => readme.Contains($"`{option}`"));
    }

    [Test]
    public void The_table_of_reports_has_every_option_of_check()
    {
        using var folder = new WorkFolder();
        string help = folder.Run("check", "--help").Succeeds().Output;
        string readme = File.ReadAllText(ToolReadme);

        string[] options = [.. Option().Matches(help).Select(m => m.Value).Distinct().Except(["--help"])];
        options.Should().Contain(["--report", "--annotations", "--diagnostics"]);
        options.Should().OnlyContain(option => readme.Contains($"| `{option}"));
        ReportFormat.All.Should().OnlyContain(format => readme.Contains($"`{format.Ending}`"));
    }

    [Test]
    public void The_recipes_for_build_servers_write_the_report_that_they_upload()
    {
        string[] lines = File.ReadAllLines(ToolReadme);
        string[] checks = [.. lines.Select(line => Recipe().Match(line)).Where(m => m.Success).Select(m => m.Groups[1].Value)];
        checks.Should().HaveCount(2).And.OnlyContain(check => check.EndsWith("koopman.sarif"));
        lines.Count(line => line.Contains("sarif_file: koopman.sarif") || line.Contains("pathToPublish: koopman.sarif")).Should().Be(2);
        using var folder = WorkFolder.WithFcBaseline();

        checks.Select(check => folder.Run(check.Split(' ')).ExitCode).Should().OnlyContain(exit => exit == 0);

        folder.Text("koopman.sarif").Should().Contain("\"version\": \"2.1.0\"");
    }

    [Test]
    public void The_check_in_the_README_of_the_library_holds()
    {
        File.ReadAllText(ReadmeOf("KoopmanAssert")).Should().Contain("""CreditBaseline.Load("models/lenet5.credits.json").Check()""");

        BaselineComparison comparison = CreditBaseline.Load(RealFiles.Lenet5Baseline).Check();

        comparison.Findings.Should().NotContain(f => f.IsDrift);
    }

    [TestCase("README.md")]
    [TestCase("src/README.md")]
    [TestCase("src/KoopmanAssert/Koopman/README.md")]
    [TestCase(".github/CONTRIBUTING.md")]
    [TestCase("examples/lenet5-mnist/README.md")]
    public void Every_file_that_a_page_names_or_links_to_exists(string page)
    {
        string text = File.ReadAllText(Repository.At(page));
        string folder = Path.GetDirectoryName(Repository.At(page))!;
        string[] sources = [.. Directory.EnumerateFiles(Repository.At("src"), "*.cs", SearchOption.AllDirectories)
            .Select(path => path.Replace(Path.DirectorySeparatorChar, '/'))];

        Links().Matches(text).Select(m => m.Groups[1].Value).Where(link => !Path.Exists(Path.Combine(folder, link))).Should().BeEmpty();
        SourceNames().Matches(text).Select(m => "/" + m.Groups[1].Value)
            .Where(name => !sources.Any(source => source.EndsWith(name, StringComparison.Ordinal)))
            .Should().BeEmpty();
    }

    /// <summary>A folder with the files that the READMEs name.</summary>
    private static WorkFolder UsersFolder()
    {
        var folder = new WorkFolder();
        folder.Copy(RealFiles.Lenet5, "models/lenet5.onnx");
        folder.Copy(RealFiles.Lenet5FrozenLayer, "models/other.onnx");
        folder.Copy(RealFiles.Mnist, "samples/mnist.npy");
        folder.Write("retrains/2.onnx", Networks.Nudged(RealFiles.Lenet5, 1e-2, seed: 2));
        folder.Write("retrains/3.onnx", Networks.Nudged(RealFiles.Lenet5, 1e-2, seed: 3));
        return folder;
    }

    private static string ReadmeOf(string package) => Repository.At("src", package, "README.md");

    /// <summary>The lines of a README's first block of output.</summary>
    private static string[] FailureLines(string readme) =>
        FailureBlock().Match(File.ReadAllText(readme)).Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The arguments of each line of a README's shell blocks that calls the tool.</summary>
    private static string[][] Commands(string readme) =>
        [.. File.ReadAllLines(readme)
            .Where(line => line.StartsWith("koopman-assert ", StringComparison.Ordinal))
            .Select(line => line.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..])];

    [GeneratedRegex("```text\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex FailureBlock();

    [GeneratedRegex("^  - (?:run|script): dotnet koopman-assert (.*)$")]
    private static partial Regex Recipe();

    [GeneratedRegex(@"\]\((?!https?://)([^)#]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"`([\w./]+\.cs)`")]
    private static partial Regex SourceNames();

    [GeneratedRegex("--[a-z-]+")]
    private static partial Regex Option();
}
