using System.Runtime.InteropServices;

namespace KoopmanAssert;

/// <summary>Zeroed float64 workspace on a cache-line boundary, so that no vector of 512 bits straddles two lines.</summary>
/// <remarks>Zeroed, because kernels read padding, and what an allocation holds may be a NaN that 0·NaN would spread.</remarks>
internal sealed unsafe class AlignedBuffer : IDisposable
{
    private const int CacheLine = 64;

    /// <summary>Allocates <paramref name="length"/> zeros.</summary>
    /// <exception cref="OutOfMemoryException">The memory is not there.</exception>
    public AlignedBuffer(long length)
    {
        nuint bytes = checked((nuint)length * sizeof(double));
        Start = (double*)NativeMemory.AlignedAlloc(bytes + CacheLine, CacheLine);
        NativeMemory.Clear(Start, bytes);
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
