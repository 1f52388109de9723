using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// The samples themselves as the activations at the first cut, where it is an input that takes them as they are: float32, one row per
/// sample. They need neither a run nor memory of their own.
/// </summary>
internal sealed class InputActivations : Activations
{
    private readonly SampleArray _array;

    private InputActivations(SampleArray array, int dimension) => (_array, Dimension) = (array, dimension);

    public override int Dimension { get; }

    public override int Count => (int)_array.Shape[0];

    public override bool AreGiven => true;

    /// <summary>The activations at a cut; null where it is not one input that takes the samples as they are.</summary>
    public static InputActivations? Create(ModelInputs inputs, Cut cut) =>
        cut.Tensors is [{ HasBatchAxis: true } tensor]
            && inputs.RealInputs([tensor.Name]) is [{ HasBatchAxis: true, Array: { Type: SampleType.Float32 } array } bound]
            && (Onnx.TensorProto.Types.DataType)bound.Input.Type.TensorType.ElemType == Onnx.TensorProto.Types.DataType.Float
            && array.Row(0).Length == sizeof(float) * (long)cut.Dimension
                ? new InputActivations(array, cut.Dimension)
                : null;

    public override void Read(int snapshot, int first, Span<double> destination) =>
        TensorPrimitives.ConvertTruncating<float, double>(Stored(snapshot, first, destination.Length), destination);

    public override ReadOnlySpan<float> Stored(int snapshot, int first, int count) =>
        MemoryMarshal.Cast<byte, float>(_array.Row(snapshot)).Slice(first, count);

    public override void Write(OrtValue tensor, int firstSnapshot, int rows, int offset, int width) => throw Written();

    public override void Write(int snapshot, ReadOnlySpan<double> values) => throw Written();

    protected override void ReadSingle(int snapshot, int first, Span<float> destination) =>
        Stored(snapshot, first, destination.Length).CopyTo(destination);

    private static InvalidOperationException Written() => new("Samples are not written.");
}
