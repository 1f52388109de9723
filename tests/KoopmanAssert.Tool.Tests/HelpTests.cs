using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using FluentAssertions;
using KoopmanAssert.Core.Reports;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>The tool explains itself, and what it says to type works.</summary>
[TestFixture]
internal sealed partial class HelpTests
{
    private static readonly string[] Commands
        = ["blocks", "credits", "init", "check", "merge", "update", "accept", "diff", "report", "history", "explain"];
    private static readonly ConcurrentDictionary<string, Lazy<string[]>> Examples = new();
    private static readonly Lazy<byte[]> Baseline = new(MakeBaseline);
    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new WorkFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void The_help_lists_every_command()
    {
        string help = _folder.Run("--help").Succeeds().Output;

        string list = help[help.IndexOf("Commands:", StringComparison.Ordinal)..];
        Regex.Matches(list, @"^  (\w+)", RegexOptions.Multiline).Select(m => m.Groups[1].Value).Should().Equal(Commands);
    }

    [Test]
    public void Without_arguments_it_shows_the_help_and_does_not_pass()
    {
        ToolRun run = _folder.Run().Exits(2);
        (run.Output, run.Errors).Should().Be((_folder.Run("--help").Output, ""));
    }

    [TestCaseSource(nameof(Commands))]
    public void Every_command_has_an_example_that_works_as_it_stands(string command)
    {
        string[] words = Example(command);
        words[..2].Should().Equal("koopman-assert", command);
        CopyFilesOfExamples(_folder);
        if (command != "init")
        {
            _folder.Write("models/lenet5.credits.json", Baseline.Value);
        }

        if (command == "merge")
        {
            _folder.Run("check", "--shard", "1/2", "--part", "1.part").Succeeds();
            _folder.Run("check", "--shard", "2/2", "--part", "2.part").Succeeds();
        }

        if (command == "history")
        {
            _folder.Git("init", "-q");
            _folder.Git("add", "models/lenet5.credits.json");
            _folder.Git("-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "-qm", "the baseline");
        }

        _folder.Run(words[1..]).Succeeds().Output.Should().NotBeEmpty();
    }

    [TestCase("-h")]
    [TestCase("-?")]
    public void The_help_has_short_names(string option) =>
        _folder.Run("check", option).Succeeds().Output.Should().Be(_folder.Run("check", "--help").Succeeds().Output);

    [Test]
    public void The_version_is_a_version() => _folder.Run("--version").Succeeds().Output.Should().MatchRegex(@"\A\d+\.\d+\.\d+\S*\n\z");

    [Test]
    [Category("Slow")]
    public void Every_code_is_explained_in_any_letter_case()
    {
        IEnumerable<string> codes = typeof(DiagnosticCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(f => (string)f.GetRawConstantValue()!);

        codes.Should().AllSatisfy(code =>
        {
            ToolRun run = _folder.Run("explain", code.ToLowerInvariant()).Succeeds();
            run.Lines.Should().HaveCount(3);
            run.Lines[0].Should().MatchRegex($"^{code}: [^.]+$");
            run.Lines[1].Should().MatchRegex(@"^Cause: .+\.$");
            run.Lines[2].Should().MatchRegex(@"^What to do: .+\.$");
        });
    }

    [TestCase("nats", "nat: The unit of a natural logarithm")]
    [TestCase("Credit", "credit: The network runs on samples")]
    [TestCase("of allowed", "of allowed: How much")]
    [TestCase("s2l", "S2L: A kind of block")]
    public void A_word_of_a_table_is_explained(string word, string start) =>
        _folder.Run("explain", word).Succeeds().Output.Should().StartWith(start).And.EndWith("\n");

    [Test]
    public void A_word_that_refers_to_another_is_explained_with_it() =>
        _folder.Run("explain", "log-credit").Succeeds().Lines.Should().SatisfyRespectively(
            line => line.Should().Be("log-credit: See credit."), line => line.Should().StartWith("credit: The network runs on samples"));

    /// <summary>The words are found where tables are made.</summary>
    [Test]
    public void Every_word_that_heads_a_column_is_explained()
    {
        string[] tables = [.. Directory.GetFiles(Repository.At("src", "KoopmanAssert", "Reports"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Table().Matches(File.ReadAllText(file)).Select(m => m.Value))];
        string[] headings = [.. tables.SelectMany(t => Heading().Matches(t).Select(m => m.Groups[1].Value))
            .Where(heading => heading.Length > 0).Distinct()];
        headings.Should().HaveCountGreaterThan(35).And.Contain(["block", "z", "allowed", "own error"]);
        headings.Where(h => TableTerms.Find(h) is null).Should().Equal("input features with the largest weights (all with --json)");
        TableTerms.All.Keys.Where(w => TableTerms.All[w].StartsWith("See ")).Should().AllSatisfy(
            w => TableTerms.Find(TableTerms.All[w]["See ".Length..].Split('.')[0]).Should().NotBeNull());
    }

    [GeneratedRegex(@"new TextTable\((.*?)\);", RegexOptions.Singleline)]
    private static partial Regex Table();

    [GeneratedRegex("\">?([^\">]*)\"")]
    private static partial Regex Heading();

    private static void CopyFilesOfExamples(WorkFolder folder)
    {
        foreach (string model in (string[])["models/lenet5.onnx", "old.onnx", "new.onnx"])
        {
            folder.Copy(RealFiles.Fc, model);
        }

        folder.Copy(RealFiles.Mnist9X9, "samples/mnist.npy");
        folder.Write("retrains/lenet5-2.onnx", Networks.Nudged(RealFiles.Fc, 1e-2, seed: 1));
    }

    // As the example of init writes it.
    private static byte[] MakeBaseline()
    {
        using var folder = new WorkFolder();
        CopyFilesOfExamples(folder);
        folder.Run(Example("init")[1..]).Succeeds();
        return folder.Bytes("models/lenet5.credits.json");
    }

    private static string[] Example(string command) =>
        Examples.GetOrAdd(command, _ => new Lazy<string[]>(() => FindExample(command))).Value;

    private static string[] FindExample(string command)
    {
        using var folder = new WorkFolder();
        string[] examples = [.. folder.Run(command, "--help").Succeeds().Lines.Select(l => l.Trim())
            .Where(l => l.StartsWith("Example: "))];
        return examples.Should().ContainSingle().Which["Example: ".Length..].Split(' ');
    }
}
