using KoopmanAssert.Core.Numerics;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// Memory for batches of activations, used again cut after cut: the system clears every page that it hands out, which takes longer than to
/// fill it.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
/// <param name="bound">The bytes beyond which memory that nobody uses is given back to the system.</param>
internal sealed class RecycledMemory(long bound) : IDisposable
{
    private readonly Lock _access = new();
    private readonly List<(AlignedBuffer Buffer, long Length)> _free = []; // ascending lengths
    private readonly Dictionary<AlignedBuffer, long> _used = [];
    private long _total;

    /// <summary>Room for <paramref name="length"/> float64 numbers; what it holds is left over from before.</summary>
    /// <exception cref="OutOfMemoryException">The memory is not there.</exception>
    public AlignedBuffer Rent(long length)
    {
        lock (_access)
        {
            int fit = _free.FindIndex(f => f.Length >= length);
            // One much larger is left for those who need it.
            (AlignedBuffer Buffer, long Length) rented = fit >= 0 && _free[fit].Length <= length + (length / 4)
                ? Take(fit)
                : (Allocate(length), length);
            _used.Add(rented.Buffer, rented.Length);
            return rented.Buffer;
        }
    }

    /// <summary>Takes memory back.</summary>
    public void Return(AlignedBuffer buffer)
    {
        lock (_access)
        {
            _used.Remove(buffer, out long length);
            int place = _free.FindIndex(f => f.Length > length);
            _free.Insert(place < 0 ? _free.Count : place, (buffer, length));
        }
    }

    /// <summary>Frees all of it, returned or not.</summary>
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
            (AlignedBuffer unused, long unusedLength) = Take(_free.Count - 1);
            unused.Dispose();
            _total -= unusedLength;
        }

        var buffer = new AlignedBuffer(length, isCleared: false);
        _total += length;
        return buffer;
    }

    private (AlignedBuffer Buffer, long Length) Take(int place)
    {
        (AlignedBuffer Buffer, long Length) taken = _free[place];
        _free.RemoveAt(place);
        return taken;
    }
}
