using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra.Double;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace KoopmanAssert.Core.Models;

/// <summary>Copies rows between the tensors of ONNX Runtime and snapshots; float types only.</summary>
internal static class TensorRows
{
    /// <summary>Whether a type holds real numbers, as a tensor of a cut must.</summary>
    public static bool IsReal(TensorElementType type) =>
        type is TensorElementType.Float or TensorElementType.Double or TensorElementType.Float16 or TensorElementType.BFloat16;

    /// <summary>The unit roundoff of a 16-bit float type; 0 for wider types, where the rounding of long sums is larger.</summary>
    public static double UnitRoundoff(TensorElementType type) => type switch
    {
        TensorElementType.Float16 => 1.0 / (1 << 11),
        TensorElementType.BFloat16 => 1.0 / (1 << 8),
        _ => 0,
    };

    /// <summary>Checks that a tensor has the shape that it had when the network was partitioned.</summary>
    /// <exception cref="ModelException">KOOP2005 when it does not: snapshots of different dimensions cannot be compared.</exception>
    public static void CheckShape(ModelGraph graph, CutTensor expected, OrtValue tensor)
    {
        long[] shape = tensor.GetTensorTypeAndShape().Shape;
        long[] found = expected.HasBatchAxis ? shape[Math.Min(1, shape.Length)..] : shape;
        if (!found.SequenceEqual(expected.SampleShape))
        {
            throw new ModelException(
                DiagnosticCodes.PartitionImpossible,
                graph.Model.Path,
                $"computes '{expected.Name}' with different shapes: [{string.Join(", ", expected.SampleShape)}] for the first samples, "
                    + $"[{string.Join(", ", found)}] for later ones.",
                "Name an output before it with --output, or pad the samples so that all have the same shape.");
        }
    }

    /// <summary>Whether the rows of a tensor are not float32, so that reading them as float32 needs a buffer.</summary>
    public static bool NeedsConversion(OrtValue tensor) => tensor.GetTensorTypeAndShape().ElementDataType != TensorElementType.Float;

    /// <summary>
    /// One row of <paramref name="width"/> values as float32: the tensor's own memory where it is float32, else converted into
    /// <paramref name="scratch"/>.
    /// </summary>
    public static ReadOnlySpan<float> Row(OrtValue source, int row, int width, float[] scratch)
    {
        switch (source.GetTensorTypeAndShape().ElementDataType)
        {
            case TensorElementType.Float:
                return source.GetTensorDataAsSpan<float>().Slice(row * width, width);
            case TensorElementType.Float16:
                Convert(source.GetTensorDataAsSpan<Float16>().Slice(row * width, width), scratch, static v => (float)v);
                return scratch.AsSpan(0, width);
            case TensorElementType.BFloat16:
                Convert(source.GetTensorDataAsSpan<BFloat16>().Slice(row * width, width), scratch, static v => (float)v);
                return scratch.AsSpan(0, width);
            case var type:
                throw new InvalidOperationException($"A tensor of type {type} cannot be part of a cut.");
        }
    }

    /// <summary>One row of <paramref name="width"/> values of a tensor of any float type, as float64.</summary>
    public static ReadOnlySpan<double> Row(OrtValue source, int row, int width, double[] scratch)
    {
        if (source.GetTensorTypeAndShape().ElementDataType == TensorElementType.Double)
        {
            return source.GetTensorDataAsSpan<double>().Slice(row * width, width);
        }

        ReadOnlySpan<float> single = Row(source, row, width, new float[width]);
        TensorPrimitives.ConvertTruncating<float, double>(single, scratch);
        return scratch.AsSpan(0, width);
    }

    /// <summary>
    /// Copies <paramref name="rows"/> rows of <paramref name="width"/> values as float32; in the destination the rows are
    /// <paramref name="stride"/> values apart.
    /// </summary>
    public static void Copy(OrtValue source, int rows, int width, Span<float> destination, int stride)
    {
        float[] scratch = new float[NeedsConversion(source) ? width : 0];
        for (int row = 0; row < rows; row++)
        {
            Row(source, row, width, scratch).CopyTo(destination.Slice(row * stride, width));
        }
    }

    /// <summary>Copies rows of a tensor of any float type as float64.</summary>
    public static void Copy(OrtValue source, int rows, int width, Span<double> destination, int stride)
    {
        double[] scratch = new double[width];
        for (int row = 0; row < rows; row++)
        {
            Row(source, row, width, scratch).CopyTo(destination.Slice(row * stride, width));
        }
    }

    /// <summary>
    /// Creates one tensor of a cut from its entries, starting at <paramref name="offset"/>, in some columns of a snapshot matrix. A batch
    /// larger than the columns is filled up with the last one.
    /// </summary>
    public static OrtValue CreateTensor(CutTensor tensor, DenseMatrix snapshots, int offset, int[] columns, int batch)
    {
        return CreateTensor(
            tensor,
            batch,
            (row, values) => TensorPrimitives.ConvertTruncating(Entries(row, values.Length), values),
            (row, values) => Entries(row, values.Length).CopyTo(values));

        ReadOnlySpan<double> Entries(int row, int count) => snapshots.Values
            .AsSpan((columns[Math.Min(row, columns.Length - 1)] * snapshots.RowCount) + offset, count);
    }

    /// <summary>
    /// Creates one tensor of a cut, whose rows <paramref name="read"/> writes, or <paramref name="readDouble"/> where it holds float64.
    /// </summary>
    public static OrtValue CreateTensor(CutTensor tensor, int batch, RowReader<float> read, RowReader<double> readDouble)
    {
        return tensor.Type switch
        {
            TensorElementType.Double => Create(readDouble),
            TensorElementType.Float16 => Create(Converted(static v => (Float16)v)),
            TensorElementType.BFloat16 => Create(Converted(static v => (BFloat16)v)),
            _ => Create(read),
        };

        RowReader<T> Converted<T>(Func<float, T> convert)
        {
            float[] buffer = new float[tensor.Dimension];
            return (row, values) =>
            {
                read(row, buffer);
                Convert<float, T>(buffer, values, convert);
            };
        }

        // Row by row into the runtime's own memory: a batch of a wide cut is large.
        OrtValue Create<T>(RowReader<T> readRow)
            where T : unmanaged
        {
            int width = tensor.Dimension;
            OrtValue value = Allocate<T>(tensor.Shape(batch));
            for (int row = 0; row < batch; row++)
            {
                readRow(row, value.GetTensorMutableDataAsSpan<T>().Slice(row * width, width));
            }

            return value;
        }
    }

    /// <summary>Writes the values of a row.</summary>
    public delegate void RowReader<T>(int row, Span<T> values);

    /// <summary>A tensor in the runtime's own memory, whose values are not set.</summary>
    public static OrtValue Allocate<T>(long[] shape)
        where T : unmanaged =>
        OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorBase.GetTypeInfo(typeof(T)).ElementType, shape);

    private static void Convert<TSource, T>(ReadOnlySpan<TSource> source, Span<T> target, Func<TSource, T> convert)
    {
        for (int i = 0; i < source.Length; i++)
        {
            target[i] = convert(source[i]);
        }
    }
}
