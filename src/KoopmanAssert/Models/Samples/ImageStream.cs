namespace KoopmanAssert.Core.Models;

/// <summary>The bytes of an image for the decoder, which moves on as damaged lengths say and asks whether it is at the end.</summary>
/// <remarks>
/// The end is the furthest place. Beyond it, or with a length below 0 that leads back, the decoder would read for ever: it takes only the end
/// itself for the end.
/// </remarks>
internal sealed class ImageStream(byte[] content) : MemoryStream(content, writable: false)
{
    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin loc) => loc == SeekOrigin.Current && (offset < 0 || offset > Length - Position)
        ? base.Seek(0, SeekOrigin.End)
        : base.Seek(offset, loc);
}
