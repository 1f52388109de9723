using System.Runtime.InteropServices;
using FluentAssertions;
using Google.Protobuf;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Models.Onnx;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;

namespace KoopmanAssert;

/// <summary>The weight figures of networks of each kind against MathNet's singular values of the weights that were put in.</summary>
[TestFixture]
internal sealed class NetworkWeightsTests
{
    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void A_convolution_is_its_kernels_by_all_else()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 3, 8, 8]).Weight("w", 5, 3, 2, 4).Weight("b", 5)
            .Node("Conv", "x w b", "y")
            .Output("y");
        Are(network, Read(network, [3, 8, 8]), ("w", 5, [5, 3, 2, 4]));
    }

    [Test]
    public void A_matrix_product_has_its_units_first_whichever_way_it_is_stored([Values] bool transposed)
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 7]).Weight("w", transposed ? [4, 7] : [7, 4]).Weight("b", 4)
            .Node("Gemm", "x w b", "y", "", ("transB", transposed ? 1L : 0L)).Output("y");
        Are(network, Read(network, [7]), ("w", transposed ? 4 : 7, [4, 7]));
    }

    [Test]
    public void A_product_with_a_weight_from_the_right_has_its_units_last()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 7]).Weight("w", 7, 4).Node("MatMul", "x w", "y").Output("y");
        Are(network, Read(network, [7]), ("w", 7, [4, 7]));
    }

    [Test]
    public void A_recurrent_layer_has_its_input_and_its_recurrent_weights_apart_and_no_bias([Values(1, 2)] int directions)
    {
        // Gates of both directions stand above each other; the bias has two axes longer than 1 where there are two.
        string direction = directions == 2 ? "bidirectional" : "forward";
        NetworkProto network = new NetworkProto().Input("x", [5, -1, 3]).Weight("w", directions, 16, 3).Weight("r", directions, 16, 4)
            .Weight("b", directions, 32)
            .Node("LSTM", "x w r b", "y h", "", ("hidden_size", 4L));
        network.Graph.Node[0].Attribute.Add(new AttributeProto
        {
            Name = "direction",
            Type = AttributeProto.Types.AttributeType.String,
            S = ByteString.CopyFromUtf8(direction),
        });
        Are(network, Weights(network), ("w", 16 * directions, [16 * directions, 3]), ("r", 16 * directions, [16 * directions, 4]));
    }

    [Test]
    public void A_weight_is_read_through_what_stands_before_its_operator()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 7]).Weight("w", 4, 7).Node("Transpose", "w", "t")
            .Node("Identity", "t", "v")
            .Node("MatMul", "x v", "y")
            .Output("y");
        Are(network, Read(network, [7]), ("w", 4, [4, 7]));
    }

    [Test]
    public void A_weight_of_dequantised_integers_has_the_size_that_they_stand_for()
    {
        sbyte[] integers = [.. Enumerable.Range(0, 28).Select(i => (sbyte)((i * 37 % 255) - 127))];
        NetworkProto network = new NetworkProto().Input("x", [-1, 7]).Constant("s", [], 0.02f).Node("DequantizeLinear", "w s z", "v")
            .Node("MatMul", "x v", "y")
            .Output("y");
        network.Graph.Initializer.Add(Integers("w", DataType.Int8, [7, 4], [.. integers.Select(i => (byte)i)]));
        network.Graph.Initializer.Add(Integers("z", DataType.Int8, [], [3]));
        Weight weight = Read(network, [7]).Should().ContainSingle().Which;
        weight.UnitsFirst.Should().Equal(4, 7);
        weight.Values.Should().Equal(integers.Select(i => (i - 3) * 0.02), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    // Before opset 13, DequantizeLinear has no axis.
    [Test]
    public void A_quantised_convolution_has_a_scale_for_each_channel([Values(10, 11, 12, 13, 17)] int opset, [Values(3, 8)] int irVersion)
    {
        byte[] integers = [.. Enumerable.Range(0, 3 * 2 * 2 * 2).Select(i => (byte)((i * 29) % 251))];
        NetworkProto network = new NetworkProto(opset, irVersion).Input("x", [-1, 2, 6, 6], DataType.Uint8)
            .Constant("xs", [], 0.1f).Constant("ws", [3], 0.5f, 0.25f, 2f).Constant("ys", [], 0.1f)
            .Node("QLinearConv", "x xs xz w ws wz ys yz", "q").Node("DequantizeLinear", "q ys yz", "y").Output("y");
        network.Graph.Initializer.Add(Integers("w", DataType.Uint8, [3, 2, 2, 2], integers));
        network.Graph.Initializer.Add(Integers("wz", DataType.Uint8, [3], [0, 128, 7]));
        network.Graph.Initializer.Add(Integers("xz", DataType.Uint8, [], [0]));
        network.Graph.Initializer.Add(Integers("yz", DataType.Uint8, [], [0]));
        double[] scales = [0.5, 0.25, 2], zeros = [0, 128, 7];
        Weight weight = Weights(network).Should().ContainSingle().Which;
        (weight.Source, weight.UnitsLast).Should().Be(("w", false));
        weight.Values.Should().Equal(integers.Select((i, at) => (i - zeros[at / 8]) * scales[at / 8]));
    }

    [Test]
    public void An_integer_product_has_the_integers_less_their_zero()
    {
        byte[] integers = [.. Enumerable.Range(0, 28).Select(i => (byte)(i * 9))];
        NetworkProto network = new NetworkProto().Input("x", [-1, 7], DataType.Uint8).Node("MatMulInteger", "x w - z", "q")
            .Node("Cast", "q", "y", "", ("to", 1L)).Output("y");
        network.Graph.Initializer.Add(Integers("w", DataType.Uint8, [7, 4], integers));
        network.Graph.Initializer.Add(Integers("z", DataType.Uint8, [], [100]));
        Weight weight = Weights(network).Should().ContainSingle().Which;
        weight.UnitsFirst.Should().Equal(4, 7);
        weight.Values.Should().Equal(integers.Select(i => i - 100.0));
    }

    [Test]
    public void The_scale_of_an_integer_product_belongs_to_its_weight([Values] bool isDynamic)
    {
        byte[] integers = [.. Enumerable.Range(0, 28).Select(i => (byte)(i * 9))];
        NetworkProto network = new NetworkProto().Input("x", [-1, 7]).Constant("ws", [4], 0.5f, 0.25f, 2f, 1f).Constant("xs", [], 0.1f)
            .Constant("b", [4], 1f, 2f, 3f, 4f);
        network.Graph.Initializer.Add(Integers("w", DataType.Uint8, [7, 4], integers));
        network.Graph.Initializer.Add(Integers("z", DataType.Uint8, [], [100]));
        network = isDynamic
            ? network.Node("DynamicQuantizeLinear", "x", "q qs qz")
            : network.Node("QuantizeLinear", "x xs z", "q");
        network.Node("MatMulInteger", $"q w {(isDynamic ? "qz" : "z")} z", "sum").Node("Cast", "sum", "real", "", ("to", 1L))
            .Node("Mul", $"{(isDynamic ? "qs" : "xs")} ws", "scale").Node("Mul", "real scale", "product").Node("Add", "product b", "y")
            .Output("y");
        CreditReport report = CreditAnalysis.Run(_folder.Write(network.Model), _folder.Samples(30, 7));
        double[] scales = [0.5, 0.25, 2, 1], real = [.. integers.Select((v, i) => (v - 100.0) * scales[i % 4])];
        report.Blocks.Should().ContainSingle().Which.Figures.Single(f => f.Kind == FigureKind.WeightNorm).Value.Should()
            .BeApproximately(Math.Log(Math.Sqrt(real.Sum(v => v * v))), 1e-6);
    }

    [Test]
    public void A_bias_that_an_operator_gives_is_no_weight()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 7]).Weight("w", 7, 4).Weight("b", 4)
            .Node("Transpose", "b", "bias").Node("Gemm", "x w bias", "y").Output("y");
        CreditAnalysis.Run(_folder.Write(network.Model), _folder.Samples(30, 7)).Blocks.Should().ContainSingle().Which
            .WeightShapes.Should().ContainSingle().Which.Should().Equal(4, 7);
    }

    [Test]
    public void A_weight_that_several_operators_share_counts_once_for_the_first()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 6]).Weight("w", 6, 6).Weight("v", 6, 6)
            .Node("MatMul", "x w", "a").Node("Transpose", "w", "t").Node("MatMul", "a t", "b").Node("MatMul", "b v", "c").Node(
                "MatMul",
                "c w",
                "y").Output("y");
        IReadOnlyList<IReadOnlyList<Weight>> weights = OfBlocks(network, "6");
        weights.Select(block => block.Count).Should().Equal(1, 0, 1, 0);
        weights.SelectMany(block => block).Select(w => w.Source).Should().Equal("w", "v");
    }

    [Test]
    public void What_has_no_two_axes_is_no_weight()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 6]).Weight("w", 6, 6).Weight("b", 1, 6).Weight("column", 6, 1)
            .Node("Gemm", "x w b", "a").Node("MatMul", "a column", "y").Output("y");
        Read(network, [6]).Select(w => w.Source).Should().Equal("w");
    }

    [Test]
    public void Norm_and_volume_are_those_of_MathNets_singular_values([Values("5×40", "40×5", "12×12", "2×3")] string shape)
    {
        int[] axes = [.. shape.Split('×').Select(int.Parse)];
        DenseMatrix w = SeededMatrices.Uniform(axes[0], axes[1], 7);
        double[] rowMajor = [.. w.EnumerateRows().SelectMany(row => row)];
        var profile = WeightProfile.Compute(new Weight("w", [axes[0], axes[1]], false, rowMajor));
        double[] s = [.. w.Svd(computeVectors: false).S];
        profile.Norm.Should().BeApproximately(Math.Log(w.FrobeniusNorm()), 1e-12);
        profile.Volume.Should().BeApproximately(s.Average(Math.Log), 1e-9);
        // Twice as large a tensor has both figures ln 2 larger.
        var doubled = WeightProfile.Compute(new Weight("w", [axes[0], axes[1]], false, [.. rowMajor.Select(v => 2 * v)]));
        (doubled.Norm - profile.Norm).Should().BeApproximately(Math.Log(2), 1e-12);
        (doubled.Volume - profile.Volume).Should().BeApproximately(Math.Log(2), 1e-12);
    }

    [Test]
    public void A_direction_that_a_weight_does_not_use_counts_as_a_millionth_of_the_largest()
    {
        var profile = WeightProfile.Compute(new Weight("w", [3, 4], false, [2, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 0, 0]));
        profile.Norm.Should().BeApproximately(Math.Log(Math.Sqrt(4.25)), 1e-12);
        profile.Volume.Should().BeApproximately((Math.Log(2) + Math.Log(0.5) + Math.Log(2e-6)) / 3, 1e-9);
    }

    [TestCase(0)]
    [TestCase(double.NaN)]
    [TestCase(1e200)]
    [TestCase(1e-200)]
    public void The_figures_of_a_weight_are_finite_whatever_it_holds(double value)
    {
        var profile = WeightProfile.Compute(new Weight("w", [2, 2], false, [value, 0, 0, value]));
        (double.IsFinite(profile.Norm), double.IsFinite(profile.Volume)).Should().Be((true, true));
    }

    /// <summary>Holds weights against the tensors that were put in, each with so many rows, and their output units first.</summary>
    private static void Are(
        NetworkProto network,
        IReadOnlyList<Weight> weights,
        params (string Name, int Rows, long[] UnitsFirst)[] expected)
    {
        weights.Select(w => w.Source).Should().Equal(expected.Select(e => e.Name));
        foreach ((Weight weight, (string name, int rows, long[] unitsFirst)) in weights.Zip(expected))
        {
            float[] stored = MemoryMarshal.Cast<byte, float>(network.Graph.Initializer.Single(t => t.Name == name).RawData.Span).ToArray();
            var unfolded = DenseMatrix.Create(rows, stored.Length / rows, (i, j) => stored[(i * (stored.Length / rows)) + j]);
            var profile = WeightProfile.Compute(weight);
            profile.Shape.Should().Equal(unitsFirst);
            profile.Norm.Should().BeApproximately(Math.Log(unfolded.FrobeniusNorm()), 1e-12);
            profile.Volume.Should().BeApproximately(unfolded.Svd(computeVectors: false).S.Average(Math.Log), 1e-9);
        }
    }

    private IReadOnlyList<Weight> Read(NetworkProto network, int[] shape)
        => [.. OfBlocks(network, string.Join(' ', shape)).SelectMany(block => block)];

    private IReadOnlyList<IReadOnlyList<Weight>> OfBlocks(NetworkProto network, string shape)
    {
        int[] samples = [4, .. shape.Split(' ').Select(int.Parse)];
        var loaded = LoadedNetwork.Load(_folder.Write(network.Model), _folder.Samples(samples));
        return BlockWeights.Read(loaded.Graph, loaded.Blocks.Select(b => b.Nodes));
    }

    // Of one block with all operators, for networks whose samples would need another type or another axis.
    private IReadOnlyList<Weight> Weights(NetworkProto network)
    {
        var graph = new ModelGraph(_folder.Load(network.Output("y").Model), []);

        return BlockWeights.Read(graph, [graph.Nodes])[0];
    }

    private static TensorProto Integers(string name, DataType type, long[] shape, byte[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(values) };
        tensor.Dims.AddRange(shape);
        return tensor;
    }
}
