using System.Security.Cryptography;
using System.Text;
using StbImageSharp;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// Reads a folder of images, one sample a file in the order of their names, as bytes: height, width, red, green and blue.
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
    /// <param name="limits">What may be kept.</param>
    /// <param name="sha256">A hash of the names and contents of all images, whatever the order of the folder's entries.</param>
    /// <param name="images">The number of images in the folder.</param>
    /// <exception cref="SamplesException">KOOP2006 no image or another file, KOOP2007 damaged, KOOP2008 of different sizes, KOOP4003 too
    /// large.</exception>
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
                        "Resize all images to the size that the model takes.");
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
            throw file.Missing($"holds '{SampleFile.Printable(other)}', which is no image; read are {string.Join(", ", Endings)}.");
        }

        return names.Length > 0 ? names : throw file.Missing($"is a folder without an image; read are {string.Join(", ", Endings)}.");
    }

    private static byte[] Content(SampleFile entry, string path)
    {
        // Devices and pipes have the length 0, and opening one may never come back.
        var info = (FileInfo)(File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path));
        return info.Length switch
        {
            0 => throw entry.Unreadable("is empty, or a device or a pipe.", Way),
            > LargestFile => throw entry.TooLarge($"has {info.Length} bytes, more than the {LargestFile} of an image that is read."),
            _ => File.ReadAllBytes(path),
        };
    }

    private static (int Width, int Height) Size(SampleFile entry, byte[] content)
    {
        using var stream = new MemoryStream(content, writable: false);
        ImageInfo info = Guard(entry, () => ImageInfo.FromStream(stream))
            ?? throw entry.Unreadable("is no image, or of a kind that is not read.", Way);
        if (info.Width < 1 || info.Height < 1 || (long)info.Width * info.Height > MostPixels)
        {
            throw entry.TooLarge(
                $"is {info.Width} × {info.Height} pixels, more than the {MostPixels} that are read.",
                "Resize all images to the size that the model takes.");
        }

        return PngBounds.Exceeds(content, info.Width, info.Height)
            ? throw entry.Unreadable("is damaged: it would unpack to more than its pixels take.", Way)
            : (info.Width, info.Height);
    }

    private static void Decode(SampleFile entry, byte[] content, Span<byte> row)
    {
        ImageResult image = Guard(entry, () => ImageResult.FromMemory(content, ColorComponents.RedGreenBlue));
        if (image.Data.Length != row.Length)
        {
            throw entry.Unreadable("is damaged: it has another size than it says.", Way);
        }

        image.Data.CopyTo(row);
    }

    // The decoder tells of a damaged image by whatever fails first in it.
    private static T Guard<T>(SampleFile entry, Func<T> decode)
    {
        try
        {
            return decode();
        }
        catch (Exception cause) when (cause is InvalidOperationException or IndexOutOfRangeException or ArgumentException or IOException or OverflowException or NullReferenceException or ArithmeticException)
        {
            throw entry.Unreadable("is damaged, or of a kind that is not read.", Way, cause);
        }
    }

    private const string Way = "Save the images as .png, .jpg or .bmp.";
}
