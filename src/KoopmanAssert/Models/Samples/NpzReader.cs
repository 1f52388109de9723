using System.Collections.ObjectModel;
using System.IO.Compression;

namespace KoopmanAssert.Core.Models;

/// <summary>Reads the .npz format: a zip of .npy entries, one an array. Nothing is extracted, and ZipArchive's word is not taken.</summary>
internal static class NpzReader
{
    // How many bytes deflate can pack into one, at the very most.
    private const long MostDeflated = 1032;

    // What samples hardly shrink by; only what would take much memory is held to it.
    private const long MostUsual = 200, Much = 1 << 28;

    /// <summary>Reads all arrays; they have the same number of rows.</summary>
    /// <exception cref="SamplesException">KOOP2007, KOOP2008, KOOP2009 or KOOP4003.</exception>
    public static IReadOnlyList<SampleArray> Read(SampleFile file, Stream stream, SampleLimits limits, out int rowsInFile)
    {
        try
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            CheckEntries(file, zip.Entries, stream.Length);
            return ReadEntries(file, zip.Entries, limits, out rowsInFile);
        }
        catch (Exception cause) when (cause is InvalidDataException or IOException)
        {
            // The whole file has been read for its hash just before, so this is its content, not the disk.
            throw file.Unreadable($"is not an .npz file, or is damaged: {cause.Message.TrimEnd('.')}.", cause);
        }
    }

    private static void CheckEntries(SampleFile file, ReadOnlyCollection<ZipArchiveEntry> entries, long length)
    {
        if (entries.Count == 0)
        {
            throw file.Unreadable("holds no array.");
        }

        long free = length;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (ZipArchiveEntry entry in entries)
        {
            SampleFile part = file with { Entry = entry.FullName };
            if (!entry.FullName.EndsWith(".npy", StringComparison.Ordinal))
            {
                throw part.Unreadable("is no array: the entries of an .npz file end in .npy.");
            }

            if (!names.Add(entry.FullName))
            {
                throw part.Unreadable("is there twice.");
            }

            if (entry.IsEncrypted)
            {
                throw part.Unreadable("is encrypted.");
            }

            // Entries that overlap, or claim more than deflate can pack, would make a small file unpack without end.
            if (entry.CompressedLength < 0 || entry.CompressedLength > free || entry.Length < 0
                || entry.Length / MostDeflated > entry.CompressedLength)
            {
                throw part.Unreadable("is damaged: its size cannot be true.");
            }

            if (entry.Length > Much && entry.Length / MostUsual > entry.CompressedLength)
            {
                throw part.Unreadable(
                    $"would unpack {entry.CompressedLength} bytes to {entry.Length}.",
                    "Save it with numpy.savez, which packs nothing.");
            }

            free -= entry.CompressedLength;
        }
    }

    private static List<SampleArray> ReadEntries(
        SampleFile file,
        ReadOnlyCollection<ZipArchiveEntry> entries,
        SampleLimits limits,
        out int rowsInFile)
    {
        var arrays = new List<SampleArray>();
        var rows = new List<int>();
        foreach (ZipArchiveEntry entry in entries)
        {
            SampleArray array = ReadEntry(file with { Entry = entry.FullName }, entry, limits, out int count);
            arrays.Add(array);
            rows.Add(count);
            limits = limits with { MaxBytes = limits.MaxBytes - array.Bytes };
        }

        rowsInFile = rows[0];
        int other = rows.FindIndex(count => count != rows[0]);
        return other < 0
            ? arrays
            : throw file.Misfit(
                $"holds {rows[0]} rows in '{SampleFile.Printable(arrays[0].Name)}' and {rows[other]} in '{SampleFile.Printable(arrays[other].Name)}'.",
                "Save arrays with the same number of samples, one a row of the first axis.");
    }

    private static SampleArray ReadEntry(SampleFile file, ZipArchiveEntry entry, SampleLimits limits, out int rowsInFile)
    {
        var checksum = new Crc32();
        using Stream content = entry.Open();
        var stream = new SampleStream(file, content, checksum.Append);
        SampleArray array = NpyReader.Read(file, stream, entry.Length, entry.FullName[..^".npy".Length], limits, out rowsInFile);
        return checksum.Value == entry.Crc32
            ? array
            : throw file.Unreadable($"is damaged: its checksum is {checksum.Value:x8} and should be {entry.Crc32:x8}.");
    }
}
