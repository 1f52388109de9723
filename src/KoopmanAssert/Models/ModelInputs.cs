using KoopmanAssert.Core.Models.Onnx;
using Microsoft.ML.OnnxRuntime;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;

namespace KoopmanAssert.Core.Models;

/// <summary>The samples as a model takes them: one array an input, in batches of a fixed size.</summary>
/// <remarks>The batch is fixed because a float32 sum may depend on it: the same samples must give the same bits.</remarks>
internal sealed class ModelInputs
{
    private const int UsualBatch = 16;
    private readonly List<(ValueInfoProto Input, SampleArray Array)> _bound;

    private ModelInputs(List<(ValueInfoProto, SampleArray)> bound, int count, int? fixedBatch)
    {
        _bound = bound;
        Count = count;
        HasFixedBatch = fixedBatch is not null;
        BatchSize = fixedBatch ?? UsualBatch;
    }

    /// <summary>The number of samples.</summary>
    public int Count { get; }

    /// <summary>The hash of the samples and the kind of their file; null for zeros.</summary>
    public string? Origin { get; private init; }

    /// <summary>Rows in one run: what the model fixes, or 16.</summary>
    public int BatchSize { get; private set; }

    /// <summary>Whether the model fixes the batch; a batch that is not full is then filled up with its last row.</summary>
    public bool HasFixedBatch { get; private set; }

    /// <summary>
    /// Runs one sample at a time from now on: for a model that declares a free batch, but holds the batch of one that it was exported
    /// with somewhere inside.
    /// </summary>
    public void TakeOneAtATime() => (HasFixedBatch, BatchSize) = (true, 1);

    /// <summary>Binds samples to the inputs of a model: by name, or the one array to the one input.</summary>
    /// <param name="graph">The model.</param>
    /// <param name="samples">The samples; the columns of a table by name where the model has several inputs.</param>
    /// <param name="pixels">How the bytes of images become numbers; from 0 to 1 when null.</param>
    /// <exception cref="SamplesException">KOOP2008 when an array is missing, left over, or of the wrong shape or type.</exception>
    /// <exception cref="ModelException">KOOP2005 when an input is no tensor or has no batch axis.</exception>
    public static ModelInputs Bind(ModelGraph graph, Samples samples, PixelScale? pixels = null)
    {
        IReadOnlyList<SampleArray> arrays = samples.AreImages ? [Images(graph, samples, pixels ?? PixelScale.Unit)]
            : graph.Inputs.Count > 1 && samples.Columns.Count > 0 ? samples.Columns : samples.Arrays;
        var bound = graph.Inputs.Select(input => (Input: input, Array: Find(graph, samples, arrays, input))).ToList();
        if (arrays.Count > bound.Count)
        {
            string extra = string.Join("', '", arrays.Select(a => a.Name).Except(bound.Select(b => b.Array.Name)));
            throw Misfit(samples, $"holds the array '{extra}', which is no input of the model.", Names(graph));
        }

        int? fixedBatch = OneBatch(graph, [.. bound.Select(b => CheckFit(graph, samples, b.Input, b.Array))]);
        return new ModelInputs(bound, samples.Count, fixedBatch) {
            Origin = $"{samples.Sha256}{Path.GetExtension(samples.Path).ToLowerInvariant()}" };
    }

    /// <summary>The batch size of a run of <paramref name="rows"/> samples.</summary>
    public int BatchFor(int rows) => HasFixedBatch ? BatchSize : rows;

    /// <summary>One sample of zeros for each input, for what does not depend on the samples' values.</summary>
    /// <exception cref="ModelException">KOOP2005 when the model leaves an axis besides the batch open.</exception>
    public static ModelInputs Zeros(ModelGraph graph)
    {
        List<(ValueInfoProto, SampleArray)> bound = [.. graph.Inputs.Select(input => (input, Zeros(graph, input)))];
        return new ModelInputs(bound, 1, OneBatch(graph, [.. graph.Inputs.Select(FixedBatch)]));
    }

    /// <summary>The batch that the inputs fix together, or null where none does.</summary>
    private static int? OneBatch(ModelGraph graph, IEnumerable<int?> batches)
    {
        int[] different = [.. batches.OfType<int>().Distinct()];
        return different.Length <= 1 ? different.Select(b => (int?)b).FirstOrDefault()
            : throw new ModelException(DiagnosticCodes.PartitionImpossible, graph.Model.Path,
                $"has inputs with different fixed batches, {different[0]} and {different[1]}.", "Export it with one batch axis for all inputs.");
    }

    private static SampleArray Zeros(ModelGraph graph, ValueInfoProto input)
    {
        _ = NumbersOf(graph, input);
        List<long> row = [.. (input.Type?.TensorType?.Shape?.Dim ?? []).Skip(1).Select(d => d.HasDimValue ? d.DimValue : 0)];
        if (input.Type?.TensorType?.Shape is null || row.Any(dim => dim <= 0))
        {
            throw new ModelException(
                DiagnosticCodes.PartitionImpossible,
                graph.Model.Path,
                $"leaves the shape of its input '{input.Name}' open.",
                "Give samples with --samples, which tell the shape.");
        }

        CheckSize(graph, input, row);
        return new SampleArray(
            new SampleFile(graph.Model.Path),
            input.Name,
            SampleType.UInt8,
            [1, .. row],
            new SampleRows(1, (int)row.Aggregate(1L, (a, b) => a * b)));
    }

    // One batch of an input is one array.
    private static void CheckSize(ModelGraph graph, ValueInfoProto input, IEnumerable<long> row)
    {
        double values = row.Aggregate((double)(FixedBatch(input) ?? UsualBatch), (product, dim) => product * dim);
        if (values > Array.MaxLength)
        {
            throw new SettingsException(DiagnosticCodes.TooLarge, graph.Model.Path,
                FormattableString.Invariant(
                    $"takes {values:G3} values in one batch at its input '{input.Name}', more than an array holds."),
                "Export it with the shape that it is used with, and a smaller batch.");
        }
    }

    private static int? FixedBatch(ValueInfoProto input) =>
        input.Type?.TensorType?.Shape?.Dim is [var first, ..] && first.HasDimValue && first.DimValue > 0
            ? (int)Math.Min(first.DimValue, int.MaxValue)
            : null;

    /// <summary>
    /// The inputs for some samples, or those of them that are named, as a batch that is filled up with the last of them; the caller
    /// disposes them.
    /// </summary>
    public Dictionary<string, OrtValue> Feed(IReadOnlyList<int> samples, int batch, IReadOnlySet<string>? names = null) =>
        _bound.Where(b => names?.Contains(b.Input.Name) != false)
            .ToDictionary(b => b.Input.Name, b => Tensor(b.Input, b.Array, samples, batch), StringComparer.Ordinal);

    private static T[] Collect<T>(IReadOnlyList<int> samples, Func<int, int, T[]> rows) =>
        samples[^1] - samples[0] == samples.Count - 1 ? rows(samples[0], samples.Count) : [.. samples.SelectMany(s => rows(s, 1))];

    private static OrtValue Tensor(ValueInfoProto input, SampleArray array, IReadOnlyList<int> samples, int batch)
    {
        bool isScalar = ModelGraph.IsScalar(input);
        samples = isScalar ? [samples[0]] : samples;
        long[] shape = isScalar ? [] : [batch, .. array.Shape.Skip(1)];
        return (DataType)input.Type.TensorType.ElemType switch
        {
            DataType.Float => Tensor(Collect(samples, array.Rows<float>), shape),
            DataType.Double => Tensor(Collect(samples, array.Rows<double>), shape),
            DataType.Float16 => Tensor(
                Array.ConvertAll(Collect(samples, array.Rows<Half>), v => new Float16(BitConverter.HalfToUInt16Bits(v))),
                shape),
            DataType.Bfloat16 => Tensor(Array.ConvertAll(Collect(samples, array.BFloat16Rows), bits => new BFloat16(bits)), shape),
            DataType.Int64 => Tensor(Collect(samples, array.Rows<long>), shape),
            DataType.Int32 => Tensor(Collect(samples, array.Rows<int>), shape),
            DataType.Int16 => Tensor(Collect(samples, array.Rows<short>), shape),
            DataType.Int8 => Tensor(Collect(samples, array.Rows<sbyte>), shape),
            DataType.Uint64 => Tensor(Collect(samples, array.Rows<ulong>), shape),
            DataType.Uint32 => Tensor(Collect(samples, array.Rows<uint>), shape),
            DataType.Uint16 => Tensor(Collect(samples, array.Rows<ushort>), shape),
            DataType.Uint8 => Tensor(Collect(samples, array.Rows<byte>), shape),
            DataType.Bool => Tensor(Collect(samples, array.BooleanRows), shape),
            var other => throw new InvalidOperationException($"The type {other} was accepted when the samples were bound."),
        };
    }

    private static OrtValue Tensor<T>(T[] values, long[] shape)
        where T : unmanaged
    {
        long size = shape.Aggregate(1L, (product, dim) => product * dim);
        if (values.Length < size)
        {
            // Fill a fixed batch up by repeating the last row.
            int row = (int)(size / shape[0]);
            var filled = new T[size];
            values.CopyTo(filled, 0);
            for (int at = values.Length; at < size; at += row)
            {
                filled.AsSpan(at - row, row).CopyTo(filled.AsSpan(at, row));
            }

            values = filled;
        }

        return TensorRows.Tensor(values, shape);
    }

    private static SampleArray Images(ModelGraph graph, Samples samples, PixelScale pixels)
    {
        ValueInfoProto input = graph.Inputs.Count == 1 ? graph.Inputs[0]
            : throw Misfit(samples, $"is a folder of images, and '{graph.Model.Path}' takes {graph.Inputs.Count} inputs.", Names(graph));
        TypeProto.Types.Tensor type = NumbersOf(graph, input);
        long[] axes = [.. (type.Shape?.Dim ?? []).Select(d => d.HasDimValue ? d.DimValue : -1)];
        return ImageRows.Convert(new SampleFile(samples.Path), samples.Arrays[0], axes, IsInteger((DataType)type.ElemType), pixels)
            ?? throw Misfit(samples, $"is a folder of images of {samples.Arrays[0].Shape[2]} × {samples.Arrays[0].Shape[1]} pixels; the input '{input.Name}' of '{graph.Model.Path}' takes [{string.Join(", ", (type.Shape?.Dim ?? []).Select(Text))}], which are none of one or three channels.",
                "Resize the images to what the model takes, or save the samples with numpy.save, one a row.");
    }

    private static SampleArray Find(ModelGraph graph, Samples samples, IReadOnlyList<SampleArray> arrays, ValueInfoProto input)
    {
        if (graph.Inputs.Count == 1 && arrays.Count == 1)
        {
            return arrays[0];
        }

        return arrays.FirstOrDefault(a => a.Name == input.Name)
            ?? throw Misfit(samples, $"has no array for the input '{input.Name}'.", Names(graph));
    }

    /// <summary>The batch that the model fixes, or null where it is free.</summary>
    private static int? CheckFit(ModelGraph graph, Samples samples, ValueInfoProto input, SampleArray array)
    {
        TypeProto.Types.Tensor type = NumbersOf(graph, input);
        CheckType(samples, input, (DataType)type.ElemType, array);
        if (type.Shape is null)
        {
            return null;
        }

        if (ModelGraph.IsScalar(input))
        {
            return array.Shape.Count == 1 && array.IsConstant() ? null
                : throw Misfit(samples, $"has the shape [{string.Join(", ", array.Shape)}]; the input '{input.Name}' of '{graph.Model.Path}' takes one number for all samples.",
                    "Save that number once for each sample, in one axis.");
        }

        Google.Protobuf.Collections.RepeatedField<TensorShapeProto.Types.Dimension> dims = type.Shape.Dim;
        bool fits = dims.Count == array.Shape.Count && dims.Count > 0
            && Enumerable.Range(1, dims.Count - 1)
                .All(i => !dims[i].HasDimValue || dims[i].DimValue <= 0 || dims[i].DimValue == array.Shape[i]);
        if (!fits)
        {
            throw Misfit(samples, $"has the shape [{string.Join(", ", array.Shape)}]; the input '{input.Name}' of '{graph.Model.Path}' takes [{string.Join(", ", dims.Select(Text))}].",
                "Save the samples with one sample a row of the first axis and the other axes as the model takes them.");
        }

        CheckSize(graph, input, array.Shape.Skip(1));
        return FixedBatch(input);
    }

    /// <summary>The type of an input that takes numbers.</summary>
    /// <exception cref="ModelException">KOOP2005 when it takes anything else.</exception>
    private static TypeProto.Types.Tensor NumbersOf(ModelGraph graph, ValueInfoProto input) => input.Type switch
    {
        { TensorType: { } tensor } when IsFloat((DataType)tensor.ElemType) || IsInteger((DataType)tensor.ElemType) => tensor,
        { TensorType: { ElemType: (int)DataType.String } } => throw new ModelException(
            DiagnosticCodes.PartitionImpossible,
            graph.Model.Path,
            $"takes text at its input '{input.Name}'.",
            "Export what comes behind the encoding of the text, which takes numbers."),
        { TensorType: { } tensor } => throw new ModelException(DiagnosticCodes.PartitionImpossible, graph.Model.Path,
            $"takes {(DataType)tensor.ElemType} values at its input '{input.Name}'.", "Export it with real or whole numbers as inputs."),
        _ => throw new ModelException(
            DiagnosticCodes.PartitionImpossible,
            graph.Model.Path,
            $"has the input '{input.Name}', which is no tensor.",
            "Export it with tensors as inputs: sequences, dictionaries and optional values have no snapshots."),
    };

    private static void CheckType(Samples samples, ValueInfoProto input, DataType type, SampleArray array)
    {
        if (!IsFloat(type) && array.IsFloatingPoint)
        {
            throw Misfit(samples, $"holds {array.Type} values; the input '{input.Name}' takes {type}.",
                $"Save the samples as {type.ToString().ToLowerInvariant()}.");
        }
    }

    private static bool IsFloat(DataType type) => type is DataType.Float or DataType.Double or DataType.Float16 or DataType.Bfloat16;

    private static bool IsInteger(DataType type) => type is DataType.Int64 or DataType.Int32 or DataType.Int16 or DataType.Int8
        or DataType.Uint64 or DataType.Uint32 or DataType.Uint16 or DataType.Uint8 or DataType.Bool;

    private static string Text(TensorShapeProto.Types.Dimension dim) =>
        dim.HasDimValue ? dim.DimValue.ToString() : dim.HasDimParam ? dim.DimParam : "any";

    private static string Names(ModelGraph graph) =>
        $"Save one array an input, by name (numpy.savez): the model takes '{string.Join("', '", graph.Inputs.Select(i => i.Name))}'.";

    private static SamplesException Misfit(Samples samples, string problem, string wayOut) =>
        new(DiagnosticCodes.SamplesMisfit, samples.Path, problem, wayOut);
}
