using KoopmanAssert.Core.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace KoopmanAssert.Core.Models;

/// <summary>What ONNX Runtime computes a model with: the processor, or what a package of its own brings.</summary>
/// <param name="Name">The name in settings.</param>
/// <param name="NativeName">The name that the runtime gives it.</param>
/// <param name="Append">Puts it into the options of a session.</param>
internal sealed record ExecutionProvider(string Name, string NativeName, Action<SessionOptions> Append)
{
    /// <summary>The name of the processor, which every package can.</summary>
    public const string Cpu = "cpu";

    // Units of reduced precision (TF32, half), which several of them take for sums of float32 values unless told not to.
    private const double ReducedPrecision = 1.0 / (1 << 11);

    /// <summary>Every provider that a setting can name.</summary>
    public static IReadOnlyList<ExecutionProvider> All { get; } =
    [
        new(Cpu, "CPUExecutionProvider", _ => { }),
        new("cuda", "CUDAExecutionProvider", o => o.AppendExecutionProvider_CUDA(InFloat32())),
        new("tensorrt", "TensorrtExecutionProvider", o => o.AppendExecutionProvider_Tensorrt()),
        new("rocm", "ROCMExecutionProvider", o => o.AppendExecutionProvider_ROCm()),
        new("directml", "DmlExecutionProvider", o => o.AppendExecutionProvider_DML()),
        new("coreml", "CoreMLExecutionProvider", o => o.AppendExecutionProvider("CoreML")),
        new("openvino", "OpenVINOExecutionProvider", o => o.AppendExecutionProvider_OpenVINO()),
        new("xnnpack", "XnnpackExecutionProvider", o => o.AppendExecutionProvider("XNNPACK")),
        new("webgpu", "WebGpuExecutionProvider", o => o.AppendExecutionProvider("WebGPU")),
    ];

    /// <summary>
    /// The relative size of what its arithmetic leaves undecided in an activation, where that is more than float32 sums in another order
    /// do; else 0.
    /// </summary>
    public static double UnitRoundoff(string name) => name == Cpu ? 0 : ReducedPrecision;

    /// <summary>The name, where it is one.</summary>
    /// <exception cref="SettingsException">KOOP4001 when it is none.</exception>
    public static string Check(string name) => All.Any(p => p.Name == name) ? name
        : throw SettingsRange.Wrong("provider", name, string.Join(", ", All.Select(p => p.Name)));

    /// <summary>Puts the provider of that name into the options of a session.</summary>
    /// <exception cref="RuntimeException">KOOP3009 when this build of the runtime has it not, or it cannot be started.</exception>
    public static void AppendTo(SessionOptions options, string name)
    {
        ExecutionProvider provider = All.First(p => p.Name == name);
        string[] available = OrtEnv.Instance().GetAvailableProviders();
        if (!available.Contains(provider.NativeName))
        {
            throw Missing(name, $"is not in this ONNX Runtime, which has {string.Join(", ", All.Where(p => available.Contains(p.NativeName)).Select(p => p.Name))}.");
        }

        try
        {
            provider.Append(options);
        }
        catch (Exception cause) when (cause is OnnxRuntimeException or EntryPointNotFoundException)
        {
            throw Missing(name, $"cannot be started: {cause.Message.ReplaceLineEndings(" ").Trim()}", cause);
        }
    }

    private static OrtCUDAProviderOptions InFloat32()
    {
        var options = new OrtCUDAProviderOptions();
        options.UpdateOptions(new Dictionary<string, string> { ["use_tf32"] = "0" });
        return options;
    }

    private static RuntimeException Missing(string name, string problem, Exception? cause = null) =>
        new(
            DiagnosticCodes.ProviderMissing,
            null,
            $"the execution provider '{name}' {problem}",
            DiagnosticRule.Find(DiagnosticCodes.ProviderMissing).WayOut,
            cause);
}
