using System.Runtime.InteropServices;
using StbImageSharp;

namespace KoopmanAssert.Core.Models;

/// <summary>Decodes images to red, green and blue, and refuses those that are damaged or too large.</summary>
internal static class ImageDecoder
{
    /// <summary>The most pixels of an image that is decoded.</summary>
    public const int MostPixels = 1 << 24;

    /// <summary>The way out for a file that is not a readable image.</summary>
    public const string Way = "Save the images as .png, .jpg or .bmp.";

    // Where a PNG states the bits of a channel: behind its signature, the head of its first chunk, width and height.
    private const int DepthOffset = 24;

    private static ReadOnlySpan<byte> PngStart => [0x89, (byte)'P', (byte)'N', (byte)'G'];

    /// <summary>Whether a file is a PNG with 16 bits in each channel.</summary>
    public static bool HasSixteenBits(string path)
    {
        using FileStream file = File.OpenRead(path);
        Span<byte> head = stackalloc byte[DepthOffset + 1];
        return file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length
            && head.StartsWith(PngStart) && head[DepthOffset] == 16;
    }

    /// <summary>The size of an image in pixels.</summary>
    /// <exception cref="SamplesException">KOOP2007 if it is damaged or not an image, KOOP4003 if it is too large.</exception>
    public static (int Width, int Height) Size(SampleFile entry, byte[] content)
    {
        using var stream = new ImageStream(content);
        ImageInfo info = Guard(entry, () => ImageInfo.FromStream(stream))
            ?? throw entry.Unreadable("is not an image, or its format is not supported.", Way);
        (int width, long height) = (info.Width, Math.Abs((long)info.Height)); // a BMP from the top down states a negative height
        if (width < 1 || height < 1 || width * height > MostPixels)
        {
            throw entry.TooLarge(
                $"is {width} × {height} pixels; the limit is {MostPixels} pixels.",
                "Resize all images to the input size of the model.");
        }

        IReadOnlyList<PngChunk> chunks = PngChunks.Find(content);
        CheckChunks(entry, chunks);
        return PngBounds.Exceeds(content, chunks, width, (int)height)
            ? throw entry.Unreadable("is damaged: it contains more data than its pixels need.", Way)
            : (width, (int)height);
    }

    // The decoder would give other pixels without a word: red and blue exchanged, or whatever damaged data unpacks to.
    private static void CheckChunks(SampleFile entry, IReadOnlyList<PngChunk> chunks)
    {
        if (chunks is [{ Kind: "CgBI" }, ..])
        {
            throw entry.Unreadable("is in Apple's own variant of PNG (CgBI), as Xcode writes it into apps, which is not supported.", Way);
        }

        if (chunks.FirstOrDefault(chunk => chunk.IsDamaged).Kind is { } kind)
        {
            throw entry.Unreadable($"is damaged: the checksum of its chunk {kind} is wrong.", Way);
        }
    }

    /// <summary>Decodes an image into a row of samples: bytes, or numbers of 16 bits, to which 8 bits are widened (255 is 65,535).</summary>
    /// <exception cref="SamplesException">KOOP2007 if it is damaged.</exception>
    public static void Decode(SampleFile entry, byte[] content, bool isDeep, Span<byte> row)
    {
        byte[] pixels = isDeep
            ? Guard(entry, () => Deep(content))
            : Guard(entry, () => Shallow(content));
        if (pixels.Length != row.Length)
        {
            throw entry.Unreadable("is damaged: its size differs from the size in its header.", Way);
        }

        pixels.CopyTo(row);
    }

    private static byte[] Shallow(byte[] content)
    {
        using var stream = new ImageStream(content);
        return ImageResult.FromStream(stream, ColorComponents.RedGreenBlue).Data;
    }

    // The part of the decoder that keeps 16 bits has no managed surface: it returns memory that it allocated with AllocHGlobal.
    private static unsafe byte[] Deep(byte[] content)
    {
        using var stream = new ImageStream(content);
        int width, height, channels;
        ushort* pixels = StbImage.stbi__load_and_postprocess_16bit(
            new StbImage.stbi__context(stream), &width, &height, &channels, (int)ColorComponents.RedGreenBlue);
        if (pixels is null)
        {
            throw new InvalidOperationException(StbImage.stbi__g_failure_reason);
        }

        try
        {
            return MemoryMarshal.AsBytes(new ReadOnlySpan<ushort>(pixels, checked(width * height * (int)ColorComponents.RedGreenBlue)))
                .ToArray();
        }
        finally
        {
            Marshal.FreeHGlobal((nint)pixels);
        }
    }

    // The decoder reports a damaged image by whatever exception occurs first.
    private static T Guard<T>(SampleFile entry, Func<T> decode)
    {
        try
        {
            return decode();
        }
        catch (Exception cause) when (cause is InvalidOperationException or IndexOutOfRangeException or ArgumentException or IOException
            or NullReferenceException or ArithmeticException)
        {
            throw entry.Unreadable("is damaged, or its format is not supported.", Way, cause);
        }
    }
}
