using Google.Protobuf;
using KoopmanAssert.Core.Models.Onnx;
using KoopmanAssert.Core.Numerics;
using Microsoft.ML.OnnxRuntime;

namespace KoopmanAssert.Core.Models;

/// <summary>A model, or a part of one, that ONNX Runtime has loaded. Safe for concurrent runs.</summary>
internal sealed class ModelSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly LentWeights? _weights;
    private readonly RuntimeWords _words;
    private readonly string _path;

    private ModelSession(InferenceSession session, LentWeights? weights, RuntimeWords words, string path)
    {
        _session = session;
        _weights = weights;
        _words = words;
        _path = path;
    }

    /// <summary>The names of the inputs that a run needs.</summary>
    public IReadOnlyList<string> Inputs => _session.InputNames;

    /// <summary>
    /// The type of an input or an output, and its shape as far as the runtime infers it; null under a name that the runtime cuts off.
    /// </summary>
    public NodeMetadata? TypeOf(string name) =>
        _session.InputMetadata.GetValueOrDefault(name) ?? _session.OutputMetadata.GetValueOrDefault(name);

    /// <summary>Loads a part of the model of <paramref name="graph"/>.</summary>
    /// <param name="graph">The model.</param>
    /// <param name="part">The part.</param>
    /// <param name="arena">Memory to compute in; null for memory of its own.</param>
    /// <exception cref="ModelException">KOOP2003 when ONNX Runtime rejects it.</exception>
    public static ModelSession Open(ModelGraph graph, ModelProto part, SharedArena? arena = null)
    {
        var words = new RuntimeWords(part);
        try
        {
            return OpenLent(graph, part, words, arena)
                ?? new ModelSession(Load(graph, part, null, arena), null, words, graph.Model.Path);
        }
        catch (OnnxRuntimeException cause)
        {
            throw new ModelException(
                DiagnosticCodes.ModelRefused, graph.Model.Path, $"is rejected by ONNX Runtime{words.Describe(cause)}",
                "Export it with operators and an opset that ONNX Runtime supports.", cause);
        }
    }

    // Null where it cannot have its weights lent. The runtime refuses, for example, a link to stand for them, and then gets a copy.
    private static ModelSession? OpenLent(ModelGraph graph, ModelProto part, RuntimeWords words, SharedArena? arena)
    {
        var weights = LentWeights.Take(graph, part);
        try
        {
            return weights is null ? null
                : new ModelSession(Load(graph, weights.Part, weights, arena), weights, words, graph.Model.Path);
        }
        catch (OnnxRuntimeException)
        {
            weights?.Dispose();
            return null;
        }
    }

    private static InferenceSession Load(ModelGraph graph, ModelProto part, LentWeights? weights, SharedArena? arena)
    {
        using SessionOptions options = NativeRuntime.Options(graph.Model.Folder, graph.Provider);
        arena?.AddTo(options);
        weights?.AddTo(options);
        var session = new InferenceSession(ToBytes(part), options);
        MemoryBound.Free(part.CalculateSize()); // its bytes, which nothing here holds any more
        return session;
    }

    /// <summary>Runs the model once; the caller disposes the results.</summary>
    /// <param name="inputs">The inputs by name.</param>
    /// <param name="outputs">The names of the results, in their order.</param>
    /// <param name="cancellation">Cancels the run.</param>
    /// <exception cref="RuntimeException">KOOP3002 when ONNX Runtime fails.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        IReadOnlyDictionary<string, OrtValue> inputs,
        IReadOnlyCollection<string> outputs,
        CancellationToken cancellation) =>
        Run(options =>
        {
            string[] names = [.. _session.InputNames];
            return _session.Run(options, names, [.. names.Select(n => inputs[n])], outputs);
        }, cancellation);

    /// <summary>Runs the model once, with some outputs bound to tensors of the caller; the caller disposes the results.</summary>
    /// <param name="inputs">The inputs by name.</param>
    /// <param name="outputs">The names of the results, in their order.</param>
    /// <param name="bound">Tensors that outputs are written into, by name; each has the type and the shape of its output.</param>
    /// <param name="cancellation">Cancels the run.</param>
    /// <exception cref="RuntimeException">KOOP3002 when ONNX Runtime fails.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        IReadOnlyDictionary<string, OrtValue> inputs,
        IReadOnlyCollection<string> outputs,
        IReadOnlyDictionary<string, OrtValue> bound,
        CancellationToken cancellation) =>
        bound.Count == 0 ? Run(inputs, outputs, cancellation) : Run(options =>
        {
            using OrtIoBinding binding = _session.CreateIoBinding();
            foreach (string name in _session.InputNames)
            {
                binding.BindInput(name, inputs[name]);
            }

            foreach (string name in outputs)
            {
                if (bound.TryGetValue(name, out OrtValue? output))
                {
                    binding.BindOutput(name, output);
                }
                else
                {
                    binding.BindOutputToDevice(name, OrtMemoryInfo.DefaultInstance);
                }
            }

            return _session.RunWithBoundResults(options, binding);
        }, cancellation);

    private static byte[] ToBytes(ModelProto part)
    {
        byte[] bytes = LargePages.Allocate<byte>(part.CalculateSize());
        part.WriteTo(bytes);
        return bytes;
    }

    private IDisposableReadOnlyCollection<OrtValue> Run(
        Func<RunOptions, IDisposableReadOnlyCollection<OrtValue>> run,
        CancellationToken cancellation)
    {
        using var options = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        using CancellationTokenRegistration stop = cancellation.Register(() => options.Terminate = true);
        cancellation.ThrowIfCancellationRequested();
        try
        {
            return run(options);
        }
        catch (OnnxRuntimeException cause)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new RuntimeException(DiagnosticCodes.RuntimeFailed, _path, $"failed to run{_words.Describe(cause)}",
                "Check that the samples are what the model was trained on, and that the model runs on them elsewhere.", cause);
        }
    }

    public void Dispose()
    {
        _session.Dispose();
        _weights?.Dispose();
    }
}
