using Google.Protobuf;
using KoopmanAssert.Core.Models.Onnx;
using KoopmanAssert.Core.Numerics;
using Microsoft.ML.OnnxRuntime;

namespace KoopmanAssert.Core.Models;

/// <summary>A model, or a part of one, that ONNX Runtime has loaded. Safe for concurrent runs.</summary>
internal sealed class ModelSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RuntimeWords _words;
    private readonly string _path;

    private ModelSession(InferenceSession session, RuntimeWords words, string path)
    {
        _session = session;
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
    /// <exception cref="ModelException">KOOP2003 when ONNX Runtime rejects it.</exception>
    public static ModelSession Open(ModelGraph graph, ModelProto part)
    {
        string path = graph.Model.Path;
        var words = new RuntimeWords(part);
        using SessionOptions options = NativeRuntime.Options(graph.Model.Folder, graph.Provider);
        try
        {
            var session = new ModelSession(new InferenceSession(ToBytes(part), options), words, path);
            MemoryBound.Free(part.CalculateSize()); // its bytes, which nothing here holds any more
            return session;
        }
        catch (OnnxRuntimeException cause)
        {
            throw new ModelException(DiagnosticCodes.ModelRefused, path, $"is rejected by ONNX Runtime{words.Describe(cause)}",
                "Export it with operators and an opset that ONNX Runtime supports.", cause);
        }
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

    public void Dispose() => _session.Dispose();
}
