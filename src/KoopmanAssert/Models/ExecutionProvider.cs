using KoopmanAssert.Core.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace KoopmanAssert;

/// <summary>
/// What ONNX Runtime runs a model on: the processor, or a device that another package of ONNX Runtime supports. There is one instance
/// per provider; instances are compared by reference.
/// </summary>
public sealed class ExecutionProvider
{
    // The units of reduced precision (TF32, half) that several providers use for sums of float32 values unless configured otherwise.
    private const double ReducedPrecision = 1.0 / (1 << 11);

    private readonly string _nativeName;
    private readonly Action<SessionOptions> _append;

    private ExecutionProvider(string name, string nativeName, Action<SessionOptions> append) =>
        (Name, _nativeName, _append) = (name, nativeName, append);

    /// <summary>The processor, which every package supports; the default.</summary>
    public static ExecutionProvider Cpu { get; } = new("cpu", "CPUExecutionProvider", _ => { });

    /// <summary>CUDA, with TF32 switched off.</summary>
    public static ExecutionProvider Cuda { get; } =
        new("cuda", "CUDAExecutionProvider", o => o.AppendExecutionProvider_CUDA(InFloat32()));

    /// <summary>TensorRT.</summary>
    public static ExecutionProvider TensorRT { get; } =
        new("tensorrt", "TensorrtExecutionProvider", o => o.AppendExecutionProvider_Tensorrt());

    /// <summary>ROCm.</summary>
    public static ExecutionProvider Rocm { get; } = new("rocm", "ROCMExecutionProvider", o => o.AppendExecutionProvider_ROCm());

    /// <summary>DirectML.</summary>
    public static ExecutionProvider DirectML { get; } = new("directml", "DmlExecutionProvider", o => o.AppendExecutionProvider_DML());

    /// <summary>Core ML.</summary>
    public static ExecutionProvider CoreML { get; } =
        new("coreml", "CoreMLExecutionProvider", o => o.AppendExecutionProvider("CoreML"));

    /// <summary>OpenVINO.</summary>
    public static ExecutionProvider OpenVino { get; } =
        new("openvino", "OpenVINOExecutionProvider", o => o.AppendExecutionProvider_OpenVINO());

    /// <summary>XNNPACK.</summary>
    public static ExecutionProvider Xnnpack { get; } =
        new("xnnpack", "XnnpackExecutionProvider", o => o.AppendExecutionProvider("XNNPACK"));

    /// <summary>WebGPU.</summary>
    public static ExecutionProvider WebGpu { get; } =
        new("webgpu", "WebGpuExecutionProvider", o => o.AppendExecutionProvider("WebGPU"));

    /// <summary>All providers, the processor first, whether or not they are available here.</summary>
    public static IReadOnlyList<ExecutionProvider> All { get; } =
        [Cpu, Cuda, TensorRT, Rocm, DirectML, CoreML, OpenVino, Xnnpack, WebGpu];

    /// <summary>The name in settings and baselines, which <see cref="Parse"/> reads.</summary>
    public string Name { get; }

    /// <summary>
    /// The relative uncertainty that its arithmetic leaves in an activation, if that is more than summing float32 values in another order
    /// does; else 0.
    /// </summary>
    internal double UnitRoundoff => this == Cpu ? 0 : ReducedPrecision;

    /// <summary>Reads the name of a provider, such as <c>cpu</c> or <c>cuda</c>.</summary>
    /// <exception cref="SettingsException">KOOP4001 if there is no such provider.</exception>
    public static ExecutionProvider Parse(string name) => All.FirstOrDefault(p => p.Name == name)
        ?? throw SettingCheck.Wrong("provider", name, string.Join(", ", All));

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>Adds the provider to the options of a session.</summary>
    /// <exception cref="RuntimeException">KOOP3009 if this build of the runtime lacks it, or it cannot be started.</exception>
    internal void AppendTo(SessionOptions options)
    {
        string[] available = OrtEnv.Instance().GetAvailableProviders();
        if (!available.Contains(_nativeName))
        {
            string others = string.Join(", ", All.Where(p => available.Contains(p._nativeName)));
            throw Missing($"is not in this ONNX Runtime, which has {others}.");
        }

        try
        {
            _append(options);
        }
        catch (Exception cause) when (cause is OnnxRuntimeException or EntryPointNotFoundException)
        {
            throw Missing($"cannot be started: {PlainText.Said(cause)}.", cause);
        }
    }

    private static OrtCUDAProviderOptions InFloat32()
    {
        var options = new OrtCUDAProviderOptions();
        options.UpdateOptions(new Dictionary<string, string> { ["use_tf32"] = "0" });
        return options;
    }

    private RuntimeException Missing(string problem, Exception? cause = null)
    {
        const string Code = DiagnosticCodes.ProviderMissing;
        return new RuntimeException(Code, null, $"the execution provider '{Name}' {problem}", DiagnosticRule.Find(Code).WayOut, cause);
    }
}
