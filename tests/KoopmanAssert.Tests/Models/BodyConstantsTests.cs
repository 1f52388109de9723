using FluentAssertions;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Models.Onnx;
using MathNet.Numerics.LinearAlgebra.Double;
using Microsoft.ML.OnnxRuntime;
using NUnit.Framework;
using static KoopmanAssert.Core.Models.Onnx.AttributeProto.Types;

namespace KoopmanAssert;

/// <summary>Weights in the branches of an If, stored there or as Constant nodes, one level or two deep, are weights of the block.</summary>
[TestFixture]
internal sealed class BodyConstantsTests
{
    private const int Rows = 60;

    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void A_network_with_bodies_computes_what_the_runtime_computes_of_its_file([Values] bool isNested)
    {
        string model = _folder.Write(Network(1, isNested)), samples = _folder.Samples(Rows, 6);
        IReadOnlyList<DenseMatrix> activations = LoadedNetwork.Load(model, samples, Rows).Forward();
        using var session = new InferenceSession(model);
        float[] values = SampleSet.Load(samples, Rows).Arrays[0].Rows<float>(0, Rows);
        using var input = OrtValue.CreateTensorValueFromMemory(values, [Rows, 6]);
        using var options = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, ["x"], [input], ["y"]);
        float[] expected = outputs[0].GetTensorDataAsSpan<float>().ToArray();

        float[] actual = [.. activations[^1].Values.Select(v => (float)v)];
        actual.Zip(expected).Max(pair => Math.Abs(pair.First - pair.Second)).Should().BeLessThan(1e-6f);
    }

    [Test]
    public void Other_weights_in_the_bodies_alone_drift([Values] bool isNested)
    {
        CreditReport accepted = Run(Network(1, isNested)), redrawn = Run(Network(2, isNested));
        var baseline = CreditBaseline.Create(accepted, _folder.At("model.credits.json"));

        accepted.Blocks.SelectMany(b => b.WeightShapes).Should().HaveCount(3, "the layer before the If and one in each branch");
        BaselineComparison comparison = baseline.Compare(redrawn);
        comparison.Holds.Should().BeFalse();
        comparison.Score!.Figures.Where(f => f.Figure.Kind == FigureKind.WeightNorm)
            .Count(f => Math.Abs(f.Figure.Value - f.Accepted.Value - Math.Log(2)) < 0.3).Should().Be(2);
        baseline.Compare(Run(Network(1, isNested))).Holds.Should().BeTrue();
    }

    [Test]
    public void A_baseline_that_saw_no_weights_in_bodies_still_holds()
    {
        CreditReport report = Run(Network(1, isNested: false));
        CreditReport before = report.With(
            [.. report.Blocks.Select(b => b.ReadAs(b.Name, [.. b.Profile!.Weights.Where(w => !w.IsInner)]))]);
        var baseline = CreditBaseline.Create(before, _folder.At("model.credits.json"));

        BaselineComparison comparison = baseline.Compare(report);
        comparison.Findings.Should().BeEmpty();
        comparison.Score!.Value.Should().Be(0);
    }

    // By version 1 of the partition the If stays, although the shape of the samples decides which branch it takes.
    private CreditReport Run(ModelProto model) => CreditAnalysis.Run(
        _folder.Write(model), _folder.Samples(Rows, 6), new AnalysisSettings { PartitionVersion = 1 },
        new AnalysisOptions { MeasureNoise = true });

    /// <summary>
    /// A layer and an If, whose branches hold a layer each under one name; weights of a branch are drawn with the seed, and are larger with
    /// a larger one.
    /// </summary>
    private static ModelProto Network(int seed, bool isNested)
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 6]).Dense("x", "h", 6, 8).Node("Tanh", "h", "a")
            .Constant<long>("three", [1], 3).Constant<long>("one", [], 1)
            .Node("Shape", "a", "shape").Node("Gather", "shape one", "width").Node("Greater", "width three", "isWide");
        NodeProto choice = NetworkProto.Operator("If", "isWide", "y");
        GraphProto then = Branch(seed, isConstant: false), other = Branch(seed + 10, isConstant: true);
        if (isNested)
        {
            NodeProto inner = NetworkProto.Operator("If", "isWide", "t");
            Add(inner, "then_branch", then);
            Add(inner, "else_branch", other);
            var outer = new GraphProto { Name = "outer" };
            outer.Node.Add(inner);
            outer.Output.Add(new ValueInfoProto { Name = "t" });
            (then, other) = (outer, Branch(1, isConstant: true, hasLayer: false));
        }

        Add(choice, "then_branch", then);
        Add(choice, "else_branch", other);
        network.Graph.Node.Add(choice);
        return network.Output("y").Model;
    }

    private static GraphProto Branch(int seed, bool isConstant, bool hasLayer = true)
    {
        var random = new Random(seed);
        float[] values = [.. Enumerable.Range(0, 40).Select(_ => (float)(seed % 10 * ((2 * random.NextDouble()) - 1)))];
        var branch = new GraphProto { Name = "branch" };
        TensorProto weight = NetworkProto.Tensor("w", [8, 5], values);
        if (!hasLayer)
        {
            branch.Node.Add(NetworkProto.Operator("Relu", "a", "t"));
        }
        else if (isConstant)
        {
            branch.Node.Add(NetworkProto.Operator("Constant", "", "w", "", ("value", weight)));
            branch.Node.Add(NetworkProto.Operator("MatMul", "a w", "t"));
        }
        else
        {
            branch.Initializer.Add(weight);
            branch.Node.Add(NetworkProto.Operator("MatMul", "a w", "t"));
        }

        branch.Output.Add(new ValueInfoProto { Name = "t" });
        return branch;
    }

    private static void Add(NodeProto node, string name, GraphProto body) =>
        node.Attribute.Add(new AttributeProto { Name = name, G = body, Type = AttributeType.Graph });
}
