using System.Security.Cryptography;
using System.Text;
using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// Reads a folder of images, one sample per file in the order of their names, as numbers with the axes height, width and channel (red,
/// green, blue): bytes, or numbers of 16 bits where an image has them.
/// </summary>
internal static class ImageFolder
{
    private const long LargestFile = 1L << 26;
    private const int Channels = 3;

    private static readonly string[] Endings = [".png", ".jpg", ".jpeg", ".bmp"];

    // What file managers leave in folders of images; names that begin with a dot are hidden files anyway.
    private static readonly string[] Leavings = ["Thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "Icon\r"];

    /// <summary>What a folder holds.</summary>
    /// <param name="Images">The first images.</param>
    /// <param name="Sha256">A hash of the names and contents of all images, whatever the order of the entries in the folder.</param>
    /// <param name="Count">The number of images in the folder.</param>
    /// <param name="PassedOver">The names of files that are not images and that nobody put there.</param>
    public sealed record Content(SampleArray Images, string Sha256, int Count, IReadOnlyList<string> PassedOver);

    /// <summary>Reads the first images.</summary>
    /// <exception cref="SamplesException">KOOP2006 if there is no image, another file or a folder; KOOP2007 if an image is damaged,
    /// KOOP2008 if the sizes differ, KOOP4003 if an image is too large.</exception>
    public static Content Read(SampleFile file, SampleReading reading)
    {
        (string[] names, string[] passedOver) = Names(file);
        int kept = Math.Min(names.Length, reading.MaxRows);
        bool isDeep = names.Take(kept).Any(name => ImageDecoder.HasSixteenBits(Path.Combine(file.Path, name)));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (isDeep)
        {
            hash.AppendData("16 bits"u8); // version 0.1.0 read 8 of them: a baseline of then is not of these samples
        }

        SampleRows? rows = null;
        (int Width, int Height) size = default;
        for (int i = 0; i < names.Length; i++)
        {
            SampleFile entry = file with { Entry = names[i] };
            byte[] content = Bytes(entry, Path.Combine(file.Path, names[i]));
            hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(names[i])));
            hash.AppendData(SHA256.HashData(content));
            if (i < kept)
            {
                (int width, int height) = ImageDecoder.Size(entry, content);
                size = rows is null ? (width, height) : size;
                if (size != (width, height))
                {
                    throw entry.Misfit(
                        $"is {width} × {height} pixels, where '{SampleFile.Printable(names[0])}' is {size.Width} × {size.Height}.",
                        "Resize all images to the input size of the model.");
                }

                rows ??= SampleLayout.Create(file, Type(isDeep), [names.Length, height, width, Channels]).MakeRoom(reading);
                ImageDecoder.Decode(entry, content, isDeep, rows.Row(i));
            }
        }

        var images = new SampleArray(file, "", Type(isDeep), [rows!.Count, size.Height, size.Width, Channels], rows);
        return new Content(images, Convert.ToHexStringLower(hash.GetHashAndReset()), names.Length, passedOver);
    }

    private static SampleType Type(bool isDeep) => isDeep ? SampleType.UInt16 : SampleType.UInt8;

    private static (string[] Images, string[] PassedOver) Names(SampleFile file)
    {
        if (Directory.EnumerateDirectories(file.Path).Select(p => Path.GetFileName(p)).Where(n => !n.StartsWith('.'))
            .Order(StringComparer.Ordinal).FirstOrDefault() is { } folder)
        {
            throw file.Missing(
                $"contains the folder '{SampleFile.Printable(folder)}'; samples are the images of one folder, without those of its folders.",
                "Give a folder that holds images only. If each folder is a class, copy images of all classes into one folder.");
        }

        string[] names = [.. Directory.EnumerateFiles(file.Path).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal)];
        string[] passedOver = [.. names.Where(n => n.StartsWith('.') || Leavings.Contains(n, StringComparer.OrdinalIgnoreCase))];
        names = [.. names.Except(passedOver)];
        if (names.FirstOrDefault(n => !Endings.Contains(Path.GetExtension(n).ToLowerInvariant())) is { } other)
        {
            throw file.Missing(
                $"contains '{SampleFile.Printable(other)}', which is not an image. Supported: {string.Join(", ", Endings)}.");
        }

        return names.Length > 0
            ? (names, passedOver)
            : throw file.Missing($"is a folder without images. Supported: {string.Join(", ", Endings)}.");
    }

    private static byte[] Bytes(SampleFile entry, string path)
    {
        long? length = RegularFile.Length(path);
        if (length is 0)
        {
            throw entry.Unreadable($"{RegularFile.Empty}.", ImageDecoder.Way);
        }

        if (length > LargestFile)
        {
            throw entry.TooLarge($"has {length} bytes; the limit for an image is {LargestFile}.");
        }

        byte[] content = File.ReadAllBytes(path);
        return FileHints.IsLfsPointer(content) ? throw entry.LfsPointer() : content;
    }
}
