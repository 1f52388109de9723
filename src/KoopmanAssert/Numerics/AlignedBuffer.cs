using System.Runtime.InteropServices;

namespace KoopmanAssert.Core.Numerics;

/// <summary>Native float64 workspace that starts on a cache line, so that no 512-bit vector crosses two lines.</summary>
internal sealed unsafe class AlignedBuffer : IDisposable
{
    private const int CacheLine = 64;

    /// <summary>Allocates a buffer.</summary>
    /// <param name="length">The number of float64 entries.</param>
    /// <param name="isCleared">
    /// Whether all entries are set to zero. Kernels multiply padding by zero, and fresh memory may hold a NaN that 0·NaN would spread.
    /// </param>
    /// <exception cref="OutOfMemoryException">There is not enough memory.</exception>
    public AlignedBuffer(long length, bool isCleared = true)
    {
        nuint bytes = checked((nuint)length * sizeof(double));
        Start = (double*)NativeMemory.AlignedAlloc(bytes + CacheLine, CacheLine);
        if (isCleared)
        {
            NativeMemory.Clear(Start, bytes);
        }
    }

    ~AlignedBuffer() => Free();

    /// <summary>The address of the first entry; null after disposal.</summary>
    public double* Start { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(Start);
        Start = null;
    }
}
