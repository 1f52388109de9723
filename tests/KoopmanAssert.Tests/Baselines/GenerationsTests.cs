using System.Text.Json.Nodes;
using FluentAssertions;
using KoopmanAssert.Core.Baselines;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>A baseline follows its network from model to model, and what it learnt follows with it.</summary>
[TestFixture]
internal sealed class GenerationsTests
{
    private static readonly string[] Names = ["good-seed2", "good-seed3", "good-seed4", "good-seed5", "good-seed6", "good-more21"];

    [Test]
    public void A_gate_that_rolled_through_honest_retrains_judges_as_one_that_accepted_them()
    {
        List<CreditReport> models = [Analyse(RepositoryFiles.Fc), .. Names.Select(Retrain)];
        var rolled = CreditBaseline.Create(models[0], "rolled.credits.json");
        rolled = models.Skip(1).Aggregate(rolled, Generations.Renew);
        CreditBaseline accepted = CreditBaseline.Create(models[^1], "accepted.credits.json").Accept([.. models.SkipLast(1)], "all honest");

        rolled.Accepted.Select(a => a.Generation).Should().Equal(1, 2, 3, 4, 5, 6);
        CreditReport tuned = Retrain("bad-noise30-tune");
        DriftScore one = rolled.Compare(tuned).Score!, other = accepted.Compare(tuned).Score!;
        (one.Exceeds, other.Exceeds, one.Retrains).Should().Be((true, true, 6));
        one.Threshold.Should().Be(other.Threshold);
        one.Value.Should().BeApproximately(other.Value, 0.02, "only sums at another rank are estimated");
    }

    [Test]
    public void Retrains_of_version_1_stay_as_they_are_and_so_do_the_pins()
    {
        var old = CreditBaseline.Load(
            Path.Combine(RepositoryFiles.Root, "tests/KoopmanAssert.Tests/Baselines/Version1/lenet5.credits.json"));
        CreditReport frozen = Analyse(RepositoryFiles.LeNetFrozenLayer, RepositoryFiles.Digits);

        CreditBaseline renewed = Generations.Renew(old, frozen);

        renewed.Accepted.Take(5).Should().BeEquivalentTo(old.Accepted, options => options.Excluding(a => a.Line).Excluding(a => a.Column));
        renewed.Accepted[5].Sha256.Should().Be(old.Model.Sha256);
        renewed.Blocks.Select(b => b.Half).Should().Equal(old.Blocks.Select(b => b.Half));
        renewed.Network.Predictions.Should().Equal(old.Network.Predictions);
        renewed.Network.Evidence!.Predictions.Should().Equal(frozen.Network!.Profile.Classes!.Predictions)
            .And.NotEqual(old.Network.Predictions);
        using var folder = new BaselineFolder();
        byte[] written = BaselineWriter.ToBytes(renewed.With(renewed.Accepted, PreviousGeneration.Of(old)));
        var read = CreditBaseline.Load(folder.Write(written));
        read.Network.Evidence.Should().Be(renewed.Network.Evidence);
        read.Previous!.File.Should().Equal(File.ReadAllBytes(old.Path));
        SchemaTests.IsValid(JsonNode.Parse(written)!).Should().BeTrue();
    }

    [Test]
    public void A_retrain_of_version_1_that_is_accepted_again_can_follow()
    {
        CreditBaseline complete = CreditBaseline.Create(Analyse(RepositoryFiles.Fc), "fc.credits.json")
            .Accept(Retrain("good-seed2"), "honest");
        CreditBaseline bare = complete.With([.. complete.Accepted.Select(a => a with { Evidence = null, Score = null })]);

        CreditBaseline again = bare.Accept(Retrain("good-seed2"));

        again.Accepted.Should().ContainSingle().Which.Evidence.Should().NotBeNull();
    }

    private static CreditReport Retrain(string name) => Analyse(RepositoryFiles.Data($"fc-retrains/{name}.onnx"));

    private static CreditReport Analyse(string model) => Analyse(model, RepositoryFiles.SmallDigits);

    private static CreditReport Analyse(string model, string samples) =>
        CreditAnalysis.Run(model, samples, null, new AnalysisOptions { MeasureNoise = true, Threads = 2 });
}
