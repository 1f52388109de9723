using System.Runtime.InteropServices;

namespace KoopmanAssert.Core.Numerics;

/// <summary>Native float64 workspace that starts on a cache line. Its memory is used again (see <see cref="IdleBlocks"/>).</summary>
internal sealed unsafe class AlignedBuffer : IDisposable
{
    private readonly nuint _bytes;
    private readonly bool _isKept;

    /// <summary>Takes a buffer.</summary>
    /// <param name="length">The number of float64 entries.</param>
    /// <param name="isCleared">
    /// Whether all entries are set to zero. Kernels multiply padding by zero, and used memory may hold a NaN that 0·NaN would spread.
    /// </param>
    /// <param name="isKept">Whether its memory is kept for the next workspace. That of activations has a limit of its own.</param>
    /// <exception cref="OutOfMemoryException">There is not enough memory.</exception>
    public AlignedBuffer(long length, bool isCleared = true, bool isKept = true)
    {
        nuint bytes = checked((nuint)length * sizeof(double));
        _bytes = Math.Max(bytes, sizeof(double));
        _isKept = isKept;
        Start = (double*)(isKept ? IdleBlocks.Take(ref _bytes) : LargePages.AllocateNative(_bytes));
        if (isCleared)
        {
            NativeMemory.Clear(Start, bytes);
        }
    }

    ~AlignedBuffer() => GiveBack();

    /// <summary>The address of the first entry; null after disposal.</summary>
    public double* Start { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        GiveBack();
        GC.SuppressFinalize(this);
    }

    private void GiveBack()
    {
        if (_isKept && Start is not null)
        {
            IdleBlocks.Give(Start, _bytes);
        }
        else
        {
            LargePages.FreeNative(Start, _bytes);
        }

        Start = null;
    }
}
