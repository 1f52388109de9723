using System.Runtime.InteropServices;

namespace KoopmanAssert.Core.Numerics;

/// <summary>Float64 workspace on a cache-line boundary, so that no vector of 512 bits straddles two lines.</summary>
internal sealed unsafe class AlignedBuffer : IDisposable
{
    private const int CacheLine = 64;

    /// <summary>Allocates room for <paramref name="length"/> numbers.</summary>
    /// <param name="length">How many.</param>
    /// <param name="isCleared">Whether they are zero: kernels read padding, and what an allocation holds may be a NaN that 0·NaN would
    /// spread.</param>
    /// <exception cref="OutOfMemoryException">The memory is not there.</exception>
    public AlignedBuffer(long length, bool isCleared = true)
    {
        nuint bytes = checked((nuint)length * sizeof(double));
        Start = (double*)NativeMemory.AlignedAlloc(bytes + CacheLine, CacheLine);
        if (isCleared) NativeMemory.Clear(Start, bytes);
    }

    ~AlignedBuffer() => Free();

    /// <summary>The first entry; null once disposed.</summary>
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
