using System.Security.Cryptography;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// A format of samples files. A row of the table is all that a format has beside its reader: every list of formats comes from here.
/// </summary>
/// <param name="Extension">How the names of its files end, in lower case.</param>
/// <param name="Saving">How to save samples in it, after "Save it with".</param>
/// <param name="Read">Reads and hashes an open file.</param>
internal sealed record SampleFormat(string Extension, string Saving, Func<SampleFile, FileStream, SampleReading, SampleSet> Read)
{
    private static readonly SampleFormat[] Table =
    [
        new(".npy", "numpy.save(path, array)", ReadNpy),
        new(".npz", "numpy.savez(path, input=array)", ReadNpz),
        new(".pb", "onnx.save_tensor(onnx.numpy_helper.from_array(array, name), path)", ReadTensor),
        new(".csv", "numbers, one sample per line", ReadTable),
    ];

    /// <summary>The format to save samples in where there is no reason for another.</summary>
    public static SampleFormat Default => Table[0];

    /// <summary>The extensions as a list in a sentence: ".npy, .npz, .pb or .csv".</summary>
    public static string Extensions { get; } =
        $"{string.Join(", ", Table.SkipLast(1).Select(format => format.Extension))} or {Table[^1].Extension}";

    /// <summary>The format of a file by its extension; null if it is none of them.</summary>
    public static SampleFormat? Find(string path)
    {
        string extension = Path.GetExtension(path).ToLowerInvariant();
        return Array.Find(Table, format => format.Extension == extension);
    }

    private static SampleSet ReadNpy(SampleFile file, FileStream stream, SampleReading reading)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var source = new SampleStream(file, stream, hash.AppendData);
        SampleArray array = NpyReader.Read(file, source, stream.Length, "", reading, out int rowsInFile);
        return new SampleSet(file.Path, Convert.ToHexStringLower(hash.GetHashAndReset()), rowsInFile, [array]);
    }

    private static SampleSet ReadNpz(SampleFile file, FileStream stream, SampleReading reading)
    {
        // A zip file is read from its end, so computing its hash is a separate pass.
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(stream));
        stream.Position = 0;
        IReadOnlyList<SampleArray> arrays = NpzReader.Read(file, stream, reading, out int rowsInFile);
        return new SampleSet(file.Path, sha256, rowsInFile, arrays);
    }

    private static SampleSet ReadTable(SampleFile file, FileStream stream, SampleReading reading)
    {
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(stream));
        stream.Position = 0;
        CsvReader.Table table = CsvReader.Read(file, stream, reading);
        return new SampleSet(file.Path, sha256, table.RowsInFile, [table.All]) { Columns = table.Columns };
    }

    private static SampleSet ReadTensor(SampleFile file, FileStream stream, SampleReading reading)
    {
        long most = Math.Min(reading.MaxBytes, Array.MaxLength);
        if (stream.Length > most)
        {
            throw file.TooLarge(
                $"has {stream.Length} bytes; the limit for a .pb file is {most} bytes.",
                "Save it with numpy.save(path, array) as a .npy file.");
        }

        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        SampleArray array = TensorReader.Read(file, content, reading, out int rowsInFile);
        return new SampleSet(file.Path, Convert.ToHexStringLower(SHA256.HashData(content)), rowsInFile, [array]);
    }
}
