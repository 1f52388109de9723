using FluentAssertions;
using KoopmanAssert.Core.Baselines;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>A baseline that version 0.1.0 wrote is read for good, and gives the verdicts that it gave then.</summary>
[TestFixture]
internal sealed class FirstVersionTests
{
    private static readonly string Path = System.IO.Path.Combine(
        RepositoryFiles.Root, "tests/KoopmanAssert.Tests/Baselines/Version1/lenet5.credits.json");

    [Test]
    public void The_accepted_model_holds()
    {
        BaselineComparison comparison = CreditBaseline.Load(Path).Compare(Analyse(RepositoryFiles.LeNet));
        (comparison.Holds, comparison.IsSameModel, comparison.Findings.Count).Should().Be((true, true, 0));
        comparison.Score!.Retrains.Should().Be(5);
    }

    [Test]
    public void A_frozen_layer_has_drifted_by_as_much_as_then()
    {
        BaselineComparison comparison = CreditBaseline.Load(Path).Compare(Analyse(RepositoryFiles.LeNetFrozenLayer));
        comparison.HasDrifted.Should().BeTrue();
        comparison.Score!.Lineage.Kind.Should().Be(LineageKind.Unknown);
        comparison.Score.Value.Should().BeApproximately(5.31, 0.005);
        comparison.Score.Threshold.Should().BeApproximately(2.93, 0.005);
    }

    [Test]
    public void What_version_1_lacks_is_null()
    {
        var baseline = CreditBaseline.Load(Path);
        baseline.Blocks.Should().OnlyContain(b => b.Evidence == null);
        baseline.Network.Evidence.Should().BeNull();
        baseline.Accepted.Should().HaveCount(5).And.OnlyContain(a => a.Score == null && a.Generation == null && a.Evidence == null);
        baseline.Network.Predictions.Should().HaveCount(400);
    }

    [Test]
    public void It_is_written_as_the_newest_version_with_the_same_figures()
    {
        using var folder = new BaselineFolder();
        var first = CreditBaseline.Load(Path);
        var second = CreditBaseline.Load(folder.Write(BaselineWriter.ToBytes(first)));
        File.ReadAllText(second.Path).Should().Contain("\"formatVersion\": 2");
        second.Should().BeEquivalentTo(first, options => options.RespectingRuntimeTypes().Excluding(m => m.Name == "Path")
            .Excluding(m => m.Name == "ModelPath").Excluding(m => m.Name == "SamplesPath"));
    }

    // What only later versions know is unknown to a reader of this one.
    [TestCase("\"sha256\"", "\"values\": \"2222222222222222222222222222222222222222222222222222222222222222\", \"sha256\"", 5, "'values'")]
    [TestCase("\"path\": \"", "\"from\": \"", 4, "'path'")]
    [TestCase("\"path\": \"", "\"from\": \"", 5, "'path'")]
    public void A_file_of_version_1_with_what_it_cannot_hold_is_refused(string good, string bad, int line, string property)
    {
        using var folder = new BaselineFolder();
        string[] lines = File.ReadAllLines(Path);
        string edited = lines[line - 1].Replace(good, bad);
        edited.Should().NotBe(lines[line - 1]);
        lines[line - 1] = edited;
        BaselineException refused = FluentActions.Invoking(() => CreditBaseline.Load(folder.Write(string.Join('\n', lines)))).Should()
            .Throw<BaselineException>().Which;
        (refused.Code, refused.Line).Should().Be((DiagnosticCodes.BaselineCorrupt, line));
        refused.Problem.Should().Contain(property);
    }

    private static CreditReport Analyse(string model) =>
        CreditAnalysis.Run(model, RepositoryFiles.Digits, null, new AnalysisOptions { Threads = 2 });
}
