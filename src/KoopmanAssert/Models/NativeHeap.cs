using System.Runtime.InteropServices;

namespace KoopmanAssert.Core.Models;

/// <summary>The heap of the C library, from which ONNX Runtime takes its memory.</summary>
internal static partial class NativeHeap
{
    private static volatile bool s_cannotTrim = !OperatingSystem.IsLinux();

    /// <summary>
    /// Gives what is free on the heap back to the system. The GNU C library keeps it otherwise: where ONNX Runtime has loaded a model, as
    /// much as its weights take. Other libraries do so by themselves, and have no such call.
    /// </summary>
    public static void Trim()
    {
        if (s_cannotTrim)
        {
            return;
        }

        try
        {
            _ = Trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            s_cannotTrim = true; // musl
        }
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint kept);
}
