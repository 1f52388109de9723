using FluentAssertions;
using KoopmanAssert.Core.Models;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using NUnit.Framework;

namespace KoopmanAssert;

[TestFixture]
internal sealed class ActivationsTests
{
    private const int Count = 3, Width = 300; // wider than a tile of a file

    [Test]
    public void A_tensor_holds_the_values_that_were_written_in_its_type(
        [Values(1, long.MaxValue)] long bound,
        [Values(TensorElementType.Float, TensorElementType.Double, TensorElementType.Float16, TensorElementType.BFloat16)]
        TensorElementType type,
        [Values(TensorElementType.Float, TensorElementType.Double)] TensorElementType other)
    {
        var tensor = new CutTensor("y", type, [Width]);
        var cut = new Cut([new CutTensor("x", other, [Width]), tensor]);
        using var pool = new BufferPool(long.MaxValue);
        using var stored = new SegmentActivations("m.onnx", [cut], given: null, Count, Count, bound, pool);
        for (int j = 0; j < Count; j++)
        {
            stored.ByCut[0].Write(j, [.. Enumerable.Range(0, 2 * Width).Select(i => Value(j, i))]);
        }

        using OrtValue made = stored.ByCut[0].ToTensor(tensor, offset: Width, firstSnapshot: 1, rows: 2, batch: 3);
        double[] values = new double[3 * Width];
        TensorRows.Copy(made, rows: 3, Width, values, stride: Width);
        values.Should().Equal(new[] { 1, 2, 2 }.SelectMany(j => Enumerable.Range(Width, Width).Select(i => Value(j, i))));
    }

    // All of these types hold it exactly.
    private static double Value(int snapshot, int feature) => ((feature % 128) - 64) * Math.Pow(2, snapshot);
}
