using System.Diagnostics.CodeAnalysis;
using Parquet;
using Parquet.Schema;

namespace KoopmanAssert;

/// <summary>An open Parquet file: its columns by name, and the errors about it.</summary>
internal sealed class ParquetTable
{
    private const int LongestName = 80;

    private readonly ParquetReader _reader;
    private readonly IReadOnlyList<Field> _fields;

    private ParquetTable(string file, ParquetReader reader) => (File, _reader, _fields) = (file, reader, reader.Schema.Fields);

    /// <summary>What messages call the file.</summary>
    public string File { get; }

    /// <summary>The names of the columns in the order of the file.</summary>
    public IReadOnlyList<string> Columns => [.. _fields.Select(f => f.Name)];

    /// <summary>Opens a file that a test names relative to its project.</summary>
    /// <exception cref="SamplesException">KOOP2006.</exception>
    public static FileStream Open(string path)
    {
        try
        {
            return System.IO.File.OpenRead(ProjectPath.Locate(path));
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new SamplesException(
                DiagnosticCodes.SamplesMissing,
                path,
                cause is FileNotFoundException or DirectoryNotFoundException ? "does not exist." : "cannot be read.",
                "Give the path of a readable Parquet file, relative to the folder of the test project.",
                cause);
        }
    }

    /// <summary>Reads a stream that stays open; whatever Parquet.Net throws becomes one error.</summary>
    /// <exception cref="SamplesException">KOOP2007: it is no Parquet file or damaged; and what <paramref name="read"/> throws.</exception>
    [SuppressMessage("Design", "CA1031", Justification = "Parquet.Net reports damaged files by exceptions of many types.")]
    public static Samples Read(string file, Stream stream, Func<ParquetTable, Task<Samples>> read)
    {
        try
        {
            // Parquet.Net is asynchronous only; on another thread, no context of the caller waits for itself.
            return Task.Run(async () =>
            {
                ParquetReader reader = await ParquetReader.CreateAsync(stream).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    return await read(new ParquetTable(file, reader)).ConfigureAwait(false);
                }
            }).GetAwaiter().GetResult();
        }
        catch (Exception cause) when (cause is not KoopmanAssertException and not OutOfMemoryException)
        {
            throw new SamplesException(
                DiagnosticCodes.SamplesUnreadable,
                file,
                "is not a Parquet file that can be read: it is damaged, encrypted or in another format.",
                "Write it again, for example with DataFrame.to_parquet(path).",
                cause);
        }
    }

    /// <summary>Whether there is a column of that name.</summary>
    public bool Has(string name) => _fields.Any(field => field.Name == name);

    /// <summary>The first values of a column.</summary>
    /// <exception cref="SamplesException">KOOP2007, KOOP2008 or KOOP2009.</exception>
    public async Task<ParquetColumn> ReadAsync(string name, int most)
    {
        Field field = _fields.FirstOrDefault(f => f.Name == name) ?? throw Misfit(
            $"has no column '{Printable(name)}'; it has {string.Join(", ", _fields.Take(20).Select(f => $"'{Printable(f.Name)}'"))}"
            + $"{(_fields.Count > 20 ? ", …" : "")}.",
            "Name the columns as the inputs of the model, or pass the columns that are its only input.");
        var column = ParquetColumn.Create(this, field);
        foreach (ParquetRowGroupReader group in _reader.RowGroups)
        {
            await column.AddAsync(group, most).ConfigureAwait(false);
        }

        return column.Rows > 0 ? column
            : throw new SamplesException(DiagnosticCodes.SamplesUnusable, File, "has no rows.", "Write at least one row.");
    }

    /// <summary>KOOP2007: a value is missing.</summary>
    public SamplesException Lacks(string column, int row) => new(
        DiagnosticCodes.SamplesUnreadable,
        File,
        $"has no value in row {row} of its column '{Printable(column)}', counted from 0.",
        "Fill the missing values as the model expects, or leave such rows out.");

    /// <summary>KOOP2008: a column is not what the model takes.</summary>
    public SamplesException Misfit(string problem, string wayOut) => new(DiagnosticCodes.SamplesMisfit, File, problem, wayOut);

    /// <summary>A name from the file, shortened, with control characters replaced.</summary>
    public static string Printable(string name) => string.Concat(
        (name.Length > LongestName ? $"{name[..LongestName]}…" : name).Select(letter => char.IsControl(letter) ? '?' : letter));
}
