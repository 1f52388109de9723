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
            : graph.SampleInputs.Count > 1 && samples.Columns.Count > 0 ? samples.Columns
            : [.. samples.Arrays.Where(a => !graph.FixedInputs.Any(f => f.Name == a.Name))];
        string[] missing = [.. graph.SampleInputs.Where(input => Find(graph, arrays, input) is null).Select(i => i.Name)];
        if (missing.Length > 0)
        {
            throw Misfit(samples, $"has no array for the input{(missing.Length > 1 ? "s" : "")} {NameList.Quote(missing)}.",
                SaveByName(graph, samples) + OrFixed(graph, missing));
        }

        List<BoundInput> bound = [.. graph.SampleInputs.Select(input => new BoundInput(input, Find(graph, arrays, input)!))];
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

    /// <summary>Checks the type and shape of each array.</summary>
    /// <exception cref="SamplesException">KOOP2008 when an array does not fit.</exception>
    /// <exception cref="ModelException">KOOP2005 when an input does not take numbers.</exception>
    public static void CheckFit(ModelGraph graph, SampleSet samples, IReadOnlyList<BoundInput> bound)
    {
        // Besides the first input, which holds the samples.
        string[] misfits = [.. bound.Skip(1)
            .Where(b => b.HasBatchAxis && !ModelGraph.IsScalar(b.Input) && b.Input.Type?.TensorType?.Shape is not null
                && !HasShapeOf(b.Input, b.Array))
            .Select(b => b.Input.Name)];
        foreach (BoundInput each in bound)
        {
            CheckFit(graph, samples, each, misfits);
        }
    }

    private static void CheckFit(ModelGraph graph, SampleSet samples, BoundInput bound, string[] misfits)
    {
        (ValueInfoProto input, SampleArray array) = bound;
        TypeProto.Types.Tensor type = InputSpec.NumericType(graph, input);
        CheckType(samples, input, (DataType)type.ElemType, array);
        if (type.Shape is null || (!bound.HasBatchAxis && !ModelGraph.IsScalar(input)))
        {
            return;
        }

        string misfit = $"has the shape [{string.Join(", ", array.Shape)}]; the input '{input.Name}' of '{graph.Model.Path}' takes";
        if (ModelGraph.IsScalar(input))
        {
            if (array.Shape.Count == 1 && array.IsConstant())
            {
                return;
            }

            throw Misfit(
                samples,
                $"{misfit} one number for all samples.",
                $"Save that number once per sample, in one axis, or add --fixed {input.Name}=NUMBER.");
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
                "Save one sample per row of the first axis, with the other axes as in the shape of the input"
                    + (misfits.Contains(input.Name)
                        ? $"; or, for a state or a cache that every sample starts from, add {InputSpec.FixedWords(misfits)}."
                        : "."));
        }

        InputSpec.CheckBatchFits(graph, input, array.Shape.Skip(1));
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
                "Add --samples, so that the shape is taken from the samples"
                    + $"{(graph.Inputs.Count > 1 ? $", or --fixed {input.Name}=zeros if it holds a state or a cache" : "")}.");
        }

        InputSpec.CheckBatchFits(graph, input, sampleShape);
        int values = (int)sampleShape.Aggregate(1L, (product, dim) => product * dim);
        var file = new SampleFile(graph.Model.Path);
        return new SampleArray(file, input.Name, SampleType.UInt8, [1, .. sampleShape], new SampleRows(1, values));
    }

    private static SampleArray ConvertImages(ModelGraph graph, SampleSet samples, PixelScale pixels)
    {
        ValueInfoProto input = graph.SampleInputs.Count == 1 ? graph.SampleInputs[0] : throw Misfit(
            samples,
            $"is a folder of images, but '{graph.Model.Path}' takes {graph.SampleInputs.Count} inputs.",
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

    private static SampleArray? Find(ModelGraph graph, IReadOnlyList<SampleArray> arrays, ValueInfoProto input) =>
        graph.SampleInputs.Count == 1 && arrays.Count == 1 ? arrays[0] : arrays.FirstOrDefault(a => a.Name == input.Name);

    // Where nothing is bound, the samples are of another model.
    private static string OrFixed(ModelGraph graph, string[] missing) => missing.Length == graph.SampleInputs.Count ? ""
        : " Or, for a constant that all samples share, add " + string.Join(' ', missing.Select(name => $"--fixed {name}="
            + (ModelGraph.IsScalar(graph.Inputs.First(i => i.Name == name)) ? "NUMBER" : "zeros"))) + ".";

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
        + $"the model takes {NameList.Quote(graph.SampleInputs.Select(i => i.Name))}.";

    private static SamplesException Misfit(SampleSet samples, string problem, string wayOut) =>
        new(DiagnosticCodes.SamplesMisfit, samples.Path, problem, samples.InMemory ? Given(wayOut) : wayOut);

    // Nothing is saved in memory.
    private static string Given(string wayOut) =>
        wayOut.StartsWith("Save ", StringComparison.Ordinal) ? $"Give {wayOut["Save ".Length..]}" : wayOut;
}
