using FluentAssertions;
using KoopmanAssert.Core.Models;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>What a model and its samples leave of the memory for activations.</summary>
public class MemoryBoundTests
{
    private const long WeightBytes = 6 * 4 * sizeof(float), SampleBytes = 10 * 6 * sizeof(float);

    [Test]
    public void The_model_and_the_samples_count_once_and_the_weights_that_run_three_times_more()
    {
        using var folder = new ModelFolder();
        (OnnxModel model, ModelInputs inputs) = Load(folder);
        inputs.Bytes.Should().Be(SampleBytes);
        model.Bytes.Should().BeGreaterThan(WeightBytes, "the file holds the weights, and little else");
        MemoryBound.ForActivations(1 << 20, model, inputs, 1000).Should().Be((1 << 20) - model.Bytes - 3000 - SampleBytes);
    }

    [Test]
    public void A_quarter_is_left_to_activations_whatever_the_model_takes()
    {
        using var folder = new ModelFolder();
        (OnnxModel model, ModelInputs inputs) = Load(folder);
        MemoryBound.ForActivations(400, model, inputs, 0).Should().Be(100);
    }

    // What lies a byte beyond a limit is said to be more.
    [TestCase(100L << 20, "100 MiB")]
    [TestCase((100L << 20) + 1, "100.1 MiB")]
    [TestCase(5L << 29, "2.5 GiB")]
    [TestCase((5L << 29) + 1, "2.6 GiB")]
    [TestCase((1L << 30) - 1, "1 GiB")]
    [TestCase(1L << 30, "1 GiB")]
    public void What_is_taken_is_rounded_up(long bytes, string text) => MemoryBound.Taken(bytes).Should().Be(text);

    [Test]
    public void The_heap_of_the_C_library_can_be_trimmed_on_every_platform() =>
        FluentActions.Invoking(NativeHeap.Trim).Should().NotThrow();

    private static (OnnxModel Model, ModelInputs Inputs) Load(ModelFolder folder)
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 6]).Weight("w", 6, 4).Node("MatMul", "x w", "y").Output("y");
        OnnxModel model = folder.Load(network.Model);
        return (model, ModelInputs.Bind(new ModelGraph(model, []), SampleSet.Load(folder.Samples(10, 6), 10)));
    }
}
