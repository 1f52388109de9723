using Google.Protobuf.Collections;
using KoopmanAssert.Core.Models.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// The large float32 weights of a model, which ONNX Runtime uses where they are (see <see cref="WeightMemory"/>). Otherwise it gets a copy
/// of the whole model, copies the weights out of that as it parses it, and then once more into tensors of its own.
/// </summary>
/// <remarks>
/// In the model they are kept elsewhere, which is how the runtime lets a program supply them: it checks that the file exists, for which the
/// model's own stands, and does not read it. A place beyond the end of every file makes it fail where it would read all the same.
/// </remarks>
internal sealed unsafe class LentWeights : IDisposable
{
    private const long BeyondEveryFile = 1L << 50;

    private readonly List<(TensorProto Weight, OrtValue Tensor)> _lent = [];

    private LentWeights(OnnxModel model, ModelProto part)
    {
        string location = Path.GetFileName(model.Path);
        Part = part.Clone(); // which shares the weights
        RepeatedField<TensorProto> stored = Part.Graph.Initializer;
        for (int i = 0; i < stored.Count; i++)
        {
            if (CanBeLent(model, stored[i]))
            {
                _lent.Add((stored[i], Wrap(model, stored[i])));
                stored[i] = KeptIn(location, stored[i]);
            }
        }
    }

    /// <summary>The model without the weights.</summary>
    public ModelProto Part { get; }

    /// <summary>
    /// Takes the weights of a part of a model; null where none is in memory that can be lent, or where a device needs them in its own.
    /// </summary>
    public static LentWeights? Take(ModelGraph graph, ModelProto part) =>
        graph.Provider == ExecutionProvider.Cpu && part.Graph.Initializer.Any(weight => CanBeLent(graph.Model, weight))
            ? new LentWeights(graph.Model, part)
            : null;

    /// <summary>Supplies a session with the weights, which must not be disposed of before it.</summary>
    public void AddTo(SessionOptions options)
    {
        foreach ((TensorProto weight, OrtValue tensor) in _lent)
        {
            options.AddInitializer(weight.Name, tensor);
        }
    }

    public void Dispose()
    {
        _lent.ForEach(lent => lent.Tensor.Dispose());
        _lent.Clear();
    }

    // What does not have the length of its shape is left for the runtime to refuse.
    private static bool CanBeLent(OnnxModel model, TensorProto tensor) =>
        tensor is { HasRawData: true, DataType: (int)DataType.Float, DataLocation: DataLocation.Default }
        && model.Weights is { } weights && weights.Find(tensor.RawData) != null
        && tensor.Dims.All(dim => dim > 0) && tensor.Dims.Aggregate(4.0, (bytes, dim) => bytes * dim) == tensor.RawData.Length;

    private static OrtValue Wrap(OnnxModel model, TensorProto weight) => OrtValue.CreateTensorValueWithData(
        OrtMemoryInfo.DefaultInstance,
        TensorElementType.Float,
        [.. weight.Dims],
        (nint)model.Weights!.Find(weight.RawData),
        weight.RawData.Length);

    private static TensorProto KeptIn(string location, TensorProto weight)
    {
        var kept = new TensorProto { Name = weight.Name, DataType = weight.DataType, DataLocation = DataLocation.External };
        kept.Dims.AddRange(weight.Dims);
        kept.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        kept.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = $"{BeyondEveryFile}" });
        return kept;
    }
}
