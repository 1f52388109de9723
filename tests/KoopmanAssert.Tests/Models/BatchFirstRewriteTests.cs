using FluentAssertions;
using KoopmanAssert.Core.Models;
using MathNet.Numerics.LinearAlgebra.Double;
using Microsoft.ML.OnnxRuntime;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The operators that the rewrite adds to a model do not change what the model computes.</summary>
[TestFixture]
internal sealed class BatchFirstRewriteTests
{
    private const int Rows = 5;

    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("qoperator", new[] { 1, 6, 6 }, 0)]
    [TestCase("lstm", new[] { 4, 3 }, 0)]
    [TestCase("rnn-time-first", new[] { 4, 3 }, 1)]
    public void A_model_computes_the_same(string name, int[] shape, int batchAxis)
    {
        string model = Path.Combine(RepositoryFiles.Root, "tests", "KoopmanAssert.Tests", "Zoo", "models", $"{name}.onnx");
        string samples = _folder.Samples([Rows, .. shape]);
        DenseMatrix analysed = LoadedNetwork.Load(model, samples, Rows).Forward()[^1];
        float[] exported = Run(model, SampleSet.Load(samples, Rows).Arrays[0].Rows<float>(0, Rows), shape, batchAxis);
        analysed.ToColumnMajorArray().Should().Equal(exported.Select(v => (double)v));
    }

    [Test]
    public void Each_block_of_it_run_by_itself_gives_what_passes_its_end(
        [Values("qoperator", "lstm", "unet", "densenet", "encoder")] string name)
    {
        string model = Path.Combine(RepositoryFiles.Root, "tests", "KoopmanAssert.Tests", "Zoo", "models", $"{name}.onnx");
        int[] shape = name switch { "qoperator" or "densenet" => [1, 6, 6], "unet" => [1, 8, 8], "lstm" => [4, 3], _ => [5, 3] };
        var network = LoadedNetwork.Load(model, _folder.Samples([Rows, .. shape]), Rows);
        IReadOnlyList<DenseMatrix> cuts = network.Forward();
        for (int b = 0; b < network.Blocks.Count; b++)
        {
            using BlockModel block = network.Model(b);
            SeededMatrices.Distance(block.Map(cuts[b], [0, 1, 2, 3, 4]), cuts[b + 1]).Should().BeLessThan(1e-6, network.Blocks[b].Name);
        }
    }

    [Test]
    public void What_is_added_is_no_operator_of_a_block()
    {
        string model = Path.Combine(RepositoryFiles.Root, "tests", "KoopmanAssert.Tests", "Zoo", "models", "qoperator.onnx");
        var network = LoadedNetwork.Load(model, _folder.Samples(Rows, 1, 6, 6), Rows);
        network.Blocks.SelectMany(b => b.Operators).Should()
            .Equal("QuantizeLinear", "QLinearConv", "MaxPool", "Flatten", "QLinearMatMul", "QLinearMatMul", "DequantizeLinear");
        OnnxModel.Load(model).Sha256.Should()
            .Be(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(model))));
    }

    private static float[] Run(string model, float[] values, int[] shape, int batchAxis)
    {
        if (batchAxis == 1)
        {
            int step = shape[1], row = shape[0] * step;
            values = [.. Enumerable.Range(0, shape[0])
                .SelectMany(t => Enumerable.Range(0, Rows).SelectMany(n => values.Skip((n * row) + (t * step)).Take(step)))];
        }

        using SessionOptions options = NativeRuntime.Options(Path.GetDirectoryName(model)!, ExecutionProvider.Cpu);
        using var session = new InferenceSession(File.ReadAllBytes(model), options);
        long[] dims = batchAxis == 1 ? [shape[0], Rows, shape[1]] : [Rows, .. shape.Select(d => (long)d)];
        using OrtValue input = TensorRows.Allocate<float>(dims);
        values.CopyTo(input.GetTensorMutableDataAsSpan<float>());
        using var run = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(run, ["x"], [input], ["y"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
