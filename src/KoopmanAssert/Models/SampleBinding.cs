using KoopmanAssert.Core.Models.Onnx;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;

namespace KoopmanAssert.Core.Models;

/// <summary>Finds the array of samples for each input of a model and checks that it fits.</summary>
internal static class SampleBinding
{
    /// <summary>Each input of a model with its array: found by name, or the only array for the only input.</summary>
    /// <exception cref="SamplesException">KOOP2008 when an array is missing or left over.</exception>
    public static IReadOnlyList<BoundInput> Bind(ModelGraph graph, SampleSet samples, PixelScale pixels)
    {
        IReadOnlyList<SampleArray> arrays = samples.AreImages ? [ConvertImages(graph, samples, pixels)]
            : graph.Inputs.Count > 1 && samples.Columns.Count > 0 ? samples.Columns
            : samples.Arrays;
        List<BoundInput> bound = [.. graph.Inputs.Select(input => new BoundInput(input, Find(graph, samples, arrays, input)))];
        if (arrays.Count > bound.Count)
        {
            string[] extra = [.. arrays.Select(a => a.Name).Except(bound.Select(b => b.Array.Name))];
            string problem = extra.Length == 1
                ? $"contains the array {NameList.Quote(extra)}, which is not an input of the model."
                : $"contains the arrays {NameList.Quote(extra)}, which are not inputs of the model.";
            throw Misfit(samples, problem, SaveByName(graph, samples));
        }

        return bound;
    }

    /// <summary>Whether samples have an array for an input that takes numbers, by its name.</summary>
    public static bool IsGiven(SampleSet samples, ValueInfoProto input) =>
        (samples.Columns.Count > 0 ? samples.Columns : samples.Arrays).Any(a => a.Name == input.Name)
        && InputSpec.IsNumeric(input);

    /// <summary>Checks the type and shape of an array; returns the batch size that its input fixes, or null.</summary>
    /// <exception cref="SamplesException">KOOP2008 when the array does not fit.</exception>
    /// <exception cref="ModelException">KOOP2005 when the input does not take numbers.</exception>
    public static int? CheckFit(ModelGraph graph, SampleSet samples, BoundInput bound)
    {
        (ValueInfoProto input, SampleArray array) = bound;
        TypeProto.Types.Tensor type = InputSpec.NumericType(graph, input);
        CheckType(samples, input, (DataType)type.ElemType, array);
        if (type.Shape is null)
        {
            return null;
        }

        string misfit = $"has the shape [{string.Join(", ", array.Shape)}]; the input '{input.Name}' of '{graph.Model.Path}' takes";
        if (ModelGraph.IsScalar(input))
        {
            return array.Shape.Count == 1 && array.IsConstant()
                ? null
                : throw Misfit(samples, $"{misfit} one number for all samples.", "Save that number once per sample, in one axis.");
        }

        if (!bound.HasBatchAxis)
        {
            return bound.FixedBatch;
        }

        if (InputSpec.IsOneSample(input) && array.Shape.Count == 1)
        {
            throw Misfit(
                samples,
                $"{misfit} {InputSpec.ShapeText(input)}, which is one sample.",
                $"Save one sample per row: an array of the shape [samples, {InputSpec.Dims(input)[0].DimValue}].");
        }

        if (!HasShapeOf(input, array))
        {
            throw Misfit(
                samples,
                $"{misfit} {InputSpec.ShapeText(input)}.",
                "Save one sample per row of the first axis, with the other axes as in the shape of the input.");
        }

        InputSpec.CheckBatchFits(graph, input, array.Shape.Skip(1));
        return bound.FixedBatch;
    }

    /// <summary>One sample of zeros in the shape that an input states.</summary>
    /// <exception cref="ModelException">KOOP2005 when it does not state the length of every axis but the batch.</exception>
    public static SampleArray Zeros(ModelGraph graph, ValueInfoProto input)
    {
        TypeProto.Types.Tensor type = InputSpec.NumericType(graph, input);
        int batchAxes = InputSpec.IsOneSample(input) ? 0 : 1;
        List<long> sampleShape = [.. InputSpec.Dims(input).Skip(batchAxes).Select(d => d.HasDimValue ? d.DimValue : 0)];
        if (type.Shape is null || sampleShape.Exists(dim => dim <= 0))
        {
            throw new ModelException(
                DiagnosticCodes.PartitionImpossible,
                graph.Model.Path,
                $"does not state the shape of its input '{input.Name}'.",
                "Add --samples, so that the shape is taken from the samples.");
        }

        InputSpec.CheckBatchFits(graph, input, sampleShape);
        int values = (int)sampleShape.Aggregate(1L, (product, dim) => product * dim);
        var file = new SampleFile(graph.Model.Path);
        return new SampleArray(file, input.Name, SampleType.UInt8, [1, .. sampleShape], new SampleRows(1, values));
    }

    private static SampleArray ConvertImages(ModelGraph graph, SampleSet samples, PixelScale pixels)
    {
        ValueInfoProto input = graph.Inputs.Count == 1 ? graph.Inputs[0] : throw Misfit(
            samples,
            $"is a folder of images, but '{graph.Model.Path}' takes {graph.Inputs.Count} inputs.",
            SaveByName(graph, samples));
        TypeProto.Types.Tensor type = InputSpec.NumericType(graph, input);
        long[] axes = [.. InputSpec.Dims(input).Select(d => d.HasDimValue ? d.DimValue : -1)];
        SampleArray images = samples.Arrays[0];
        return ImageRows.Convert(new SampleFile(samples.Path), images, axes, ((DataType)type.ElemType).IsInteger(), pixels)
            ?? throw Misfit(
                samples,
                $"is a folder of images of {images.Shape[2]} × {images.Shape[1]} pixels, but the input '{input.Name}' of "
                    + $"'{graph.Model.Path}' takes {InputSpec.ShapeText(input)}, not images of that size with one or three channels.",
                "Resize the images to the size that the model takes, or save the samples with numpy.save, one per row.");
    }

    private static SampleArray Find(ModelGraph graph, SampleSet samples, IReadOnlyList<SampleArray> arrays, ValueInfoProto input)
    {
        if (graph.Inputs.Count == 1 && arrays.Count == 1)
        {
            return arrays[0];
        }

        return arrays.FirstOrDefault(a => a.Name == input.Name)
            ?? throw Misfit(samples, $"has no array for the input '{input.Name}'.", SaveByName(graph, samples));
    }

    private static bool HasShapeOf(ValueInfoProto input, SampleArray array)
    {
        IReadOnlyList<TensorShapeProto.Types.Dimension> dims = InputSpec.Dims(input);
        return dims.Count == array.Shape.Count && dims.Count > 0
            && Enumerable.Range(1, dims.Count - 1)
                .All(i => !dims[i].HasDimValue || dims[i].DimValue <= 0 || dims[i].DimValue == array.Shape[i]);
    }

    private static void CheckType(SampleSet samples, ValueInfoProto input, DataType type, SampleArray array)
    {
        if (!InputSpec.IsFloat(type) && array.IsFloatingPoint)
        {
            throw Misfit(
                samples,
                $"contains {array.Type} values; the input '{input.Name}' takes {type}.",
                $"Save the samples as {type.ToString().ToLowerInvariant()}.");
        }
    }

    private static string SaveByName(ModelGraph graph, SampleSet samples) =>
        (samples.InMemory
            ? "Give samples for each input by its name (Samples.FromInputs): "
            : "Save one array per input, by name (numpy.savez): ")
        + $"the model takes {NameList.Quote(graph.Inputs.Select(i => i.Name))}.";

    private static SamplesException Misfit(SampleSet samples, string problem, string wayOut) =>
        new(DiagnosticCodes.SamplesMisfit, samples.Path, problem, samples.InMemory ? Given(wayOut) : wayOut);

    // Nothing is saved in memory.
    private static string Given(string wayOut) =>
        wayOut.StartsWith("Save ", StringComparison.Ordinal) ? $"Give {wayOut["Save ".Length..]}" : wayOut;
}
