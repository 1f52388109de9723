using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;

namespace KoopmanAssert.Core.Models;

/// <summary>Creates the tensor of one model input from samples, in the type that the input takes.</summary>
internal static class InputTensor
{
    /// <summary>The tensor of some samples; one value for all of them where the input is a scalar.</summary>
    /// <param name="bound">The input and its samples.</param>
    /// <param name="samples">The indices of the samples, ascending.</param>
    /// <param name="batch">The batch size; rows beyond the samples repeat the last one.</param>
    /// <exception cref="SamplesException">KOOP2008 when a value does not fit the type of the input.</exception>
    public static OrtValue Create(BoundInput bound, IReadOnlyList<int> samples, int batch)
    {
        SampleArray array = bound.Array;
        bool isScalar = ModelGraph.IsScalar(bound.Input);
        samples = isScalar ? [samples[0]] : samples;
        long[] shape = isScalar ? [] : bound.HasBatchAxis ? [batch, .. array.Shape.Skip(1)] : [.. array.Shape.Skip(1)];
        return Create((DataType)bound.Input.Type.TensorType.ElemType, array, samples, shape);
    }

    /// <summary>The tensor of some rows of an array; the last one fills up the first axis of the shape.</summary>
    /// <param name="type">The type that the input takes.</param>
    /// <param name="array">The array.</param>
    /// <param name="samples">The indices of the rows, ascending.</param>
    /// <param name="shape">The shape of the tensor; with an axis of length 0 it is empty.</param>
    /// <exception cref="SamplesException">KOOP2008 when a value does not fit the type.</exception>
    public static OrtValue Create(DataType type, SampleArray array, IReadOnlyList<int> samples, long[] shape)
    {
        samples = shape.Contains(0) ? [] : samples;
        int row = array.Width;
        return type switch
        {
            DataType.Float => Create<float>(array.CopyRows, row, samples, shape),
            DataType.Double => Create<double>(array.CopyRows, row, samples, shape),
            DataType.Float16 => Create<Float16>(
                (f, c, t) => array.CopyRows(f, c, MemoryMarshal.Cast<Float16, Half>(t)), row, samples, shape),
            DataType.Bfloat16 => Create<BFloat16>(
                (f, c, t) => array.BFloat16Rows(f, c).CopyTo(MemoryMarshal.Cast<BFloat16, ushort>(t)), row, samples, shape),
            DataType.Int64 => Create<long>(array.CopyRows, row, samples, shape),
            DataType.Int32 => Create<int>(array.CopyRows, row, samples, shape),
            DataType.Int16 => Create<short>(array.CopyRows, row, samples, shape),
            DataType.Int8 => Create<sbyte>(array.CopyRows, row, samples, shape),
            DataType.Uint64 => Create<ulong>(array.CopyRows, row, samples, shape),
            DataType.Uint32 => Create<uint>(array.CopyRows, row, samples, shape),
            DataType.Uint16 => Create<ushort>(array.CopyRows, row, samples, shape),
            DataType.Uint8 => Create<byte>(array.CopyRows, row, samples, shape),
            DataType.Bool => Create<bool>((f, c, t) => array.BooleanRows(f, c).CopyTo(t), row, samples, shape),
            var other => throw new InvalidOperationException($"The type {other} was accepted when the samples were bound."),
        };
    }

    /// <summary>Writes the rows [first, first + count) to the start of some memory.</summary>
    private delegate void RowWriter<T>(int first, int count, Span<T> target);

    // Straight into the runtime's own memory. The order in which a kernel sums depends on the alignment, which varies for managed arrays.
    private static OrtValue Create<T>(RowWriter<T> write, int row, IReadOnlyList<int> samples, long[] shape)
        where T : unmanaged
    {
        OrtValue tensor = TensorRows.Allocate<T>(shape);
        try
        {
            Fill(tensor.GetTensorMutableDataAsSpan<T>(), write, row, samples);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    // Consecutive samples are converted at once. The last row is repeated until the batch is full.
    private static void Fill<T>(Span<T> values, RowWriter<T> write, int row, IReadOnlyList<int> samples)
    {
        if (samples.Count > 0 && samples[^1] - samples[0] == samples.Count - 1)
        {
            write(samples[0], samples.Count, values);
        }
        else
        {
            for (int i = 0; i < samples.Count; i++)
            {
                write(samples[i], 1, values[(i * row)..]);
            }
        }

        for (int at = samples.Count * row; at < values.Length; at += row)
        {
            values.Slice(at - row, row).CopyTo(values[at..]);
        }
    }
}
