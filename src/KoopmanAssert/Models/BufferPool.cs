using KoopmanAssert.Core.Numerics;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// Buffers for activations, used again from cut to cut. Fresh memory is slow: the system clears every page before it hands it out, which
/// takes longer than filling it.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
/// <param name="bound">The bytes above which unused buffers are freed before new ones are allocated.</param>
internal sealed class BufferPool(long bound) : IDisposable
{
    private readonly Lock _access = new();
    private readonly List<(AlignedBuffer Buffer, long Length)> _free = []; // in ascending order of length
    private readonly Dictionary<AlignedBuffer, long> _used = [];
    private long _total;

    /// <summary>Rents a buffer of at least <paramref name="length"/> float64 values. It is not cleared.</summary>
    /// <exception cref="OutOfMemoryException">There is not enough memory.</exception>
    public AlignedBuffer Rent(long length)
    {
        lock (_access)
        {
            int fit = _free.FindIndex(f => f.Length >= length);
            // A much larger buffer is kept for a request that needs it.
            (AlignedBuffer Buffer, long Length) rented = fit >= 0 && _free[fit].Length <= length + (length / 4)
                ? RemoveFree(fit)
                : (Allocate(length), length);
            _used.Add(rented.Buffer, rented.Length);
            return rented.Buffer;
        }
    }

    /// <summary>Returns a rented buffer.</summary>
    public void Return(AlignedBuffer buffer)
    {
        lock (_access)
        {
            _used.Remove(buffer, out long length);
            int larger = _free.FindIndex(f => f.Length > length);
            _free.Insert(larger < 0 ? _free.Count : larger, (buffer, length));
        }
    }

    /// <summary>Frees the buffers that are not rented, where none will be rented again.</summary>
    public void FreeUnused()
    {
        lock (_access)
        {
            while (_free.Count > 0)
            {
                FreeLargest();
            }
        }
    }

    /// <summary>Frees all buffers, also those that are still rented.</summary>
    public void Dispose()
    {
        foreach (AlignedBuffer buffer in _used.Keys.Concat(_free.Select(f => f.Buffer)))
        {
            buffer.Dispose();
        }
    }

    private AlignedBuffer Allocate(long length)
    {
        while (_free.Count > 0 && (_total + length) * sizeof(double) > bound)
        {
            FreeLargest();
        }

        var buffer = new AlignedBuffer(length, isCleared: false, isKept: false);
        _total += length;
        return buffer;
    }

    private void FreeLargest()
    {
        (AlignedBuffer unused, long length) = RemoveFree(_free.Count - 1);
        unused.Dispose();
        _total -= length;
    }

    private (AlignedBuffer Buffer, long Length) RemoveFree(int index)
    {
        (AlignedBuffer Buffer, long Length) removed = _free[index];
        _free.RemoveAt(index);
        return removed;
    }
}
