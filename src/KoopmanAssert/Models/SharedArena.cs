using Microsoft.ML.OnnxRuntime;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// Memory in which ONNX Runtime computes, shared by the sessions of the segments of a network. Each session would otherwise take memory of
/// its own that no other has used, and the first use of memory is slow.
/// </summary>
/// <remarks>
/// The runtime has one such memory for the whole process. It is there while an analysis holds a lease, and goes back to the system when the
/// last lease has ended and the last session of it is closed. Safe for concurrent use.
/// </remarks>
internal sealed class SharedArena : IDisposable
{
    private const int Default = -1;
    private const int GrowByPowersOfTwo = 0; // as in a session of its own

    private static readonly Lock Access = new();
    private static int s_leases;

    private bool _isDisposed;

    private SharedArena()
    {
    }

    /// <summary>
    /// Leases the memory; null where another library has started the runtime, which may have memory of its own to share.
    /// </summary>
    /// <exception cref="RuntimeException">KOOP3001 when the native library cannot be loaded.</exception>
    public static SharedArena? Lease()
    {
        OrtEnv environment = NativeRuntime.Load();
        if (!NativeRuntime.IsOurs)
        {
            return null;
        }

        lock (Access)
        {
            if (s_leases == 0)
            {
                using OrtMemoryInfo memory = Describe();
                using var growth = new OrtArenaCfg(0, GrowByPowersOfTwo, Default, Default);
                environment.CreateAndRegisterAllocator(memory, growth);
            }

            s_leases++; // not before: a failure leaves none
        }

        return new SharedArena();
    }

    /// <summary>Lets a session use the memory.</summary>
    public void AddTo(SessionOptions options)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        options.AddSessionConfigEntry("session.use_env_allocators", "1");
    }

    /// <summary>Ends the lease.</summary>
    public void Dispose()
    {
        lock (Access)
        {
            if (!_isDisposed && --s_leases == 0)
            {
                using OrtMemoryInfo memory = Describe();
                NativeRuntime.Load().UnregisterAllocator(memory);
            }

            _isDisposed = true;
        }
    }

    private static OrtMemoryInfo Describe() => new("Cpu", OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
}
