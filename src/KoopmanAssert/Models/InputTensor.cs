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
        return type switch
        {
            DataType.Float => Create(Collect(samples, array.Rows<float>), shape),
            DataType.Double => Create(Collect(samples, array.Rows<double>), shape),
            DataType.Float16 => Create(Array.ConvertAll(Collect(samples, array.Rows<Half>), ToFloat16), shape),
            DataType.Bfloat16 => Create(Array.ConvertAll(Collect(samples, array.BFloat16Rows), bits => new BFloat16(bits)), shape),
            DataType.Int64 => Create(Collect(samples, array.Rows<long>), shape),
            DataType.Int32 => Create(Collect(samples, array.Rows<int>), shape),
            DataType.Int16 => Create(Collect(samples, array.Rows<short>), shape),
            DataType.Int8 => Create(Collect(samples, array.Rows<sbyte>), shape),
            DataType.Uint64 => Create(Collect(samples, array.Rows<ulong>), shape),
            DataType.Uint32 => Create(Collect(samples, array.Rows<uint>), shape),
            DataType.Uint16 => Create(Collect(samples, array.Rows<ushort>), shape),
            DataType.Uint8 => Create(Collect(samples, array.Rows<byte>), shape),
            DataType.Bool => Create(Collect(samples, array.BooleanRows), shape),
            var other => throw new InvalidOperationException($"The type {other} was accepted when the samples were bound."),
        };
    }

    private static OrtValue Create<T>(T[] values, long[] shape)
        where T : unmanaged
    {
        long size = shape.Aggregate(1L, (product, dim) => product * dim);
        return TensorRows.CopyToTensor(values.Length < size ? FillUp(values, size, (int)(size / shape[0])) : values, shape);
    }

    // Repeats the last row until the batch is full.
    private static T[] FillUp<T>(T[] values, long size, int row)
    {
        var filled = new T[size];
        values.CopyTo(filled, 0);
        for (int at = values.Length; at < size; at += row)
        {
            filled.AsSpan(at - row, row).CopyTo(filled.AsSpan(at, row));
        }

        return filled;
    }

    // Consecutive samples are converted at once.
    private static T[] Collect<T>(IReadOnlyList<int> samples, Func<int, int, T[]> rows) =>
        samples.Count == 0 ? []
            : samples[^1] - samples[0] == samples.Count - 1 ? rows(samples[0], samples.Count) : [.. samples.SelectMany(s => rows(s, 1))];

    private static Float16 ToFloat16(Half value) => new(BitConverter.HalfToUInt16Bits(value));
}
