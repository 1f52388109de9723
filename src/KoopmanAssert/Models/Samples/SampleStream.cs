namespace KoopmanAssert.Core.Models;

/// <summary>Reads a file or an entry forwards, once, and shows every byte to a digest.</summary>
internal sealed class SampleStream(SampleFile file, Stream inner, Action<ReadOnlySpan<byte>> digest)
{
    private byte[]? _skipped;

    /// <summary>The number of bytes read so far.</summary>
    public long Position { get; private set; }

    /// <summary>Fills the destination.</summary>
    /// <exception cref="SamplesException">KOOP2007 when the stream ends before.</exception>
    public void ReadExactly(Span<byte> destination)
    {
        int read = inner.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        digest(destination[..read]);
        Position += read;
        if (read < destination.Length)
        {
            throw file.Unreadable($"ends after {Position} bytes, before its data does.");
        }
    }

    /// <summary>Reads <paramref name="count"/> bytes and keeps none.</summary>
    /// <exception cref="SamplesException">KOOP2007 when the stream ends before.</exception>
    public void Skip(long count)
    {
        _skipped ??= new byte[1 << 16];
        for (; count > 0; count -= Math.Min(count, _skipped.Length))
        {
            ReadExactly(_skipped.AsSpan(0, (int)Math.Min(count, _skipped.Length)));
        }
    }

    /// <summary>Makes sure that nothing follows.</summary>
    /// <exception cref="SamplesException">KOOP2007 when something does.</exception>
    public void ExpectEnd()
    {
        if (inner.ReadByte() >= 0)
        {
            throw file.Unreadable($"goes on after byte {Position}, where its data ends.");
        }
    }
}
