namespace KoopmanAssert.Core.Models;

/// <summary>
/// Reads a table of numbers: one sample per line, with commas, semicolons or tabs between columns. If a cell of the first line is not a
/// number, that line holds the names of the columns. Quotes may stand around a cell, the decimal separator is a point, and empty lines are
/// skipped.
/// </summary>
internal static class CsvReader
{
    /// <summary>A table: all of it as one array, and each column by its name.</summary>
    public sealed record Table(SampleArray All, IReadOnlyList<SampleArray> Columns, int RowsInFile);

    /// <summary>Reads the first rows and counts the rest.</summary>
    /// <exception cref="SamplesException">KOOP2007 if a cell is not a number, a line has another number of cells, or the first line may be
    /// names or a sample; KOOP2009 if there is no row, KOOP4003 if the rows take too much memory.</exception>
    public static Table Read(SampleFile file, Stream stream, SampleReading reading)
    {
        CsvLine? first = null;
        IReadOnlyList<string>? names = null;
        var kept = new List<double[]>();
        int rows = 0;
        foreach (CsvLine line in CsvLines.Read(file, stream))
        {
            if (first is null)
            {
                first = line;
                if (HoldsNames(file, line, reading.Header))
                {
                    names = line.Cells;
                    continue;
                }
            }

            rows++;
            if (line.Cells.Count != first.Cells.Count)
            {
                throw CsvLines.Wrong(
                    file, line.Number, null, $"has {line.Cells.Count} columns, but the lines above have {first.Cells.Count}");
            }

            if (kept.Count < reading.MaxRows)
            {
                kept.Add([.. line.Cells.Select((cell, column) => CsvLine.ToNumber(cell)
                    ?? throw CsvLines.NoNumber(file, line, column))]);
                CheckSize(file, (long)kept.Count * first.Cells.Count * sizeof(double), reading);
            }
        }

        if (kept.Count == 0)
        {
            throw file.Unusable("contains no rows of numbers.");
        }

        if (names is null && reading.Header == CsvHeader.Auto)
        {
            CheckFirstSample(file, first!, kept);
        }

        IReadOnlyList<SampleArray> columns = names is null
            ? []
            : [.. names.Select((name, c) => Array(file, name, [.. kept.Select(row => new[] { row[c] })]))];
        return new Table(Array(file, "", kept), columns, rows);
    }

    /// <summary>The columns side by side as one array.</summary>
    public static SampleArray Join(SampleFile file, IReadOnlyList<SampleArray> columns)
    {
        double[][] values = [.. columns.Select(c => c.Rows<double>(0, (int)c.Shape[0]))];
        return Array(file, "", [.. Enumerable.Range(0, values[0].Length).Select(row => values.Select(c => c[row]).ToArray())]);
    }

    /// <summary>Whether the first line holds the names of the columns.</summary>
    private static bool HoldsNames(SampleFile file, CsvLine line, CsvHeader header) => header switch
    {
        CsvHeader.Yes => true,
        CsvHeader.No => false,

        // A table that numbers its rows and its columns leaves the first cell empty.
        _ when line.LacksValues && !(line.Cells[0].Length == 0 && line.Cells.Count > 2 && HasOnlyFirstEmpty(line)) =>
            throw CsvLines.NoNumber(file, line, line.Cells.ToList().FindIndex(cell => CsvLine.ToNumber(cell) is null)),
        _ => !line.HasNumbersOnly,
    };

    private static bool HasOnlyFirstEmpty(CsvLine line)
    {
        var rest = new CsvLine(line.Number, [.. line.Cells.Skip(1)]);
        return rest.CountsFrom(0) || rest.CountsFrom(1);
    }

    /// <summary>
    /// Refuses a first line that counts the columns, as programs name columns without names: nothing says that it is a sample. One column
    /// or two whole numbers, 0 and 1, are common samples; elsewhere the numbers of the other rows would have to be whole as well.
    /// </summary>
    private static void CheckFirstSample(SampleFile file, CsvLine first, List<double[]> kept)
    {
        bool counts = first.CountsFrom(0) || first.CountsFrom(1);
        bool isCommon = first.Cells.Count == 1 || (first.Cells.Count == 2 && kept.TrueForAll(IsWhole));
        if (counts && !isCommon && kept.Count > 1) // one row alone is read for its shape
        {
            throw file.Unreadable(
                $"has a first line that counts its columns ({string.Join(", ", first.Cells.Take(3))}{(first.Cells.Count > 3 ? ", …" : "")}): "
                + "these may be their names, or a sample.",
                "Say which with --csv-header yes or --csv-header no, or give the columns names.",
                first.Number,
                null);
        }
    }

    private static bool IsWhole(double[] row) => System.Array.TrueForAll(row, v => Math.Abs(v) <= 1L << 53 && v == Math.Floor(v));

    /// <summary>
    /// Columns of whole numbers become int64, so that they can feed integer inputs; a single fraction makes the array float64.
    /// </summary>
    private static SampleArray Array(SampleFile file, string name, List<double[]> values)
    {
        bool whole = values.TrueForAll(IsWhole);
        int width = values[0].Length;
        var rows = new SampleRows(values.Count, width * sizeof(double));
        for (int row = 0; row < values.Count; row++)
        {
            Span<byte> bytes = rows.Row(row);
            for (int column = 0; column < width; column++)
            {
                long bits = whole ? (long)values[row][column] : BitConverter.DoubleToInt64Bits(values[row][column]);
                System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(bytes[(column * sizeof(double))..], bits);
            }
        }

        return new SampleArray(file, name, whole ? SampleType.Int64 : SampleType.Float64, [values.Count, width], rows);
    }

    private static void CheckSize(SampleFile file, long bytes, SampleReading reading)
    {
        if (bytes > reading.MaxBytes)
        {
            throw file.BeyondMemory(reading);
        }
    }
}
