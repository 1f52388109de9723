using System.Security.Cryptography;
using System.Text;
using KoopmanAssert.Core.Files;
using StbImageSharp;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// Reads a folder of images, one sample per file in the order of their names, as bytes with the axes height, width and channel (red, green,
/// blue).
/// </summary>
internal static class ImageFolder
{
    /// <summary>The most pixels of an image that is decoded.</summary>
    public const int MostPixels = 1 << 24;

    private const long LargestFile = 1L << 26;
    private const int Channels = 3;

    private static readonly string[] Endings = [".png", ".jpg", ".jpeg", ".bmp"];

    /// <summary>Reads the first images.</summary>
    /// <param name="file">The folder.</param>
    /// <param name="limits">How many rows and bytes may be kept.</param>
    /// <param name="sha256">A hash of the names and contents of all images, independent of the order of the entries in the folder.</param>
    /// <param name="images">The number of images in the folder.</param>
    /// <exception cref="SamplesException">KOOP2006 if there is no image or another file, KOOP2007 if an image is damaged, KOOP2008 if
    /// the sizes differ, KOOP4003 if an image is too large.</exception>
    public static SampleArray Read(SampleFile file, SampleLimits limits, out string sha256, out int images)
    {
        string[] names = Names(file);
        images = names.Length;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        SampleRows? rows = null;
        (int Width, int Height) size = default;
        for (int i = 0; i < names.Length; i++)
        {
            SampleFile entry = file with { Entry = names[i] };
            byte[] content = Content(entry, Path.Combine(file.Path, names[i]));
            hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(names[i])));
            hash.AppendData(SHA256.HashData(content));
            if (i < limits.MaxRows)
            {
                (int width, int height) = Size(entry, content);
                size = rows is null ? (width, height) : size;
                if (size != (width, height))
                {
                    throw entry.Misfit(
                        $"is {width} × {height} pixels, where '{SampleFile.Printable(names[0])}' is {size.Width} × {size.Height}.",
                        "Resize all images to the input size of the model.");
                }

                rows ??= SampleLayout.Create(file, SampleType.UInt8, [names.Length, height, width, Channels]).MakeRoom(limits);
                Decode(entry, content, rows.Row(i));
            }
        }

        sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        return new SampleArray(file, "", SampleType.UInt8, [rows!.Count, size.Height, size.Width, Channels], rows);
    }

    private static string[] Names(SampleFile file)
    {
        string[] names = [.. Directory.EnumerateFiles(file.Path).Select(p => Path.GetFileName(p)).Where(n => !n.StartsWith('.'))
            .Order(StringComparer.Ordinal)];
        if (names.FirstOrDefault(n => !Endings.Contains(Path.GetExtension(n).ToLowerInvariant())) is { } other)
        {
            throw file.Missing(
                $"contains '{SampleFile.Printable(other)}', which is not an image. Supported: {string.Join(", ", Endings)}.");
        }

        return names.Length > 0 ? names : throw file.Missing($"is a folder without images. Supported: {string.Join(", ", Endings)}.");
    }

    private static byte[] Content(SampleFile entry, string path) => RegularFile.Length(path) switch
    {
        0 => throw entry.Unreadable($"{RegularFile.Empty}.", Way),
        > LargestFile and { } length => throw entry.TooLarge($"has {length} bytes; the limit for an image is {LargestFile}."),
        _ => File.ReadAllBytes(path),
    };

    private static (int Width, int Height) Size(SampleFile entry, byte[] content)
    {
        using var stream = new MemoryStream(content, writable: false);
        ImageInfo info = Guard(entry, () => ImageInfo.FromStream(stream))
            ?? throw entry.Unreadable("is not an image, or its format is not supported.", Way);
        if (info.Width < 1 || info.Height < 1 || (long)info.Width * info.Height > MostPixels)
        {
            throw entry.TooLarge(
                $"is {info.Width} × {info.Height} pixels; the limit is {MostPixels} pixels.",
                "Resize all images to the input size of the model.");
        }

        return PngBounds.Exceeds(content, info.Width, info.Height)
            ? throw entry.Unreadable("is damaged: it contains more data than its pixels need.", Way)
            : (info.Width, info.Height);
    }

    private static void Decode(SampleFile entry, byte[] content, Span<byte> row)
    {
        ImageResult image = Guard(entry, () => ImageResult.FromMemory(content, ColorComponents.RedGreenBlue));
        if (image.Data.Length != row.Length)
        {
            throw entry.Unreadable("is damaged: its size differs from the size in its header.", Way);
        }

        image.Data.CopyTo(row);
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

    private const string Way = "Save the images as .png, .jpg or .bmp.";
}
