using MathNet.Numerics.LinearAlgebra.Double;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace KoopmanAssert.Core.Models;

/// <summary>Copies rows between ONNX Runtime's tensors and ours; the float types only.</summary>
internal static class TensorRows
{
    /// <summary>Whether tensors of that type can be cut: snapshots are real numbers.</summary>
    public static bool IsReal(TensorElementType type) =>
        type is TensorElementType.Float or TensorElementType.Double or TensorElementType.Float16 or TensorElementType.BFloat16;

    /// <summary>The relative spacing of the type's numbers where it is coarser than float32's own rounding of long sums, else 0.</summary>
    public static double UnitRoundoff(TensorElementType type) => type switch
    {
        TensorElementType.Float16 => 1.0 / (1 << 11),
        TensorElementType.BFloat16 => 1.0 / (1 << 8),
        _ => 0,
    };

    /// <summary>Makes sure that a tensor has the shape that it had when the network was partitioned.</summary>
    /// <exception cref="ModelException">KOOP2005 when it has not, since snapshots of different dimension cannot be compared.</exception>
    public static void CheckShape(ModelGraph graph, CutTensor expected, OrtValue tensor)
    {
        long[] shape = tensor.GetTensorTypeAndShape().Shape;
        if (!shape.Skip(1).SequenceEqual(expected.SampleShape))
        {
            throw new ModelException(DiagnosticCodes.PartitionImpossible, graph.Model.Path,
                $"gives '{expected.Name}' another shape for other samples: [{string.Join(", ", expected.SampleShape)}] at first, then [{string.Join(", ", shape.Skip(1))}].",
                "Name an output before it with --output, or pad the samples so that all have the same shape.");
        }
    }

    /// <summary>Whether a row is not there as float32 and must be converted.</summary>
    public static bool NeedsConversion(OrtValue tensor) => tensor.GetTensorTypeAndShape().ElementDataType != TensorElementType.Float;

    /// <summary>
    /// One row of <paramref name="width"/> values: the tensor's own memory where it holds float32, else <paramref name="scratch"/>, filled.
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
                throw new InvalidOperationException($"A tensor of type {type} was taken for a cut tensor.");
        }
    }

    /// <summary>The same in float64; tensors of any float type.</summary>
    public static ReadOnlySpan<double> Row(OrtValue source, int row, int width, double[] scratch)
    {
        if (source.GetTensorTypeAndShape().ElementDataType == TensorElementType.Double)
        {
            return source.GetTensorDataAsSpan<double>().Slice(row * width, width);
        }

        ReadOnlySpan<float> single = Row(source, row, width, new float[width]);
        System.Numerics.Tensors.TensorPrimitives.ConvertTruncating<float, double>(single, scratch);
        return scratch.AsSpan(0, width);
    }

    /// <summary>
    /// Copies <paramref name="rows"/> rows of <paramref name="width"/> values into <paramref name="destination"/>,
    /// <paramref name="stride"/> apart.
    /// </summary>
    public static void Copy(OrtValue source, int rows, int width, Span<float> destination, int stride)
    {
        var scratch = new float[NeedsConversion(source) ? width : 0];
        for (int row = 0; row < rows; row++)
        {
            Row(source, row, width, scratch).CopyTo(destination.Slice(row * stride, width));
        }
    }

    /// <summary>The same into float64; tensors of any float type.</summary>
    public static void Copy(OrtValue source, int rows, int width, Span<double> destination, int stride)
    {
        var scratch = new double[width];
        for (int row = 0; row < rows; row++)
        {
            Row(source, row, width, scratch).CopyTo(destination.Slice(row * stride, width));
        }
    }

    /// <summary>A tensor of a cut from its entries of some snapshots, as a batch that is filled up with the last of them.</summary>
    public static OrtValue From(CutTensor tensor, DenseMatrix snapshots, int offset, int[] columns, int batch) =>
        From(tensor, batch, (row, values) => snapshots.Values
            .AsSpan((columns[Math.Min(row, columns.Length - 1)] * snapshots.RowCount) + offset, values.Length)
            .CopyTo(values));

    /// <summary>A tensor of a cut as a batch of rows, each written by <paramref name="read"/>.</summary>
    public static OrtValue From(CutTensor tensor, int batch, RowReader read)
    {
        int width = tensor.Dimension;
        var values = new double[batch * width];
        for (int row = 0; row < batch; row++)
        {
            read(row, values.AsSpan(row * width, width));
        }

        long[] shape = [batch, .. tensor.SampleShape];
        return tensor.Type switch
        {
            TensorElementType.Double => Tensor(values, shape),
            TensorElementType.Float16 => Tensor(Array.ConvertAll(values, v => (Float16)(float)v), shape),
            TensorElementType.BFloat16 => Tensor(Array.ConvertAll(values, v => (BFloat16)(float)v), shape),
            _ => Tensor(Array.ConvertAll(values, v => (float)v), shape),
        };
    }

    /// <summary>Writes the values of a row.</summary>
    public delegate void RowReader(int row, Span<double> values);

    /// <summary>
    /// A tensor in the runtime's own memory: how a kernel sums depends on the alignment, which managed arrays have by chance.
    /// </summary>
    public static OrtValue Tensor<T>(T[] values, long[] shape)
        where T : unmanaged
    {
        var tensor = OrtValue.CreateAllocatedTensorValue(
            OrtAllocator.DefaultInstance,
            TensorBase.GetTypeInfo(typeof(T)).ElementType,
            shape);
        values.CopyTo(tensor.GetTensorMutableDataAsSpan<T>());
        return tensor;
    }

    private static void Convert<T>(ReadOnlySpan<T> source, Span<float> target, Func<T, float> convert)
    {
        for (int i = 0; i < source.Length; i++)
        {
            target[i] = convert(source[i]);
        }
    }
}
