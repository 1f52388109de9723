using FluentAssertions;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Tests;
using MathNet.Numerics.LinearAlgebra.Double;
using Microsoft.ML.OnnxRuntime.Tensors;
using NUnit.Framework;

namespace KoopmanAssert;

[TestFixture]
internal sealed class ForwardPassTests
{
    private const int Count = 20; // two batches

    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void A_tensor_that_changes_its_shape_is_reported_in_memory_and_in_a_file([Values(1, long.MaxValue)] long bound)
    {
        // Keeps as many columns as the largest number of the batch says: three in the first, two in the second.
        NetworkProto network = new NetworkProto().Input("x", [-1, 4]).Constant("start", [1], 0L).Constant("axis", [1], 1L)
            .Constant("one", [1], 1L)
            .Node("ReduceMax", "x", "most", "", ("keepdims", 0L))
            .Node("Cast", "most", "whole", "", ("to", 7L))
            .Node("Reshape", "whole one", "end")
            .Node("Slice", "x start end axis", "part")
            .Node("Relu", "part", "y")
            .Output("y");
        float[] values = [3, .. Enumerable.Repeat(2f, (4 * Count) - 1)];
        LoadedNetwork loaded = Load(network, SampleFiles.Npy("<f4", $"({Count}, 4)", SampleFiles.Bytes(values)));
        using ForwardPass pass = Pass(loaded, bound);
        ModelException fault = FluentActions.Invoking(() => pass.At(loaded.Cuts.Count - 1)).Should().Throw<ModelException>().Which;
        fault.Code.Should().Be(DiagnosticCodes.PartitionImpossible);
        fault.Message.Should().Contain("[3] for the first samples, [2] for later ones");
    }

    [Test]
    public void The_activations_at_a_cut_are_computed_from_those_at_the_cut_before([Values(1, 1000, long.MaxValue)] long bound)
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 4]);
        (int Inputs, int Outputs)[] layers = [(4, 16), (16, 7), (7, 32), (32, 3)];
        string last = "x";
        foreach ((int inputs, int outputs) in layers)
        {
            network.Dense(last, last = $"{last}d", inputs, outputs);
        }

        LoadedNetwork loaded = Load(network.Output(last), null);
        using ForwardPass pass = Pass(loaded, bound);
        for (int c = 0; c < layers.Length; c++)
        {
            DenseMatrix before = pass.At(c).ToMatrix(), after = pass.At(c + 1).ToMatrix();
            DenseMatrix expected = Gemm(network, $"{string.Concat("x", new string('d', c + 1))}_layer", layers[c], before);
            SeededMatrices.Distance(after, expected).Should().BeLessThan(1e-5, $"of layer {c} at {bound}").And.BePositive("float32 rounds");
        }
    }

    [TestCase("<f4", true)]
    [TestCase("<f8", false)]
    [TestCase("|u1", false)]
    public void Samples_that_a_network_takes_as_they_are_are_not_copied(string type, bool areGiven)
    {
        byte[] numbers = [.. Enumerable.Range(0, 4 * Count).Select(i => (byte)i)];
        byte[] bytes = type switch
        {
            "<f4" => SampleFiles.Bytes([.. numbers.Select(n => (float)n)]),
            "<f8" => SampleFiles.Bytes([.. numbers.Select(n => (double)n)]),
            _ => numbers,
        };
        LoadedNetwork loaded = Load(
            new NetworkProto().Input("x", [-1, 4]).Dense("x", "y", 4, 2).Output("y"),
            SampleFiles.Npy(type, $"({Count}, 4)", bytes));
        foreach (long bound in (long[])[1, 8 * Count, long.MaxValue])
        {
            using ForwardPass pass = Pass(loaded, bound);
            Activations first = pass.At(0);
            first.AreGiven.Should().Be(areGiven);
            first.ToMatrix().Values.Should().Equal(numbers.Select(n => (double)n));
            pass.Spooled.Should().Be(bound switch { 1 => areGiven ? 8 * Count : 16 * Count, 160 => areGiven ? 0 : 16 * Count, _ => 0 });
        }
    }

    [TestCase(500_000, 16)]
    [TestCase(600_000, 8)]
    [TestCase(4_000_000, 2)]
    [TestCase(1_000_000_000, 2, Description = "no batch of one, which networks that squeeze axes of length one would lose")]
    public void The_more_values_the_cuts_have_the_fewer_samples_a_batch_has(long values, int rows)
    {
        LoadedNetwork loaded = Load(new NetworkProto().Input("x", [-1, 4]).Dense("x", "y", 4, 2).Output("y"), null);
        using var pass = new ForwardPass(
            loaded.Graph,
            loaded.Inputs,
            [new Cut([new CutTensor("y", TensorElementType.Float, [values])])],
            0,
            _ => long.MaxValue,
            keepAll: false,
            threads: 1,
            CancellationToken.None);
        pass.BatchRows.Should().Be(rows);
    }

    // In one run, or in two, of which the second holds the last cut.
    [TestCase(long.MaxValue)]
    [TestCase(2 * 4 * Count * sizeof(float))]
    public void A_cut_is_released_when_a_later_one_is_read_unless_all_are_kept(long bound)
    {
        LoadedNetwork loaded = Load(
            new NetworkProto().Input("x", [-1, 4]).Dense("x", "y", 4, 4).Dense("y", "z", 4, 4).Output("z"), null);
        Cut[] cuts = [BareBlocks.Cut("x", 4), BareBlocks.Cut("y", 4), BareBlocks.Cut("z", 4)];
        Activations[] Read(bool keepAll, out ForwardPass pass)
        {
            ForwardPass made = pass = new ForwardPass(
                loaded.Graph, loaded.Inputs, cuts, 0, _ => bound, keepAll, threads: 1, CancellationToken.None);
            return [.. cuts.Select((_, c) => made.At(c))];
        }

        Activations[] kept = Read(keepAll: true, out ForwardPass all);
        Activations[] read = Read(keepAll: false, out ForwardPass forwards);
        using (all)
        using (forwards)
        {
            read[2].ToMatrix().Should().Be(kept[2].ToMatrix());
            FluentActions.Invoking(() => read[1].ToMatrix()).Should().Throw<InvalidOperationException>().WithMessage("*released*");
            FluentActions.Invoking(() => kept[1].ToMatrix()).Should().NotThrow();
        }
    }

    private static DenseMatrix Gemm(NetworkProto network, string layer, (int Inputs, int Outputs) size, DenseMatrix inputs)
    {
        double[] weight = Values($"{layer}.weight"), bias = Values($"{layer}.bias");
        return DenseMatrix.Create(
            size.Outputs,
            inputs.ColumnCount,
            (i, j) => bias[i] + Enumerable.Range(0, size.Inputs).Sum(k => weight[(i * size.Inputs) + k] * inputs[k, j]));

        double[] Values(string name)
        {
            ReadOnlySpan<byte> bytes = network.Graph.Initializer.Single(w => w.Name == name).RawData.Span;
            return [.. System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes).ToArray().Select(v => (double)v)];
        }
    }

    private static ForwardPass Pass(LoadedNetwork network, long bound) =>
        new(network.Graph, network.Inputs, network.Cuts, 0, _ => bound, keepAll: false, threads: 2, CancellationToken.None);

    private LoadedNetwork Load(NetworkProto network, byte[]? samples) =>
        LoadedNetwork.Load(
            _folder.Write(network.Model),
            samples is null ? _folder.Samples(Count, 4) : _folder.Write(samples, "samples.npy"),
            Count);
}
