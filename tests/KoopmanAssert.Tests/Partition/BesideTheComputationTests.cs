using FluentAssertions;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Partition;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Each rule by which a tensor stands beside the computation, in the smallest graphs that obey or break it.</summary>
[TestFixture]
internal sealed class BesideTheComputationTests
{
    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("Mul Add Sub Div Where And Or Xor Pow Min Max Equal Greater Less GreaterOrEqual LessOrEqual", true)]
    [TestCase("Concat MatMul Gather PRelu Mod", false)]
    public void A_mask_guides_what_it_is_combined_with_value_by_value(string operators, bool guides)
    {
        foreach (string op in operators.Split(' '))
        {
            Independence rules = Rules(Two().Dense("x", "a", 4, 4).Node(op, "a m", "b").Dense("b", "y", 4, 2));
            rules.IsGuide("m").Should().Be(guides, op);
            rules.IsGuide("x").Should().BeFalse("a layer reads it");
            rules.IsGuide("a").Should().BeFalse("it is computed by a layer");
        }
    }

    [Test]
    public void What_is_computed_from_masks_alone_guides_too()
    {
        Independence rules = Rules(Two().Node("Cast", "m", "n", "", ("to", 1L)).Node("Neg", "n", "o").Dense("x", "a", 4, 4)
            .Node("Mul", "a o", "b").Dense("b", "y", 4, 2));
        new[] { "m", "n", "o" }.Should().OnlyContain(t => rules.IsGuide(t));
        rules.IsGuide("b").Should().BeFalse();
    }

    [Test]
    public void A_mask_that_any_layer_reads_is_none()
    {
        Independence rules = Rules(Two().Node("Neg", "m", "o").Dense("x", "a", 4, 4).Node("Mul", "a o", "b").Dense("o", "d", 4, 4)
            .Node("Add", "b d", "c").Dense("c", "y", 4, 2));
        rules.IsGuide("o").Should().BeFalse();
        rules.IsGuide("m").Should().BeFalse("what follows from it is none");
    }

    [Test]
    public void A_tensor_combined_with_itself_guides_nothing() =>
        Rules(Two().Dense("x", "a", 4, 4).Node("Mul", "m m", "n").Dense("n", "d", 4, 4).Node("Add", "a d", "y")).IsGuide("m")
            .Should().BeFalse();

    [Test]
    public void The_end_after_the_last_layer_is_finished()
    {
        Independence rules = Rules(Two().Dense("x", "a", 4, 4).Node("Relu", "a", "b").Dense("b", "c", 4, 4).Node("Relu", "c", "d")
            .Node("Mul", "d m", "e").Node("Tanh", "e", "y"));
        new[] { "e", "y" }.Should().OnlyContain(t => rules.IsFinished(t));
        new[] { "a", "b", "c", "d" }.Should().NotContain(t => rules.IsFinished(t), "a layer or another value is still to come");
    }

    [TestCase("Concat", "a c", true)]
    [TestCase("QLinearConcat", "scale zero a scale zero c scale zero", true)]
    [TestCase("Add", "a c", false)]
    public void Results_that_are_joined_to_one_output_are_finished(string op, string inputs, bool finished)
    {
        Independence rules = Rules(Two().Constant("scale", [], 0.5f).Constant("zero", [], 0f).Dense("x", "a", 4, 4)
            .Dense("m", "b", 4, 4).Node("Relu", "b", "c").Node(op, inputs, "d").Node("Sigmoid", "d", "y"));
        new[] { "a", "b", "c" }.Should().OnlyContain(t => rules.IsFinished(t) == finished);
        rules.IsFinished("d").Should().BeTrue();
    }

    [Test]
    public void What_is_joined_before_another_layer_is_not_finished() => Rules(Two().Dense("x", "a", 4, 4).Dense("m", "b", 4, 4)
        .Node("Concat", "a b", "d", "", ("axis", 1L)).Dense("d", "y", 8, 2)).IsFinished("a").Should().BeFalse();

    [Test]
    public void All_parts_of_what_is_split_have_to_be_finished()
    {
        Independence rules = Rules(Two().Dense("x", "a", 4, 4).Node("Split", "a", "b c").Dense("c", "d", 4, 4)
            .Node("Concat", "b d", "y", "", ("axis", 1L)));
        rules.IsFinished("b").Should().BeTrue();
        rules.IsFinished("a").Should().BeFalse("a layer reads the other part");
        Rules(Two().Dense("x", "a", 4, 4).Dense("m", "b", 4, 4).Node("Concat", "a b", "c", "", ("axis", 1L)).Node("Split", "c", "d e")
            .Dense("e", "f", 4, 4).Output("d")).IsFinished("a").Should().BeFalse("the concatenation is not the end");
    }

    [Test]
    public void A_tower_waits_for_that_of_another_input()
    {
        // Operators: 0 a, 1 b, 2 c, 3 d.
        Independence rules = Rules(Two().Dense("x", "a", 4, 4).Dense("m", "b", 4, 4).Node("Relu", "b", "c").Node("Sub", "a c", "y"));
        rules.IsOfOtherInput("a", "b", 1).Should().BeTrue();
        rules.IsOfOtherInput("a", "c", 2).Should().BeTrue();
        rules.IsOfOtherInput("a", "c", 3).Should().BeFalse("it has been read");
        rules.IsOfOtherInput("b", "c", 1).Should().BeFalse("both come from the same input");
        rules.IsOfOtherInput("y", "a", -1).Should().BeFalse("nothing reads it");
        rules.IsOfOtherInput("m", "a", 0).Should().BeTrue("an input waits, too");
    }

    [Test]
    public void Heads_that_never_meet_are_independent()
    {
        // Operators: 0 trunk, 1 a, 2 b, 3 c, 4 join.
        NetworkProto Heads() => Two().Dense("x", "t", 4, 4).Dense("t", "a", 4, 4).Node("Relu", "a", "b").Dense("t", "c", 4, 4);
        Rules(Heads().Node("Concat", "b c", "y", "", ("axis", 1L))).NeverMeet("t", "b", 2).Should().BeTrue();
        Rules(Heads().Node("Add", "b c", "y")).NeverMeet("t", "b", 2).Should().BeFalse("they meet in a sum");
        Rules(Heads().Node("Concat", "b c", "d", "", ("axis", 1L)).Dense("d", "y", 8, 2)).NeverMeet("t", "b", 2).Should()
            .BeFalse("a layer reads both");
        Rules(Heads().Node("Concat", "b c", "y", "", ("axis", 1L))).NeverMeet("t", "b", 3).Should().BeFalse("no layer is left");
    }

    [TestCase("Mul", true)]
    [TestCase("Div", true)]
    [TestCase("Where", true)]
    [TestCase("Add", false)]
    [TestCase("Concat", false)]
    public void An_input_is_weighed_by_what_three_layers_made_of_it(string op, bool weighed)
    {
        // Operators: 0 a, 1 b, 2 c, 3 the weighing.
        Independence rules = Rules(Two().Dense("x", "a", 4, 4).Dense("a", "b", 4, 4).Dense("b", "c", 4, 4).Node(op, "x c", "y"));
        rules.IsWeighedLater("x", 0).Should().Be(weighed);
        Rules(Two().Dense("x", "a", 4, 4).Dense("a", "c", 4, 4).Node(op, "x c", "y")).IsWeighedLater("x", 0).Should()
            .BeFalse("a gate of two layers is part of a module");
        Rules(Two().Dense("x", "a", 4, 4).Dense("a", "b", 4, 4).Dense("b", "c", 4, 4).Node(op, "x c", "d").Node("Add", "x d", "y"))
            .IsWeighedLater("x", 0).Should().BeFalse("it is added, too");
    }

    private static NetworkProto Two() => new NetworkProto().Input("x", [-1, 4]).Input("m", [-1, 4]);

    private Independence Rules(NetworkProto network)
    {
        (ModelGraph graph, NetworkCuts cuts, _) = CutGraph.Create(_folder, network);
        var readers = cuts.Nodes.SelectMany((n, i) => n.Inputs.Where(graph.IsData).Distinct().Select(t => (Tensor: t, Reader: i)))
            .GroupBy(r => r.Tensor, r => r.Reader).ToDictionary(g => g.Key, g => g.ToList());
        return new Independence(graph, cuts, readers);
    }
}
