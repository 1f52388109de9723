using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>What of a network's inputs and outputs can be drawn or told apart: pictures, tokens, kernels.</summary>
[TestFixture]
internal sealed class FeatureShapeTests
{
    private static readonly AnalysisSettings OneStep = AnalysisSettings.Regression with { Steps = StepCount.Exactly(1) };

    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void A_single_image_is_drawn_in_its_shape()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 1, 3, 4]).Node("Flatten", "x", "f").Dense("f", "y", 12, 2).Output("y");
        FeatureWeights weights = Run(network, CreditDetails.FeatureWeights, _folder.Samples(30, 1, 3, 4)).FeatureWeights!;
        weights.InputShape.Should().Equal(1, 3, 4);
        weights.AreTokens.Should().BeFalse();
    }

    [Test]
    public void Two_inputs_are_one_axis_of_all_their_features()
    {
        NetworkProto network = new NetworkProto().Input("a", [-1, 2]).Input("b", [-1, 3]).Node("Concat", "a b", "x", "", ("axis", 1L))
            .Dense("x", "y", 5, 2).Output("y");
        var random = new Random(1);
        float[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle())];
        var samples = Samples.FromInputs(
            new Dictionary<string, Samples> { ["a"] = Samples.From(Values(60), 30, 2), ["b"] = Samples.From(Values(90), 30, 3) });
        CreditReport report = CreditAnalysis.Run(
            _folder.Write(network.Model), samples, OneStep, new AnalysisOptions { Details = CreditDetails.FeatureWeights });
        report.FeatureWeights!.InputShape.Should().Equal(5);
    }

    // One number a sample is no channel or unit.
    [Test]
    public void An_output_of_one_number_has_no_kernels()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 4]).Dense("x", "y", 4, 3).Node("Relu", "y", "r").Constant("axes", [1], 1L)
            .Dense("r", "z", 3, 1).Node("Squeeze", "z axes", "s").Output("s");
        CreditReport report = Run(network, CreditDetails.Kernels, _folder.Samples(30, 4));
        report.Blocks[^1].Kernels.Should().BeEmpty();
        report.Blocks[0].Kernels.Should().HaveCount(report.Blocks.Count > 1 ? 3 : 0);
    }

    private CreditReport Run(NetworkProto network, CreditDetails details, string samples) =>
        CreditAnalysis.Run(_folder.Write(network.Model), samples, OneStep, new AnalysisOptions { Details = details });
}
