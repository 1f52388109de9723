using System.Runtime.InteropServices;
using System.Runtime.Loader;
using KoopmanAssert.Core.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace KoopmanAssert.Core.Models;

/// <summary>The native library of ONNX Runtime: loaded once, without telemetry, and configured for bit-identical runs.</summary>
internal static partial class NativeRuntime
{
    /// <summary>The variable with the folder of the library, for a program that comes without one, as the build gate does.</summary>
    private const string FolderVariable = "KOOPMAN_ASSERT_ONNXRUNTIME";

    private static readonly Lazy<OrtEnv> Environment = new(Start, LazyThreadSafetyMode.ExecutionAndPublication);

    /// <summary>The folder that <see cref="FolderVariable"/> names; null where it is not set.</summary>
    public static string? Folder => System.Environment.GetEnvironmentVariable(FolderVariable);

    /// <summary>Whether <see cref="Load"/> has started the runtime, and not another library in this process.</summary>
    public static bool IsOurs { get; private set; }

    /// <summary>Creates the options of a session: no graph optimisation and one thread, so that the order of every sum is fixed.</summary>
    /// <param name="externalDataFolder">The folder of the model's external data.</param>
    /// <param name="provider">The execution provider.</param>
    /// <exception cref="RuntimeException">KOOP3001 when the native library cannot be loaded, KOOP3009 when it does not have the
    /// provider.</exception>
    public static SessionOptions Options(string externalDataFolder, ExecutionProvider provider)
    {
        _ = Load();
        var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        provider.AppendTo(options);
        options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", externalDataFolder);
        return options;
    }

    /// <summary>Loads the library, if it is not loaded yet.</summary>
    /// <exception cref="RuntimeException">KOOP3001 when it cannot be loaded.</exception>
    public static OrtEnv Load()
    {
        try
        {
            return Environment.Value;
        }
        catch (Exception cause) when (cause is DllNotFoundException or TypeInitializationException or BadImageFormatException
            or EntryPointNotFoundException)
        {
            throw new RuntimeException(DiagnosticCodes.RuntimeNotLoaded, null,
                $"the native library of ONNX Runtime cannot be loaded: {PlainText.Said(cause.InnerException ?? cause)}.",
                $"Add a package that brings it for {RuntimeInformation.RuntimeIdentifier} to the project: "
                    + $"dotnet add package Microsoft.ML.OnnxRuntime --version {typeof(OrtEnv).Assembly.GetName().Version?.ToString(3)}",
                cause);
        }
    }

    private static OrtEnv Start()
    {
        FindIn(Folder);
        SwitchTelemetryOff();
        if (OrtEnv.IsCreated)
        {
            return OrtEnv.Instance();
        }

        IsOurs = true;
        var options = new EnvironmentCreationOptions { logId = "KoopmanAssert", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        return OrtEnv.CreateInstanceWithOptions(ref options);
    }

    // Asked only for a library that is neither beside the program nor in deps.json.
    private static void FindIn(string? folder)
    {
        if (!string.IsNullOrEmpty(folder))
        {
            string name = OperatingSystem.IsWindows() ? "onnxruntime.dll"
                : OperatingSystem.IsMacOS() ? "libonnxruntime.dylib"
                : "libonnxruntime.so";
            AssemblyLoadContext.Default.ResolvingUnmanagedDll += (asking, _)
                => asking == typeof(OrtEnv).Assembly && NativeLibrary.TryLoad(Path.Combine(folder, name), out nint library) ? library : 0;
        }
    }

    // The library reads the variable with getenv of the C library, which does not see variables that .NET sets on Unix.
    private static void SwitchTelemetryOff()
    {
        const string Name = "ORT_DISABLE_TELEMETRY";
        System.Environment.SetEnvironmentVariable(Name, "1");
        if (!OperatingSystem.IsWindows())
        {
            _ = SetNativeVariable(Name, "1", 1);
        }
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetNativeVariable(string name, string value, int overwrite);
}
