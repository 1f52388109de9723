using FluentAssertions;
using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Files;
using KoopmanAssert.Core.Models.Onnx;
using NUnit.Framework;
using static KoopmanAssert.Core.Models.Onnx.AttributeProto.Types;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;

namespace KoopmanAssert;

/// <summary>A network inside a branch that is always taken is cut there, as the same network without the If is.</summary>
[TestFixture]
internal sealed class BranchDecisionsTests
{
    private const int Rows = 60;

    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase(16000, 7)]
    [TestCase(8000, 5)]
    public void The_branch_that_a_rate_takes_is_cut_as_if_it_were_the_network(long rate, int width)
    {
        string samples = _folder.Samples(Rows, 6);
        CreditReport inside = CreditAnalysis.Run(
            _folder.Write(Rated()), samples, new AnalysisSettings { Fixed = [FixedInput.Constant("rate", rate)] });
        CreditReport plain = CreditAnalysis.Run(_folder.Write(Plain(width), "plain.onnx"), samples);

        Blocks(inside).Should().Equal(Blocks(plain)).And.HaveCount(3);
        Credits(inside).Should().Equal(Credits(plain));
        inside.Blocks.Select(b => b.Name).Should().Equal("front", "up", "down");
    }

    [Test]
    public void The_rate_may_come_from_the_samples()
    {
        byte[] x = File.ReadAllBytes(_folder.Samples(Rows, 6));
        string samples = _folder.Write(Tests.SampleFiles.Npz(
            ("x.npy", x), ("rate.npy", Tests.SampleFiles.Npy("<i8", "()", Tests.SampleFiles.Bytes(16000L)))), "samples.npz");
        CreditReport report = CreditAnalysis.Run(_folder.Write(Rated()), samples);
        report.Blocks.Should().HaveCount(3);
    }

    [Test]
    public void A_branch_within_a_branch_is_decided_too()
    {
        NetworkProto network = Front();
        var outer = new GraphProto { Name = "outer" };
        outer.Node.Add(NetworkProto.Operator("Shape", "a", "shape"));
        outer.Node.Add(NetworkProto.Operator("Gather", "shape one", "width"));
        outer.Node.Add(NetworkProto.Operator("Greater", "width three", "isWide"));
        outer.Node.Add(If("isWide", "t", Branch(7), Branch(5)));
        outer.Output.Add(new ValueInfoProto { Name = "t" });
        network.Constant<long>("one", [], 1).Constant<long>("three", [], 3).Graph.Node.Add(If("is16", "y", outer, Branch(5)));
        CreditReport report = CreditAnalysis.Run(
            _folder.Write(network.Output("y").Model),
            _folder.Samples(Rows, 6),
            new AnalysisSettings { Fixed = [FixedInput.Constant("rate", 16000)] });
        Blocks(report).Should().Equal(Blocks(CreditAnalysis.Run(_folder.Write(Plain(7), "plain.onnx"), _folder.Samples(Rows, 6))));
    }

    [Test]
    public void What_the_samples_decide_stays_one_block()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 6]).Dense("x", "h", 6, 8, "/front/Gemm").Node("Tanh", "h", "a")
            .Constant<float>("zero", [], 0).Node("ReduceSum", "a", "sum", "", ("keepdims", 0L)).Node("Greater", "sum zero", "is16");
        network.Graph.Node.Add(If("is16", "y", Branch(7), Branch(5)));
        CreditReport report = CreditAnalysis.Run(_folder.Write(network.Output("y").Model), _folder.Samples(Rows, 6));
        report.Blocks.Should().HaveCount(2);
    }

    [Test]
    public void Redrawn_weights_inside_the_branch_accuse_their_block()
    {
        AnalysisSettings settings = new() { Fixed = [FixedInput.Constant("rate", 16000)] };
        var options = new AnalysisOptions { MeasureNoise = true };
        string samples = _folder.Samples(Rows, 6);
        CreditReport accepted = CreditAnalysis.Run(_folder.Write(Rated()), samples, settings, options);
        var baseline = CreditBaseline.Create(accepted, _folder.At("model.credits.json"));
        baseline.Compare(accepted).Holds.Should().BeTrue();

        CreditReport redrawn = CreditAnalysis.Run(_folder.Write(Rated(scale: 3), "other.onnx"), samples, settings, options);
        BaselineComparison comparison = baseline.Compare(redrawn);
        comparison.Score!.Figures.Where(f => f.Block is not null).MaxBy(f => Math.Abs(f.Z))!.Block.Should().Be("down");
    }

    [Test]
    public void A_baseline_without_a_version_keeps_the_if_as_one_block()
    {
        AnalysisSettings before = new() { Fixed = [FixedInput.Constant("rate", 16000)], PartitionVersion = 1 };
        string line = SettingsText.Line(before);
        line.Should().NotContain("partition");
        AnalysisSettings read = SettingsText.Read(LocatedJson.Parse(new JsonText("line", System.Text.Encoding.UTF8.GetBytes(line))));
        read.PartitionVersion.Should().Be(1);
        SettingsText.Line(new AnalysisSettings()).Should().Contain("\"partition\": 2");

        CreditReport report = CreditAnalysis.Run(
            _folder.Write(Rated()), _folder.Samples(Rows, 6), read, new AnalysisOptions { MeasureNoise = true });
        report.Blocks.Should().HaveCount(2);
        CreditBaseline.Create(report, _folder.At("model.credits.json")).Save();
        CreditBaseline.Load(_folder.At("model.credits.json")).Check().Score!.Value.Should().Be(0);
    }

    /// <summary>A layer, then one of two networks, which a number decides.</summary>
    private static ModelProto Rated(float scale = 1)
    {
        NetworkProto network = Front();
        network.Graph.Node.Add(If("is16", "y", Branch(7, scale), Branch(5)));
        return network.Output("y").Model;
    }

    private static NetworkProto Front() => new NetworkProto().Input("x", [-1, 6]).Input("rate", [], DataType.Int64)
        .Dense("x", "h", 6, 8, "/front/Gemm").Node("Tanh", "h", "a").Constant<long>("r16", [], 16000).Node("Equal", "rate r16", "is16");

    private static ModelProto Plain(int width)
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 6]).Dense("x", "h", 6, 8, "/front/Gemm").Node("Tanh", "h", "a");
        GraphProto branch = Branch(width);
        network.Graph.Node.Add(branch.Node);
        network.Graph.Initializer.Add(branch.Initializer);
        return network.Output("out").Model;
    }

    // Both branches use the same names.
    private static GraphProto Branch(int width, float scale = 1)
    {
        var random = new Random(width);
        float[] Draw(int count, float size) => [.. Enumerable.Range(0, count).Select(_ => size * ((2 * random.NextSingle()) - 1))];
        var branch = new GraphProto { Name = $"branch{width}" };
        branch.Initializer.Add(NetworkProto.Tensor("w1", [8, width], Draw(8 * width, 1)));
        branch.Initializer.Add(NetworkProto.Tensor("w2", [width, 4], Draw(4 * width, scale)));
        branch.Node.Add(NetworkProto.Operator("MatMul", "a w1", "u", $"/net{width}/up/MatMul"));
        branch.Node.Add(NetworkProto.Operator("Relu", "u", "v", $"/net{width}/act/Relu"));
        branch.Node.Add(NetworkProto.Operator("MatMul", "v w2", "out", $"/net{width}/down/MatMul"));
        branch.Output.Add(new ValueInfoProto { Name = "out" });
        return branch;
    }

    private static NodeProto If(string condition, string output, GraphProto then, GraphProto other)
    {
        NodeProto choice = NetworkProto.Operator("If", condition, output);
        choice.Attribute.Add(new AttributeProto { Name = "then_branch", G = then, Type = AttributeType.Graph });
        choice.Attribute.Add(new AttributeProto { Name = "else_branch", G = other, Type = AttributeType.Graph });
        return choice;
    }

    private static IEnumerable<(int, int, int)> Blocks(CreditReport report) =>
        report.Blocks.Select(b => (b.Inputs, b.Outputs, b.Rank));

    private static IEnumerable<double> Credits(CreditReport report) => report.Blocks.Select(b => b.LogCredit!.Value);
}
