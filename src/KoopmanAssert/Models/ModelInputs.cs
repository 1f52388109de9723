using KoopmanAssert.Core.Models.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace KoopmanAssert.Core.Models;

/// <summary>The samples in the form that a model takes: one array per input, in batches of a fixed size.</summary>
/// <remarks>The batch size is fixed because a float32 sum may depend on it: the same samples must give the same bits.</remarks>
internal sealed class ModelInputs
{
    /// <summary>The inputs of some names that take real numbers, with their samples.</summary>
    public IReadOnlyList<BoundInput> RealInputs(IReadOnlyList<string> names) =>
    [
        .. _bound.Where(b => names.Contains(b.Input.Name))
            .Where(b => InputSpec.IsFloat((TensorProto.Types.DataType)b.Input.Type.TensorType.ElemType)),
    ];

    /// <summary>The samples in one run where the model does not fix them.</summary>
    public const int DefaultBatch = 16;

    private readonly IReadOnlyList<BoundInput> _bound;
    private readonly IReadOnlyList<FixedTensor> _fixed;

    private ModelInputs(IReadOnlyList<BoundInput> bound, IReadOnlyList<FixedTensor> constants, int count, int? fixedBatch)
    {
        _bound = bound;
        _fixed = constants;
        Count = count;
        HasFixedBatch = fixedBatch is not null;
        BatchSize = fixedBatch ?? DefaultBatch;
    }

    // Where the samples come from; they are hashed beside other work, so the hash is asked for late.
    private SampleSet? Source { get; init; }

    /// <summary>The number of samples.</summary>
    public int Count { get; }

    /// <summary>The bytes that the samples take.</summary>
    public long Bytes => _bound.Sum(b => b.Array.Bytes);

    /// <summary>The hashes of the samples and of their file, with its extension, which decides how it is read; null for zeros.</summary>
    public string? Origin => Source is { } source
        ? $"{source.Values}{source.Sha256}{Path.GetExtension(source.Path).ToLowerInvariant()}"
        : null;

    /// <summary>The inputs that take a stated constant instead of samples, with its words; empty if there are none.</summary>
    public IReadOnlyList<(string Input, string Words)> Constants => [.. _fixed.Select(f => (f.Input.Name, f.Words))];

    /// <summary>The arrays of the samples that are not read, because their input takes a constant.</summary>
    public IReadOnlyList<string> PassedOver { get; private init; } = [];

    /// <summary>The samples in one run: the batch size that the model fixes, or 16.</summary>
    public int BatchSize { get; private set; }

    /// <summary>Whether the inputs have a batch axis. Otherwise each takes one sample, and samples run one at a time.</summary>
    public bool HasBatchAxis => _bound.All(b => b.HasBatchAxis);

    /// <summary>Whether the model fixes the batch size; a batch that is not full is then filled up with its last row.</summary>
    public bool HasFixedBatch { get; private set; }

    /// <summary>Binds samples to the inputs of a model: by name, or the only array to the only input.</summary>
    /// <param name="graph">The model.</param>
    /// <param name="samples">The samples. Where the model has several inputs, the columns of a table are bound by name.</param>
    /// <param name="pixels">How the bytes of images are scaled; to [0, 1] when null.</param>
    /// <exception cref="SamplesException">KOOP2008 when an array is missing, left over, or of the wrong shape or type.</exception>
    /// <exception cref="ModelException">KOOP2005 when an input is not a tensor or has no batch axis.</exception>
    public static ModelInputs Bind(ModelGraph graph, SampleSet samples, PixelScale? pixels = null)
    {
        IReadOnlyList<BoundInput> bound = SampleBinding.Bind(graph, samples, pixels ?? PixelScale.Unit);
        SampleBinding.CheckFit(graph, samples, bound);
        return new ModelInputs(bound, FixedTensor.CreateAll(graph, bound), samples.Count, InputSpec.CommonBatch(graph, bound))
        {
            PassedOver = [.. samples.Arrays.Select(a => a.Name).Where(name => graph.FixedInputs.Any(f => f.Name == name))],
            Source = samples,
        };
    }

    /// <summary>One sample of zeros for each input, for results that do not depend on the values of the samples.</summary>
    /// <exception cref="ModelException">KOOP2005 when the model does not state the length of an axis other than the batch.</exception>
    public static ModelInputs Zeros(ModelGraph graph)
    {
        List<BoundInput> bound = [.. graph.SampleInputs.Select(input => new BoundInput(input, SampleBinding.Zeros(graph, input)))];
        return new ModelInputs(bound, FixedTensor.CreateAll(graph, bound), 1, InputSpec.CommonBatch(graph, bound));
    }

    /// <summary>
    /// Fixes the batch size at 1, for a model that declares a free batch axis but contains the batch of one that it was exported with.
    /// </summary>
    public void FixBatchAtOne() => (HasFixedBatch, BatchSize) = (true, 1);

    /// <summary>The shapes of all inputs, those with samples first.</summary>
    public IReadOnlyList<InputShape> Shapes =>
    [
        .. _bound.Select(b => ModelGraph.IsScalar(b.Input)
            ? new InputShape(b.Input, HasBatchAxis: false, [])
            : new InputShape(b.Input, b.HasBatchAxis, [.. b.Array.Shape.Skip(1)])),
        .. _fixed.Select(f => new InputShape(f.Input, f.HasBatchAxis, [.. f.Array.Shape.Skip(1)])),
    ];

    /// <summary>The batch size of a run of <paramref name="rows"/> samples.</summary>
    public int BatchSizeFor(int rows) => HasFixedBatch ? BatchSize : rows;

    /// <summary>
    /// Creates the input tensors of one run; the caller disposes them. A batch larger than the samples is filled up with the last one.
    /// </summary>
    /// <param name="samples">The indices of the samples.</param>
    /// <param name="batch">The batch size.</param>
    /// <param name="names">The inputs to create; all when null.</param>
    public Dictionary<string, OrtValue> CreateFeed(IReadOnlyList<int> samples, int batch, IReadOnlySet<string>? names = null)
    {
        var feed = _bound.Where(b => names?.Contains(b.Input.Name) != false)
            .ToDictionary(b => b.Input.Name, b => InputTensor.Create(b, samples, batch), StringComparer.Ordinal);
        foreach (FixedTensor constant in _fixed.Where(f => names?.Contains(f.Input.Name) != false))
        {
            feed.Add(constant.Input.Name, constant.ToTensor(batch));
        }

        return feed;
    }
}

/// <summary>An input of a model with the array of samples that it takes.</summary>
internal sealed record BoundInput(ValueInfoProto Input, SampleArray Array)
{
    /// <summary>
    /// Whether the first axis of the input is the batch. An input of fixed shape has none if the samples are arrays of just that shape.
    /// </summary>
    public bool HasBatchAxis => !(InputSpec.Dims(Input) is { Count: > 0 } dims && dims.Count + 1 == Array.Shape.Count
        && dims.Zip(Array.Shape.Skip(1)).All(axis => axis.First.HasDimValue && axis.First.DimValue == axis.Second));

    /// <summary>The batch size that the input fixes, or null.</summary>
    public int? FixedBatch => HasBatchAxis ? InputSpec.FixedBatch(Input) : 1;
}

/// <summary>The shape that an input has in a run: of one sample, and whether the batch comes before it.</summary>
internal sealed record InputShape(ValueInfoProto Input, bool HasBatchAxis, IReadOnlyList<long> SampleShape);
