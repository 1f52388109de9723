using System.Collections.ObjectModel;
using System.IO.Compression;
using System.IO.Hashing;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// Reads the .npz format: a zip file of .npy entries, one per array. Nothing is extracted, and the sizes and checksums are verified.
/// </summary>
internal static class NpzReader
{
    // The highest compression ratio that deflate can reach.
    private const long MostDeflated = 1032;

    // A ratio that real samples hardly reach. It is enforced only for large entries.
    private const long MostUsual = 200, Much = 1 << 28;

    /// <summary>Reads all arrays, which must have the same number of rows.</summary>
    /// <exception cref="SamplesException">KOOP2007, KOOP2008, KOOP2009 or KOOP4003.</exception>
    public static IReadOnlyList<SampleArray> Read(SampleFile file, Stream stream, SampleReading reading, out int rowsInFile)
    {
        try
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            CheckEntries(file, zip.Entries, stream.Length);
            return ReadEntries(file, zip.Entries, reading, out rowsInFile);
        }
        catch (Exception cause) when (cause is InvalidDataException or IOException)
        {
            // The whole file has just been read for its hash, so the content is at fault, not the disk.
            throw file.Unreadable($"is not an .npz file, or is damaged: {PlainText.Said(cause)}.", cause);
        }
    }

    private static void CheckEntries(SampleFile file, ReadOnlyCollection<ZipArchiveEntry> entries, long length)
    {
        if (entries.Count == 0)
        {
            throw file.Unreadable("contains no array.");
        }

        long free = length;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (ZipArchiveEntry entry in entries)
        {
            SampleFile part = file with { Entry = entry.FullName };
            if (!entry.FullName.EndsWith(".npy", StringComparison.Ordinal))
            {
                throw part.Unreadable("is not an array: the entries of an .npz file end in .npy.");
            }

            if (!names.Add(entry.FullName))
            {
                throw part.Unreadable("is duplicated.");
            }

            if (entry.IsEncrypted)
            {
                throw part.Unreadable("is encrypted.");
            }

            // Entries that overlap, or declare more than deflate can pack, would let a small file unpack without end.
            if (entry.CompressedLength < 0 || entry.CompressedLength > free || entry.Length < 0
                || entry.Length / MostDeflated > entry.CompressedLength)
            {
                throw part.Unreadable("is damaged: its size is invalid.");
            }

            if (entry.Length > Much && entry.Length / MostUsual > entry.CompressedLength)
            {
                throw part.Unreadable(
                    $"would expand from {entry.CompressedLength} to {entry.Length} bytes, which is suspiciously large.",
                    "Save it with numpy.savez, which does not compress.");
            }

            free -= entry.CompressedLength;
        }
    }

    private static List<SampleArray> ReadEntries(
        SampleFile file, ReadOnlyCollection<ZipArchiveEntry> entries, SampleReading reading, out int rowsInFile)
    {
        var arrays = new List<SampleArray>();
        var rows = new List<int>();
        foreach (ZipArchiveEntry entry in entries)
        {
            // A number beside arrays of samples, such as a sampling rate, is the number of each of them.
            SampleArray array = ReadEntry(
                file with { Entry = entry.FullName }, entry, reading with { TakesNumber = entries.Count > 1 }, out int count);
            arrays.Add(array);
            rows.Add(count);
            reading = reading with { MaxBytes = reading.MaxBytes - array.Bytes };
        }

        int first = arrays.FindIndex(array => !array.IsNumber);
        if (first < 0)
        {
            throw file.Unreadable("contains only single numbers, no array with one sample per row.");
        }

        rowsInFile = rows[first];
        int wanted = rowsInFile, other = Enumerable.Range(0, rows.Count).FirstOrDefault(i => rows[i] != wanted && !arrays[i].IsNumber, -1);
        return other < 0
            ? [.. arrays.Select(array => array.IsNumber ? array.Repeated((int)arrays[first].Shape[0]) : array)]
            : throw file.Misfit(
                $"contains {rowsInFile} rows in '{SampleFile.Printable(arrays[first].Name)}' "
                + $"and {rows[other]} in '{SampleFile.Printable(arrays[other].Name)}'.",
                "Save arrays whose first axes have the same length, with one sample per row.");
    }

    private static SampleArray ReadEntry(SampleFile file, ZipArchiveEntry entry, SampleReading reading, out int rowsInFile)
    {
        var checksum = new Crc32(); // ZipArchive reads the stored one but does not check it
        using Stream content = entry.Open();
        var stream = new SampleStream(file, content, checksum.Append);
        SampleArray array = NpyReader.Read(file, stream, entry.Length, entry.FullName[..^".npy".Length], reading, out rowsInFile);
        uint found = checksum.GetCurrentHashAsUInt32();
        return found == entry.Crc32
            ? array
            : throw file.Unreadable($"is damaged: its checksum is {found:x8} and should be {entry.Crc32:x8}.");
    }
}
