using FluentAssertions;
using KoopmanAssert.Core.Models.Onnx;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The class scores of a classifier are found at its end, and nothing is taken for one that is none.</summary>
[TestFixture]
internal sealed class ClassScoresTests
{
    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void The_logits_at_the_output_are_the_scores() => Found(Dense("y").Output("y")).Should().Be("y");

    [TestCase("Softmax")]
    [TestCase("LogSoftmax")]
    public void Before_a_softmax_at_the_output_are_the_scores(string op)
        => Found(Dense("s").Node(op, "s", "y").Output("y")).Should().Be("s");

    [Test]
    public void Scores_and_figures_are_the_same_with_a_softmax_and_without()
    {
        NetworkCredit logits = Network(Dense("s").Output("s")), probabilities = Network(Dense("s").Node("Softmax", "s", "y").Output("y"));
        probabilities.Figures.Should().HaveCount(7).And.Equal(logits.Figures);
    }

    [Test]
    public void Behind_a_softmax_a_cast_changes_nothing() =>
        Found(Dense("s").Node("Softmax", "s", "p").Node("Cast", "p", "y", "", ("to", 1L)).Output("y")).Should().Be("s");

    [Test]
    public void In_float16_the_scores_before_a_softmax_are_read_in_their_type()
    {
        ModelProto model = Quantising.Float16(Dense("s").Node("Softmax", "s", "y").Output("y").Model);
        CreditAnalysis.Run(_folder.Write(model), _folder.Samples(30, 6)).Network!.ClassScores.Should().Be("s");
    }

    [TestCase("Tanh")]
    [TestCase("Sigmoid")]
    public void A_cast_behind_another_function_makes_no_classifier(string op) =>
        Found(Dense("s").Node(op, "s", "p").Node("Cast", "p", "y", "", ("to", 1L)).Output("y")).Should().BeNull();

    [TestCase("Tanh")]
    [TestCase("Sigmoid")]
    [TestCase("Relu")]
    public void What_ends_in_another_function_is_no_classifier(string op)
        => Found(Dense("s").Node(op, "s", "y").Output("y")).Should().BeNull();

    [Test]
    public void One_value_is_no_classifier()
        => Found(new NetworkProto().Input("x", [-1, 6]).Dense("x", "y", 6, 1).Output("y")).Should().BeNull();

    [Test]
    public void An_image_is_no_classifier() =>
        Found(new NetworkProto().Input("x", [-1, 2, 8, 8]).Weight("w", 4, 2, 3, 3).Node("Conv", "x w", "y").Output("y"), shape: [2, 8, 8])
            .Should()
            .BeNull();

    [Test]
    public void Of_several_outputs_none_is_taken_unless_it_is_named()
    {
        NetworkProto Two() => Dense("s").Dense("x", "t", 6, 3, weight: "other").Output("s", "t");
        Found(Two()).Should().BeNull();
        Found(Two(), "t").Should().Be("t");
        Network(Two(), "t").Figures.Count(f => f.Kind == FigureKind.Share).Should().Be(3);
    }

    [Test]
    public void A_named_output_is_taken_whatever_it_ends_in_and_none_is_none()
    {
        Found(Dense("s").Node("Sigmoid", "s", "y").Output("y"), "y").Should().Be("y");
        Found(Dense("s").Node("Softmax", "s", "y").Output("y"), "y").Should().Be("s", "a softmax is undone there too");
        Found(Dense("y").Output("y"), "none").Should().BeNull();
        Network(Dense("y").Output("y"), "none").Figures.Should().ContainSingle().Which.Kind.Should().Be(FigureKind.NetworkCredit);
    }

    [TestCase("x")]
    [TestCase("s")]
    [TestCase("Y")]
    public void Another_name_is_refused_with_those_that_exist(string name)
    {
        SettingsException fault = FluentActions.Invoking(() => Network(Dense("s").Node("Sigmoid", "s", "y").Output("y"), name)).Should()
            .Throw<SettingsException>()
            .Which;
        fault.Code.Should().Be(DiagnosticCodes.Usage);
        fault.Message.Should().Contain($"'{name}'").And.Contain("The outputs are: y");
    }

    [Test]
    public void An_empty_name_is_refused() =>
        FluentActions.Invoking(() => ClassOutput.Named("")).Should().Throw<SettingsException>().Which.Code.Should()
            .Be(DiagnosticCodes.Usage);

    private static NetworkProto Dense(string output)
        => new NetworkProto().Input("x", [-1, 6]).Dense("x", "h", 6, 8).Node("Relu", "h", "r").Dense("r", output, 8, 4);

    private string? Found(NetworkProto network, string classes = "auto", params int[] shape)
        => Network(network, classes, shape).ClassScores;

    private NetworkCredit Network(NetworkProto network, string classes = "auto", params int[] shape) => CreditAnalysis.Run(
        _folder.Write(network.Model), _folder.Samples([30, .. shape.Length > 0 ? shape : [6]]), AnalysisSettings
            .Regression with
        { Classes = ClassOutput.Parse(classes) }).Network!;
}
