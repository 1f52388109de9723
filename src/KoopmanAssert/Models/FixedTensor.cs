using KoopmanAssert.Core.Models.Onnx;
using Microsoft.ML.OnnxRuntime;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;

namespace KoopmanAssert.Core.Models;

/// <summary>The tensor that an input takes in each run because it is fixed.</summary>
/// <param name="Input">The input.</param>
/// <param name="Fixed">The constant.</param>
/// <param name="Array">The values as one row; they are repeated for each sample where the input has a batch axis.</param>
/// <param name="HasBatchAxis">Whether the first axis is the batch.</param>
internal sealed record FixedTensor(ValueInfoProto Input, FixedInput Fixed, SampleArray Array, bool HasBatchAxis)
{
    private static readonly int[] OneRow = [0];

    /// <summary>The tensors of all fixed inputs.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="bound">The inputs that take samples: an axis of the same name as one of theirs has its length.</param>
    /// <exception cref="SettingsException">KOOP4001: a constant does not fit its input.</exception>
    public static IReadOnlyList<FixedTensor> CreateAll(ModelGraph graph, IReadOnlyList<BoundInput> bound)
    {
        var lengths = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (BoundInput input in bound.Where(b => b.HasBatchAxis))
        {
            foreach ((TensorShapeProto.Types.Dimension dim, long length) in InputSpec.Dims(input.Input).Zip(input.Array.Shape).Skip(1))
            {
                lengths.TryAdd(dim.DimParam, length);
            }
        }

        lengths.Remove("");
        return [.. graph.FixedInputs.Select(f => Create(graph, graph.Inputs.First(i => i.Name == f.Name), f, lengths))];
    }

    /// <summary>The tensor of a run; the caller disposes it.</summary>
    public OrtValue ToTensor(int batch) => InputTensor.Create(
        (DataType)Input.Type.TensorType.ElemType, Array, OneRow, HasBatchAxis ? [batch, .. Array.Shape.Skip(1)] : [.. Array.Shape.Skip(1)]);

    /// <summary>What the input is, in words.</summary>
    public string Words
    {
        get
        {
            string shape = string.Join(", ", Array.Shape.Skip(1));
            string values = Fixed.Values is not null ? "the stated values" : $"{Fixed.Value}";
            return ModelGraph.IsScalar(Input) ? values
                : HasBatchAxis ? $"{values} of the shape [{shape}] per sample"
                : $"{values} of the shape [{shape}]";
        }
    }

    private static FixedTensor Create(ModelGraph graph, ValueInfoProto input, FixedInput given, Dictionary<string, long> lengths)
    {
        TypeProto.Types.Tensor type = InputSpec.NumericType(graph, input);
        IReadOnlyList<TensorShapeProto.Types.Dimension> dims = InputSpec.Dims(input);
        bool hasBatch = dims.Count > 0 && InputSpec.FixedBatch(input) is null;
        if (given.Values is { } values)
        {
            IReadOnlyList<long> shape = Fit(graph, input, values, type.Shape is null ? null : dims, hasBatch);
            Require(graph, input, given, InputSpec.IsFloat((DataType)type.ElemType) || !values.Type.IsFloatingPoint());
            return new FixedTensor(
                input, given, (values with { Shape = shape }).AsRow($"--fixed {given.Name}"), hasBatch && type.Shape is not null);
        }

        if (type.Shape is null)
        {
            throw new SettingsException(
                DiagnosticCodes.Usage, graph.Model.Path, $"does not state the shape of its input '{input.Name}', which --fixed names.",
                $"Save its values as an array and add --fixed {input.Name}=FILE.");
        }

        long[] axes = [.. dims.Skip(hasBatch ? 1 : 0)
            .Select(d => d.HasDimValue && d.DimValue > 0 ? d.DimValue : lengths.GetValueOrDefault(d.DimParam))];
        Require(graph, input, given, InputSpec.IsFloat((DataType)type.ElemType) || double.IsInteger(given.Number!.Value));
        InputSpec.CheckBatchFits(graph, input, axes);
        return new FixedTensor(input, given, Filled(given, axes), hasBatch);
    }

    private static SampleArray Filled(FixedInput given, long[] axes)
    {
        double number = given.Number!.Value;
        int count = (int)axes.Aggregate(1L, (product, axis) => product * axis);
        bool isWhole = double.IsInteger(number) && Math.Abs(number) < 1L << 53;
        var rows = new SampleRows(1, sizeof(double) * count);
        byte[] bytes = isWhole ? BitConverter.GetBytes((long)number) : BitConverter.GetBytes(number);
        for (int i = 0; i < count && number != 0; i++)
        {
            bytes.CopyTo(rows.Row(0)[(i * sizeof(double))..]);
        }

        return new SampleArray(
            new SampleFile($"--fixed {given.Name}"), given.Name, isWhole ? SampleType.Int64 : SampleType.Float64, [1, .. axes], rows);
    }

    /// <summary>The shape of an array without its batch axis, as the rewritten model takes it.</summary>
    private static IReadOnlyList<long> Fit(
        ModelGraph graph, ValueInfoProto input, FixedValue values, IReadOnlyList<TensorShapeProto.Types.Dimension>? dims, bool hasBatch)
    {
        if (dims is null)
        {
            return values.Shape;
        }

        if (dims.Count == 0 && values.Shape is [1])
        {
            return [];
        }

        List<long> shape = [.. values.Shape];
        int batch = BatchFirstRewrite.ExportedBatchAxis(graph, input.Name);
        if (hasBatch && shape.Count == dims.Count && shape[batch] == 1)
        {
            shape.RemoveAt(batch);
        }

        var rest = dims.Skip(hasBatch ? 1 : 0).ToList();
        return rest.Count == shape.Count && rest.Zip(shape).All(axis => axis.First.DimValue <= 0 || axis.First.DimValue == axis.Second)
            ? shape
            : throw new SettingsException(
                DiagnosticCodes.Usage,
                graph.Model.Path,
                $"takes {InputSpec.ShapeText(input, batch)} at its input '{input.Name}', and --fixed states an array of the shape "
                    + $"[{string.Join(", ", values.Shape)}].",
                $"Save an array of the shape of the input, with 1 for the batch, or add --fixed {input.Name}=zeros.");
    }

    private static void Require(ModelGraph graph, ValueInfoProto input, FixedInput given, bool fits)
    {
        if (!fits)
        {
            throw new SettingsException(
                DiagnosticCodes.Usage,
                graph.Model.Path,
                $"takes {(DataType)input.Type.TensorType.ElemType} at its input '{input.Name}', and --fixed states {given}.",
                "State whole numbers.");
        }
    }
}
