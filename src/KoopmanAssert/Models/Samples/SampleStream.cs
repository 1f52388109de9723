namespace KoopmanAssert.Core.Models;

/// <summary>Reads a file or an entry once from start to end and passes every byte to a digest.</summary>
internal sealed class SampleStream(SampleFile file, Stream inner, Action<ReadOnlySpan<byte>> digest)
{
    private byte[]? _skipped;

    /// <summary>The number of bytes read so far.</summary>
    public long Position { get; private set; }

    /// <summary>Fills the destination.</summary>
    /// <exception cref="SamplesException">KOOP2007 if the stream ends too early.</exception>
    public void ReadExactly(Span<byte> destination)
    {
        int read = inner.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        digest(destination[..read]);
        Position += read;
        if (read < destination.Length)
        {
            throw file.Unreadable($"is truncated: it ends after {Position} bytes.");
        }
    }

    /// <summary>Reads and discards <paramref name="count"/> bytes.</summary>
    /// <exception cref="SamplesException">KOOP2007 if the stream ends too early.</exception>
    public void Skip(long count)
    {
        _skipped ??= new byte[1 << 16];
        for (; count > 0; count -= Math.Min(count, _skipped.Length))
        {
            ReadExactly(_skipped.AsSpan(0, (int)Math.Min(count, _skipped.Length)));
        }
    }

    /// <summary>Checks that the stream has ended.</summary>
    /// <exception cref="SamplesException">KOOP2007 if it has not.</exception>
    public void ExpectEnd()
    {
        if (inner.ReadByte() >= 0)
        {
            throw file.Unreadable($"has bytes after its data, which ends at byte {Position}.");
        }
    }
}
