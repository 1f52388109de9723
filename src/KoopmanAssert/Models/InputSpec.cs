using KoopmanAssert.Core.Models.Onnx;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;

namespace KoopmanAssert.Core.Models;

/// <summary>What a model states about its inputs, their types, shapes and batch size, and which of it can be analysed.</summary>
internal static class InputSpec
{
    /// <summary>The type of an input that takes numbers.</summary>
    /// <exception cref="ModelException">KOOP2005 when it takes anything else.</exception>
    public static TypeProto.Types.Tensor NumericType(ModelGraph graph, ValueInfoProto input) => input.Type switch
    {
        { TensorType: { } tensor } when IsFloat((DataType)tensor.ElemType) || ((DataType)tensor.ElemType).IsInteger() => tensor,
        { TensorType: { ElemType: (int)DataType.String } } => throw Unsupported(
            graph,
            $"takes text at its input '{input.Name}'.",
            "Export only the part after the encoding of the text, which takes numbers."),
        { TensorType: { } tensor } => throw Unsupported(
            graph,
            $"takes {(DataType)tensor.ElemType} values at its input '{input.Name}'.",
            "Export it with real numbers or integers as inputs."),
        _ => throw Unsupported(
            graph,
            $"has the input '{input.Name}', which is not a tensor.",
            "Export it with tensors as inputs: sequences, dictionaries and optional values have no snapshots."),
    };

    /// <summary>Whether an input takes numbers.</summary>
    public static bool IsNumeric(ValueInfoProto input) => input.Type?.TensorType is { } tensor
        && (IsFloat((DataType)tensor.ElemType) || ((DataType)tensor.ElemType).IsInteger());

    /// <summary>The batch size that an input fixes, or null where its first axis is free.</summary>
    public static int? FixedBatch(ValueInfoProto input) =>
        Dims(input) is [var first, ..] && first.HasDimValue && first.DimValue > 0 ? (int)Math.Min(first.DimValue, int.MaxValue) : null;

    /// <summary>Whether an input is a plain list of numbers, such as [5]: one sample, and not a batch of single numbers.</summary>
    public static bool IsOneSample(ValueInfoProto input) => Dims(input) is [{ HasDimValue: true, DimValue: > 1 }];

    /// <summary>The batch size of all inputs together, or null where none fixes it.</summary>
    /// <exception cref="ModelException">KOOP2005 when they fix different ones.</exception>
    public static int? CommonBatch(ModelGraph graph, IReadOnlyList<BoundInput> bound)
    {
        List<BoundInput> batched = [.. bound.Where(b => b.FixedBatch is not null)];
        if (batched.Find(b => b.FixedBatch != batched[0].FixedBatch) is not { } other)
        {
            return batched.Count > 0 ? batched[0].FixedBatch : null;
        }

        // The first input most often holds the samples, and those of another batch a state.
        IEnumerable<string> states = batched.Where(b => b.FixedBatch != batched[0].FixedBatch).Select(b => b.Input.Name);
        throw Unsupported(
            graph,
            $"has inputs with different fixed batches, {batched[0].FixedBatch} and {other.FixedBatch}.",
            $"If every sample starts from one state, add {FixedWords(states)}; if each has its own, save for '{other.Input.Name}' an array "
                + $"of the shape [samples, {string.Join(", ", Dims(other.Input).Select(Text))}], and the others likewise.");
    }

    /// <summary>The options that make inputs constant, as they are typed.</summary>
    public static string FixedWords(IEnumerable<string> inputs) => string.Join(' ', inputs.Select(name => $"--fixed {Quoted(name)}=zeros"));

    /// <summary>Checks that one batch of an input fits in an array.</summary>
    /// <exception cref="SettingsException">KOOP4003 when it does not.</exception>
    public static void CheckBatchFits(ModelGraph graph, ValueInfoProto input, IEnumerable<long> sampleShape)
    {
        double values = sampleShape.Aggregate((double)(FixedBatch(input) ?? ModelInputs.DefaultBatch), (product, dim) => product * dim);
        if (values > Array.MaxLength)
        {
            throw new SettingsException(
                DiagnosticCodes.TooLarge,
                graph.Model.Path,
                FormattableString.Invariant(
                    $"takes {values:G3} values in one batch at its input '{input.Name}', more than an array can hold."),
                "Export it with the shape that it is used with, and a smaller batch.");
        }
    }

    /// <summary>The axes of an input; none where the model does not state its shape.</summary>
    public static IReadOnlyList<TensorShapeProto.Types.Dimension> Dims(ValueInfoProto input) =>
        [.. input.Type?.TensorType?.Shape?.Dim ?? []];

    /// <summary>The shape of an input as a message shows it, such as <c>[batch, 3, 224, 224]</c>.</summary>
    public static string ShapeText(ValueInfoProto input) => ShapeText(input, batchAxis: 0);

    /// <summary>The same with the first axis at another place, where the exported model has it.</summary>
    public static string ShapeText(ValueInfoProto input, int batchAxis)
    {
        List<string> axes = [.. Dims(input).Select(Text)];
        return $"[{string.Join(", ", axes.Skip(1).Take(batchAxis).Concat(axes.Take(1)).Concat(axes.Skip(batchAxis + 1)))}]";
    }

    /// <summary>Whether a type holds real numbers.</summary>
    public static bool IsFloat(DataType type) => type is DataType.Float or DataType.Double or DataType.Float16 or DataType.Bfloat16;

    // A shell reads a name with other characters as several words.
    private static string Quoted(string name) => name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '/' or ':' or '-') ? name
        : $"'{name}'";

    private static string Text(TensorShapeProto.Types.Dimension dim) =>
        dim.HasDimValue ? dim.DimValue.ToString() : dim.HasDimParam ? dim.DimParam : "any";

    private static ModelException Unsupported(ModelGraph graph, string problem, string wayOut) =>
        new(DiagnosticCodes.PartitionImpossible, graph.Model.Path, problem, wayOut);
}
