using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// The samples that a model is analysed on: the first rows of every array of one file. Immutable, so safe for concurrent readers.
/// </summary>
internal sealed class SampleSet
{
    /// <summary>The default limit for the memory of all arrays of a file: 4 GiB.</summary>
    public const long DefaultMaxBytes = 1L << 32;

    // What takes a read of all values begins at once, beside other work: an analysis asks for it last.
    private readonly Task<string> _values;
    private readonly Task<int[]> _nonFinite;

    /// <summary>The rows that a reader kept.</summary>
    public SampleSet(string path, string sha256, int rowsInFile, IReadOnlyList<SampleArray> arrays)
    {
        Path = path;
        Sha256 = sha256;
        RowsInFile = rowsInFile;
        Arrays = arrays;
        _values = Task.Run(() => SampleValues.Hash(arrays));
        _nonFinite = Task.Run(() => arrays.Select(array => array.FirstNonFiniteRow()).ToArray());
    }

    private SampleSet(int rows, IReadOnlyList<SampleArray> arrays)
        : this(FileIdentity.SamplesInMemory, "", rows, arrays)
    {
        InMemory = true;
        Sha256 = Values;
    }

    /// <summary>The first rows of arrays in memory, all with the same number of them.</summary>
    public static SampleSet Create(int rows, IReadOnlyList<SampleArray> first) => new(rows, first);

    /// <summary>The path as the caller gave it, or what messages call samples in memory.</summary>
    public string Path { get; }

    /// <summary>Whether they come from no file.</summary>
    public bool InMemory { get; }

    /// <summary>SHA-256 of the whole file, in lower-case hexadecimal; in memory, <see cref="Values"/>.</summary>
    public string Sha256 { get; }

    /// <summary>The hash of what was read, see <see cref="SampleValues"/>.</summary>
    public string Values => _values.GetAwaiter().GetResult();

    /// <summary>The number of rows kept, the same in every array.</summary>
    public int Count => (int)Arrays[0].Shape[0];

    /// <summary>The number of rows in the file.</summary>
    public int RowsInFile { get; }

    /// <summary>The arrays in the order of the file; at least one.</summary>
    public IReadOnlyList<SampleArray> Arrays { get; }

    /// <summary>The columns of a .csv file by the names in its first line; empty for other files.</summary>
    public IReadOnlyList<SampleArray> Columns { get; init; } = [];

    /// <summary>The same samples without a column, which is none of their inputs.</summary>
    public SampleSet Without(string column)
    {
        List<SampleArray> left = [.. Columns.Where(c => c.Name != column)];
        var file = new SampleFile(Path);
        return left.Count == 0
            ? throw file.Unusable($"contains no column besides '{SampleFile.Printable(column)}'.")
            : new SampleSet(Path, Sha256, RowsInFile, [CsvReader.Join(file, left)]) { Columns = left, Notes = Notes };
    }

    /// <summary>What a reader should know about the file, each as a phrase; empty if there is nothing.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <summary>Whether they are images, which are converted to numbers once the input of the model is known.</summary>
    public bool AreImages { get; private init; }

    /// <summary>Whether there are several rows and all of them are equal in every array, so that no two samples differ.</summary>
    public bool IsConstant => Count > 1 && Arrays.All(array => array.IsConstant());

    /// <summary>
    /// Reads the first <paramref name="maxSamples"/> rows of a file in a <see cref="SampleFormat"/>, or the first images of a folder.
    /// <paramref name="header"/> says what the first line of a table is, <paramref name="takesNumber"/> whether an array may be a single
    /// number.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxSamples"/> or <paramref name="maxBytes"/> is not
    /// positive.</exception>
    /// <exception cref="SamplesException">
    /// KOOP2006 if the file is missing, KOOP2007 if it is damaged or in an unsupported format, KOOP2008 if arrays have different numbers of
    /// rows, KOOP2009 if there is no sample, KOOP4003 if the rows take more than <paramref name="maxBytes"/>.
    /// </exception>
    public static SampleSet Load(
        string path, int maxSamples, long maxBytes = DefaultMaxBytes, CsvHeader header = CsvHeader.Auto, bool takesNumber = false)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxSamples, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 1);
        var file = new SampleFile(path);
        var reading = new SampleReading(maxSamples, maxBytes, header, takesNumber);
        try
        {
            if (Directory.Exists(path))
            {
                ImageFolder.Content folder = ImageFolder.Read(file, reading);
                return new SampleSet(path, folder.Sha256, folder.Count, [folder.Images])
                {
                    AreImages = true,
                    Notes = folder.PassedOver.Count > 0
                        ? [$"passed over in the folder of images: {NameList.Quote(folder.PassedOver)}"]
                        : [],
                };
            }

            using FileStream stream = Open(file);
            SampleFormat format = SampleFormat.Find(path) ?? throw file.Unreadable(
                "has an unsupported format.",
                $"Use a {SampleFormat.Extensions} file with one sample per row, or a folder of images.");
            return format.Read(file, stream, reading);
        }
        catch (Exception cause) when (cause is FileNotFoundException or DirectoryNotFoundException)
        {
            throw file.Missing(FileHints.Missing(path), cause);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw file.Missing($"cannot be read: {PlainText.Said(cause)}.", cause);
        }
    }

    /// <summary>Whether an array holds a NaN or an infinite value.</summary>
    /// <param name="where">
    /// The position of the first such value, for example "row 3 of 'x'", counted from 0; empty if there is none.
    /// </param>
    public bool HasNonFinite(out string where)
    {
        foreach ((SampleArray array, int row) in Arrays.Zip(_nonFinite.GetAwaiter().GetResult()))
        {
            if (row >= 0)
            {
                where = array.Name.Length == 0 ? $"row {row}" : $"row {row} of '{SampleFile.Printable(array.Name)}'";
                return true;
            }
        }

        where = "";
        return false;
    }

    /// <summary>Opens a regular file.</summary>
    private static FileStream Open(SampleFile file)
    {
        if (file.Path.Length == 0 || file.Path.Contains('\0', StringComparison.Ordinal))
        {
            throw file.Missing("is not the path of a file.");
        }

        if (RegularFile.Length(file.Path) == 0)
        {
            throw file.Missing($"{RegularFile.Empty}.");
        }

        return FileHints.IsLfsPointer(file.Path) ? throw file.LfsPointer()
            : new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
    }
}
