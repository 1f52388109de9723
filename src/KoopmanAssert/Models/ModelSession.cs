using Google.Protobuf;
using KoopmanAssert.Core.Models.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace KoopmanAssert.Core.Models;

/// <summary>A model, whole or cut, that ONNX Runtime is ready to run. Safe for concurrent runs.</summary>
internal sealed class ModelSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly string _path;

    private ModelSession(InferenceSession session, string path)
    {
        _session = session;
        _path = path;
    }

    /// <summary>The names that a run must be fed.</summary>
    public IReadOnlyList<string> Inputs => _session.InputNames;

    /// <summary>Opens a model cut out of <paramref name="graph"/>.</summary>
    /// <exception cref="ModelException">KOOP2003 when ONNX Runtime refuses it.</exception>
    public static ModelSession Open(ModelGraph graph, ModelProto cut)
    {
        string path = graph.Model.Path;
        using SessionOptions options = NativeRuntime.Options(graph.Model.Folder, graph.Provider);
        try
        {
            return new ModelSession(new InferenceSession(cut.ToByteArray(), options), path);
        }
        catch (OnnxRuntimeException cause)
        {
            throw new ModelException(DiagnosticCodes.ModelRefused, path, $"is refused by ONNX Runtime: {OneLine(cause.Message)}",
                "Export the model with operators and an opset that ONNX Runtime supports.", cause);
        }
    }

    /// <summary>Runs once; the caller disposes what is returned.</summary>
    /// <param name="inputs">The inputs by name.</param>
    /// <param name="outputs">The names of what is returned, in its order.</param>
    /// <param name="cancellation">Stops it.</param>
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

    /// <summary>The same with some outputs written to where the caller wants them.</summary>
    /// <param name="inputs">The inputs by name.</param>
    /// <param name="outputs">The names of what is returned, in its order.</param>
    /// <param name="room">Tensors that some of the outputs are written into, by name; each of the output's own type and shape.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="RuntimeException">KOOP3002 when ONNX Runtime fails.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        IReadOnlyDictionary<string, OrtValue> inputs, IReadOnlyCollection<string> outputs, IReadOnlyDictionary<string, OrtValue> room, CancellationToken cancellation) =>
        room.Count == 0 ? Run(inputs, outputs, cancellation) : Run(options =>
        {
            using OrtIoBinding binding = _session.CreateIoBinding();
            foreach (string name in _session.InputNames)
            {
                binding.BindInput(name, inputs[name]);
            }

            foreach (string name in outputs)
            {
                if (room.TryGetValue(name, out OrtValue? place))
                {
                    binding.BindOutput(name, place);
                }
                else
                {
                    binding.BindOutputToDevice(name, OrtMemoryInfo.DefaultInstance);
                }
            }

            return _session.RunWithBoundResults(options, binding);
        }, cancellation);

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
            throw new RuntimeException(DiagnosticCodes.RuntimeFailed, _path, $"fails while it runs: {OneLine(cause.Message)}",
                "Check that the samples are what the model was trained on, and that the model runs on them elsewhere.", cause);
        }
    }

    public void Dispose() => _session.Dispose();

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim();
}
