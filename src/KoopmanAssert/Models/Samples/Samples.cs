using System.Diagnostics.CodeAnalysis;
using KoopmanAssert.Core.Files;
using KoopmanAssert.Core.Models;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace KoopmanAssert;

/// <summary>The samples that a model is analysed on: values in memory, or a file. A path converts to it.</summary>
/// <remarks>
/// <para>
/// Immutable, so safe for concurrent use; two instances are equal only if they are the same. Values are copied once, and an analysis takes
/// the first rows of them (<see cref="AnalysisSettings.MaxSamples"/>). A file is read by each analysis anew.
/// </para>
/// <para>
/// The same values of the same type and shape give the same bits from memory as from a <c>.npy</c> or <c>.npz</c> file, and are the same
/// samples for a baseline. Elements are float, double, <see cref="Half"/>, ONNX Runtime's <c>Float16</c>, integers of 8 to 64 bits or bool.
/// </para>
/// </remarks>
public sealed class Samples
{
    private readonly string? _path;
    private readonly IReadOnlyList<SampleArray> _arrays;

    private Samples(string? path, IReadOnlyList<SampleArray> arrays) => (_path, _arrays) = (path, arrays);

    /// <summary>The samples in a file or a folder of images.</summary>
    /// <param name="path">The path; in a test project, relative to the source folder of the project: <c>.npy</c>, <c>.npz</c>, <c>.pb</c> or
    /// <c>.csv</c> with one sample per row, or a folder of images.</param>
    public static Samples FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new Samples(path, []);
    }

    /// <summary>The same as <see cref="FromFile"/>.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "FromFile says what the text is.")]
    public static implicit operator Samples(string path) => FromFile(path);

    /// <summary>Values for the only input, one sample after the other.</summary>
    /// <param name="values">The values in C order: the last axis varies fastest.</param>
    /// <param name="shape">The shape, samples first, such as 400, 3, 28, 28; one number per sample when left out.</param>
    /// <exception cref="ArgumentException">The shape has no sample or another number of values, or the type is not supported.</exception>
    public static Samples From<T>(ReadOnlyMemory<T> values, params int[] shape)
        where T : unmanaged => Create(MemorySamples.Create(values.Span, shape));

    /// <inheritdoc cref="From{T}(ReadOnlyMemory{T}, int[])"/>
    public static Samples From<T>(T[] values, params int[] shape)
        where T : unmanaged => Create(MemorySamples.Create<T>(values, shape));

    /// <summary>Values for the only input, one array per sample.</summary>
    /// <param name="rows">The samples, all of one length: the shape is [samples, length].</param>
    /// <exception cref="ArgumentException">There is no sample, the lengths differ, or the type is not supported.</exception>
    public static Samples From<T>(T[][] rows)
        where T : unmanaged => Create(MemorySamples.Create(rows));

    /// <summary>Values for the only input, in an array of two or more axes, samples first, such as <c>float[,]</c>.</summary>
    /// <exception cref="ArgumentException">It has no value, or the type is not supported.</exception>
    public static Samples From(Array values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Create(MemorySamples.Create(values));
    }

    /// <summary>A tensor of ONNX Runtime for the only input, samples first.</summary>
    /// <exception cref="ArgumentException">It has no value, is stored in reversed order of the axes, or its type is not supported.</exception>
    public static Samples From<T>(Tensor<T> tensor)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor.IsReversedStride
            ? throw new ArgumentException("The tensor stores its axes in reversed order.", nameof(tensor))
            : Create(MemorySamples.Create<T>(tensor.ToDenseTensor().Buffer.Span, tensor.Dimensions.ToArray()));
    }

    /// <summary>Samples for each input by its name, with the same number of samples.</summary>
    /// <param name="inputs">The names of inputs with samples in memory, each for one input.</param>
    /// <exception cref="ArgumentException">There are none, their numbers differ, or one of them is a file or has several inputs.</exception>
    public static Samples FromInputs(IReadOnlyDictionary<string, Samples> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Values.FirstOrDefault(s => s._arrays.Count != 1) is not null)
        {
            throw new ArgumentException("Each input takes samples in memory that are one array.", nameof(inputs));
        }

        int[] counts = [.. inputs.Values.Select(s => (int)s._arrays[0].Shape[0]).Distinct()];
        return counts.Length == 1
            ? new Samples(null, [.. inputs.OrderBy(i => i.Key, StringComparer.Ordinal).Select(i => i.Value._arrays[0].Named(i.Key))])
            : throw new ArgumentException(
                counts.Length == 0 ? "There is no input." : $"The inputs have {counts[0]} and {counts[1]} samples.", nameof(inputs));
    }

    /// <summary>The path, or that they are in memory.</summary>
    public override string ToString() => _path ?? FileIdentity.SamplesInMemory;

    /// <summary>Reads them.</summary>
    /// <exception cref="SamplesException">What <see cref="SampleSet.Load"/> throws.</exception>
    internal SampleSet Read(int maxSamples, long maxBytes, CsvHeader header)
    {
        if (_path is not null)
        {
            return SampleSet.Load(Located(), maxSamples, maxBytes, header);
        }

        int count = (int)_arrays[0].Shape[0];
        return SampleSet.Create(count, [.. _arrays.Select(a => a.First(Math.Min(count, maxSamples)))]);
    }

    /// <summary>The path at which the file is; itself in memory.</summary>
    /// <exception cref="SamplesException">KOOP2006: it is not there.</exception>
    internal Samples Locate() => _path is null ? this : new Samples(Located(), _arrays);

    private string Located() => ProjectFile.Locate(_path!, problem => new SamplesException(
        DiagnosticCodes.SamplesMissing, _path!, problem, DiagnosticRule.Find(DiagnosticCodes.SamplesMissing).WayOut));

    private static Samples Create(SampleArray array) => new(null, [array]);
}
