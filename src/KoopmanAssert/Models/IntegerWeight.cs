using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// Gives the real numbers that the integers of a weight stand for, as DequantizeLinear does, but in every opset: before opset 13 that
/// operator has no axis.
/// </summary>
internal static class IntegerWeight
{
    /// <summary>(w − zero point) · scale in float32, row-major; null when the weight does not hold integers.</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="quantization">Where its scale and zero point are; without a scale, 1.</param>
    /// <param name="computed">The tensors by name.</param>
    public static double[]? Dequantise(OrtValue weight, WeightQuantization quantization, IReadOnlyDictionary<string, OrtValue> computed)
    {
        if (Integers(weight) is not { } integers)
        {
            return null;
        }

        int[] zeroPoints = quantization.ZeroPoint is { } zero && Integers(computed[zero]) is { Length: > 0 } stored ? stored : [0];
        float[] scales = quantization.Scale is { } scale ? computed[scale].GetTensorDataAsSpan<float>().ToArray() : [1f];
        long[] shape = weight.GetTensorTypeAndShape().Shape;
        int axis = quantization.Axis < 0 ? quantization.Axis + shape.Length : quantization.Axis;
        int inner = (int)shape[(axis + 1)..].Aggregate(1L, (product, length) => product * length);
        return [.. integers.Select((value, i) =>
            (double)((value - At(zeroPoints, i / inner)) * At(scales, i / inner)))];
    }

    // One value for all units, or one for each.
    private static T At<T>(T[] values, int place) => values[place % values.Length];

    private static int[]? Integers(OrtValue tensor) => tensor.GetTensorTypeAndShape().ElementDataType switch
    {
        TensorElementType.Int8 => [.. tensor.GetTensorDataAsSpan<sbyte>().ToArray().Select(v => (int)v)],
        TensorElementType.UInt8 => [.. tensor.GetTensorDataAsSpan<byte>().ToArray().Select(v => (int)v)],
        TensorElementType.Int16 => [.. tensor.GetTensorDataAsSpan<short>().ToArray().Select(v => (int)v)],
        TensorElementType.UInt16 => [.. tensor.GetTensorDataAsSpan<ushort>().ToArray().Select(v => (int)v)],
        TensorElementType.Int32 => tensor.GetTensorDataAsSpan<int>().ToArray(),
        _ => null,
    };
}
