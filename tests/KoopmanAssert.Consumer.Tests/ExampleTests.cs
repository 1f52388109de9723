using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The examples do what their READMEs say, from a fresh copy of the repository.</summary>
[TestFixture]
[Category("Slow")]
public class ExampleTests
{
    private RepositoryCopy _copy = null!;

    [OneTimeSetUp]
    public void Copy() => _copy = new RepositoryCopy("copy");

    [TestCase("nunit-gate")]
    [TestCase("xunit-gate")]
    public void The_commands_of_the_README_pack_pass_and_fail(string example)
    {
        IReadOnlyList<string> commands = _copy.Commands(Path.Combine("examples", example, "README.md"));
        Assert.That(commands, Has.Count.EqualTo(4));
        _copy.Run(commands[0]).Expect(0);
        _copy.Run(commands[1]).Expect(0);
        Assert.That(_copy.Run(commands[2]).Expect(0), Does.Match(@"Passed:\s+3"));
        Assert.That(
            _copy.Run(commands[3]).Expect(1),
            Does.Contain("Most likely at fault (KOOP0001): 'conv2'").And.Contain("lenet5-frozen-layer.onnx").And.Match(@"Failed:\s+2"));
    }

    [Test]
    public void The_commands_of_the_build_gate_pack_hold_fail_and_hold_again()
    {
        IReadOnlyList<string> commands = _copy.Commands(Path.Combine("examples", "build-gate", "README.md"));
        CommandResult[] results = [.. commands.Select(_copy.Run)];
        Assert.That(results.Select(r => r.ExitCode), Is.EqualTo(new[] { 0, 0, 0, 1, 0, 0 }));
        Assert.That(results[3].Output, Does.Contain("lenet5.credits.json(11,5): error KOOP0001: block 'conv2'"));
    }

    [Test]
    public void The_feature_weights_of_the_paper_look_like_their_digits_as_far_as_the_README_says()
    {
        string readme = Path.Combine("examples", "paper", "README.md");
        string output = _copy.Run(_copy.Commands(readme)[0]).Expect(0);
        string text = File.ReadAllText(Path.Combine(_copy.Folder, readme));
        int table = text.IndexOf("```text\n", StringComparison.Ordinal) + "```text\n".Length;
        string[] lines = text[table..text.IndexOf("```", table, StringComparison.Ordinal)]
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (string line in lines)
        {
            Assert.That(output, Does.Contain(line));
        }
    }
}
