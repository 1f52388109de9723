using FluentAssertions;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Models.Onnx;
using Microsoft.ML.OnnxRuntime;
using NUnit.Framework;

namespace KoopmanAssert;

[TestFixture]
internal sealed class LentWeightsTests
{
    private const int Width = 200; // 160,000 bytes a weight

    private static readonly NetworkProto Network = new NetworkProto().Input("x", [-1, Width])
        .Dense("x", "y", Width, Width).Node("Relu", "y", "z").Dense("z", "u", Width, Width).Output("u");

    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Large_weights_of_a_file_are_lent()
    {
        ModelGraph graph = Load();
        ModelProto part = SubModel.Extract(graph, [], ["u"]);
        using var lent = LentWeights.Take(graph, part);
        lent!.Part.CalculateSize().Should().BeLessThan(5_000, "the weights are not in it");
        part.CalculateSize().Should().BeGreaterThan(2 * 4 * Width * Width, "the part that was given stays as it is");
        lent.Part.Graph.Initializer.Select(weight => weight.Name).Should().Equal(part.Graph.Initializer.Select(weight => weight.Name));
    }

    [Test]
    public void A_session_computes_the_same_bits_whether_its_weights_are_lent_or_copied()
    {
        float[] lent = Run(Load());
        var inMemory = new ModelGraph(OnnxModel.Parse("model", File.ReadAllBytes(_folder.At("model.onnx"))), []);
        LentWeights.Take(inMemory, SubModel.Extract(inMemory, [], ["u"])).Should().BeNull("no file stands for them");
        lent.Should().Equal(Run(inMemory)).And.Contain(value => value != 0);
    }

    [Test]
    [Platform("Linux")]
    public void Weights_are_copied_where_the_runtime_refuses_the_file_that_stands_for_them()
    {
        float[] expected = Run(Load());
        using var elsewhere = new ModelFolder();
        File.CreateSymbolicLink(elsewhere.At("link.onnx"), _folder.At("model.onnx"));
        Run(new ModelGraph(OnnxModel.Load(elsewhere.At("link.onnx")), [])).Should().Equal(expected);

        ModelGraph read = Load();
        File.Delete(_folder.At("model.onnx"));
        Run(read).Should().Equal(expected);
    }

    [Test]
    public void A_weight_of_another_length_than_its_shape_is_refused_as_if_it_were_not_lent()
    {
        ModelProto changed = Network.Model.Clone();
        changed.Graph.Initializer.First(weight => weight.Dims.Count == 2).Dims[0]++;
        ModelGraph graph = new(_folder.Load(changed), []);
        FluentActions.Invoking(() => Run(graph)).Should().Throw<ModelException>()
            .Which.Code.Should().Be(DiagnosticCodes.ModelRefused);
    }

    [Test]
    public void The_runtime_fails_rather_than_read_anything_in_the_place_of_a_weight_that_it_is_not_given()
    {
        ModelGraph graph = Load();
        using var lent = LentWeights.Take(graph, SubModel.Extract(graph, [], ["u"]));
        using SessionOptions options = NativeRuntime.Options(graph.Model.Folder, graph.Provider);
        byte[] part = Google.Protobuf.MessageExtensions.ToByteArray(lent!.Part);
        FluentActions.Invoking(() => new InferenceSession(part, options)).Should().Throw<OnnxRuntimeException>();
    }

    private ModelGraph Load() => new(_folder.Load(Network.Model), []);

    private static float[] Run(ModelGraph graph)
    {
        using var session = ModelSession.Open(graph, SubModel.Extract(graph, [], ["u"]));
        float[] values = [.. Enumerable.Range(0, 3 * Width).Select(i => (i % 17) - 8f)];
        using var input = OrtValue.CreateTensorValueFromMemory(values, [3, Width]);
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(
            new Dictionary<string, OrtValue> { ["x"] = input }, ["u"], CancellationToken.None);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
