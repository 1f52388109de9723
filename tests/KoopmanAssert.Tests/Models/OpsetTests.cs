using FluentAssertions;
using KoopmanAssert.Core.Models;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The same network in every opset from 7 to the newest that the runtime takes.</summary>
[TestFixture]
internal sealed class OpsetTests
{
    private const int Oldest = 7, Newest = 26;

    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void A_network_has_the_same_blocks_and_activations_in_every_opset([Range(Oldest, Newest)] int opset)
    {
        string samples = _folder.Samples(6, 1, 8, 8);
        var network = LoadedNetwork.Load(_folder.Write(Network(opset).Model), samples);
        network.Blocks.Select(b => (b.Name, b.From.Dimension, b.To.Dimension)).Should()
            .Equal(("conv", 64, 128), ("pool1", 128, 32), ("fc", 32, 5));
        var reference = LoadedNetwork.Load(_folder.Write(Network(17).Model), samples);
        network.Forward().Zip(reference.Forward()).Should()
            .AllSatisfy(pair => SeededMatrices.Distance(pair.First, pair.Second).Should().Be(0));
        using BlockModel fc = network.Model(2);
        IReadOnlyList<DenseMatrix> activations = network.Forward();
        fc.Map(activations[2], [0, 1, 2, 3, 4, 5]).Should().Be(activations[3]);
    }

    [Test]
    public void An_opset_beyond_the_runtime_is_refused_by_name()
    {
        string model = _folder.Write(Network(Newest + 1).Model);
        ModelException fault = FluentActions.Invoking(() => LoadedNetwork.Load(model, _folder.Samples(6, 1, 8, 8))).Should()
            .Throw<ModelException>()
            .Which;
        (fault.Code, fault.File).Should().Be((DiagnosticCodes.ModelRefused, model));
        fault.Problem.Should().StartWith("is rejected by ONNX Runtime").And.Contain("; it says \"").And.NotContain("\n");
    }

    private static NetworkProto Network(int opset)
    {
        NetworkProto network = new NetworkProto(opset, irVersion: opset < 9 ? 3 : 8).Input("x", [-1, 1, 8, 8])
            .Weight("conv.weight", 2, 1, 3, 3).Weight("conv.bias", 2)
            .Node("Conv", "x conv.weight conv.bias", "c", "/conv/Conv", ("pads", new long[] { 1, 1, 1, 1 })).Node("Relu", "c", "r")
            .Node("MaxPool", "r", "p", "", ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }))
            .Node("Flatten", "p", "f").Dense("f", "y", 32, 5, "/fc/Gemm").Output("y");
        // Until IR version 4 weights are inputs too.
        network.Graph.Input.AddRange(network.Graph.Initializer.Where(_ => opset < 9).Select(w => NetworkProto.Value(w.Name, [.. w.Dims])));
        return network;
    }
}
