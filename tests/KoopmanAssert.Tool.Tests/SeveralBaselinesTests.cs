using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>Each baseline of a project gets its verdict, whatever is wrong with the others.</summary>
[TestFixture]
internal sealed class SeveralBaselinesTests
{
    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new WorkFolder();
        using var held = WorkFolder.WithFcBaseline();
        foreach (string place in (string[])["a", "b", "nested/deeper", "bin", "obj/Debug", "artifacts", ".hidden", "a/bin"])
        {
            foreach (string file in (string[])["fc.onnx", "mnist-9x9.npy", "fc.credits.json"])
            {
                _folder.Copy(held.PathOf(file), $"{place}/{file}");
            }
        }

        Array.ForEach(["bin", "artifacts", "a/bin"], output => _folder.Write($"{output}/App.deps.json", "{}"));
        _folder.Write("obj/project.assets.json", "{}");
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void All_below_the_folder_are_checked_in_order_and_those_that_are_passed_over_are_named()
    {
        ToolRun run = _folder.Run("check").Exits(0);

        Verdicts(run).Should().Equal("a/fc.credits.json", "b/fc.credits.json", "nested/deeper/fc.credits.json");
        run.Errors.Should().Contain("note: passed over 1 baseline in '.hidden', which begins with a dot").And
            .Contain("note: passed over 1 baseline in 'a/bin', which belongs to a build").And
            .Contain("note: passed over 1 baseline in 'obj', which belongs to a build");
        _folder.Run("check", ".").Should().BeEquivalentTo(run, options => options.Excluding(r => r.CommandLine));
    }

    [Test]
    public void A_folder_named_on_the_command_line_is_searched_and_a_baseline_named_is_checked_wherever_it_is()
    {
        ToolRun run = _folder.Run("check", "nested", "bin", ".hidden/fc.credits.json", "a/fc.credits.json").Succeeds();

        Verdicts(run).Should()
            .Equal("nested/deeper/fc.credits.json", "bin/fc.credits.json", ".hidden/fc.credits.json", "a/fc.credits.json");
    }

    [Test]
    public void A_filter_takes_those_whose_path_or_name_matches()
    {
        Verdicts(_folder.Run("check", "--filter", "nested/*").Exits(0)).Should().Equal("nested/deeper/fc.credits.json");
        Verdicts(_folder.Run("check", "a", "b", "--filter", "fc.*").Exits(0)).Should()
            .Equal("a/fc.credits.json", "b/fc.credits.json");
        _folder.Run("check", "--filter", "lenet*").Exits(2).Errors.Should()
            .Contain("error KOOP4001: --filter 'lenet*' matches none of 3 baselines.");
    }

    [Test]
    public void One_that_is_broken_does_not_keep_the_others_from_their_verdict_and_the_highest_exit_code_counts()
    {
        _folder.Write("a/fc.onnx", Networks.LastLayerDoubled(RealFiles.Fc));
        ToolRun drift = _folder.Run("check").Exits(1);
        Verdicts(drift).Should().HaveCount(3);

        _folder.Write("a/z.credits.json", "broken");
        _folder.Write("b/fc.onnx", "");
        ToolRun broken = _folder.Run("check").Exits(3);

        Verdicts(broken).Should().Equal("a/fc.credits.json", "nested/deeper/fc.credits.json");
        broken.Output.Should().Contain($"a/fc.credits.json(12,5): error {DiagnosticCodes.CreditDrift}: block 'fc4'").And
            .Contain("passed: 4 blocks");
        string[] errors = [.. Errors(broken)];
        errors.Should().HaveCount(2);
        errors[0].Should().StartWith($"a/z.credits.json(1,1): error {DiagnosticCodes.BaselineCorrupt}: ");
        errors[1].Should().StartWith($"b/fc.onnx: error {DiagnosticCodes.ModelUnreadable}: ");
    }

    [Test]
    public void Update_accepts_each_that_can_be_and_names_the_others()
    {
        _folder.Write("a/fc.credits.json", "broken");
        _folder.Write("b/fc.onnx", Networks.LastLayerDoubled(RealFiles.Fc));

        ToolRun update = _folder.Run("update").Exits(3);

        update.Output.Should().Contain("b/fc.credits.json: updated").And.Contain("nested/deeper/fc.credits.json: unchanged");
        Errors(update).First().Should().StartWith($"a/fc.credits.json(1,1): error {DiagnosticCodes.BaselineCorrupt}: ");
        _folder.Text("a/fc.credits.json").Should().Be("broken");
        _folder.Run("check", "b").Succeeds();
    }

    [Test]
    public void A_path_without_a_baseline_does_not_keep_the_others_from_their_verdict()
    {
        ToolRun run = _folder.Run("check", "nowhere", "a", "artifacts/fc.onnx").Exits(3);

        Verdicts(run).Should().Equal("a/fc.credits.json");
        Errors(run).First().Should().StartWith($"nowhere: error {DiagnosticCodes.BaselineMissing}: 'nowhere' does not exist");
        run.Errors.Should()
            .Contain($"artifacts/fc.onnx(1,1): error {DiagnosticCodes.BaselineCorrupt}: ");
    }

    // The standard error without the notes on what was passed over.
    private static IEnumerable<string> Errors(ToolRun run) => run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(line => !line.StartsWith("note: ", StringComparison.Ordinal));

    private static IEnumerable<string> Verdicts(ToolRun run) =>
        run.Lines.Where(line => line.EndsWith(" on 400 samples", StringComparison.Ordinal)).Select(line => line.Split(':')[0]);
}
