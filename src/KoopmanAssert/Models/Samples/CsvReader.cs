using System.Globalization;
using System.Text;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// Reads a table of numbers: one sample per line, commas between columns. If a cell of the first line is not a number, that line holds the
/// names of the columns. Quotes may stand around a cell, the decimal separator is a point, and empty lines are skipped.
/// </summary>
internal static class CsvReader
{
    private const int LongestLine = 1 << 22;

    /// <summary>A table: all of it as one array, and each column by its name.</summary>
    public sealed record Table(SampleArray All, IReadOnlyList<SampleArray> Columns, int RowsInFile);

    /// <summary>Reads the first rows and counts the rest.</summary>
    /// <exception cref="SamplesException">KOOP2007 if a cell is not a number or a line has another number of cells, KOOP2009 if there
    /// is no row, KOOP4003 if the rows take too much memory.</exception>
    public static Table Read(SampleFile file, Stream stream, SampleLimits limits)
    {
        string[]? names = null;
        var kept = new List<double[]>();
        int width = 0, rows = 0, number = 0;
        foreach (string line in Lines(file, stream))
        {
            number++;
            if (line.Length == 0)
            {
                continue;
            }

            List<string> cells = Cells(file, line, number);
            if (width == 0 && cells.Exists(c => Number(c) is null))
            {
                names = [.. cells];
                width = cells.Count;
                continue;
            }

            width = width == 0 ? cells.Count : width;
            rows++;
            if (cells.Count != width)
            {
                throw Wrong(file, number, null, $"has {cells.Count} columns, but the lines above have {width}");
            }

            if (kept.Count < limits.MaxRows)
            {
                kept.Add([.. cells.Select((cell, column) => Number(cell) ?? throw NoNumber(file, number, column + 1, cell))]);
                CheckSize(file, (long)kept.Count * width * sizeof(double), limits);
            }
        }

        if (kept.Count == 0)
        {
            throw file.Unusable("contains no rows of numbers.");
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

    /// <summary>
    /// Columns of whole numbers become int64, so that they can feed integer inputs; a single fraction makes the array float64.
    /// </summary>
    private static SampleArray Array(SampleFile file, string name, List<double[]> values)
    {
        const double Exact = 1L << 53;
        bool whole = values.TrueForAll(row => System.Array.TrueForAll(row, v => Math.Abs(v) <= Exact && v == Math.Floor(v)));
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

    private static void CheckSize(SampleFile file, long bytes, SampleLimits limits)
    {
        if (bytes > limits.MaxBytes)
        {
            throw file.BeyondMemory(limits);
        }
    }

    private static IEnumerable<string> Lines(SampleFile file, Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, 1 << 16, leaveOpen: true);
        var line = new StringBuilder();
        char[] piece = new char[1 << 14];
        int number = 1;
        for (int read; (read = reader.Read(piece)) > 0;)
        {
            int start = 0;
            for (int end; (end = System.Array.IndexOf(piece, '\n', start, read - start)) >= 0; start = end + 1, number++)
            {
                yield return line.Append(piece, start, end - start).ToString().TrimEnd('\r');
                line.Clear();
            }

            // A file without line ends is not a table.
            line.Append(piece, start, read - start);
            if (line.Length > LongestLine)
            {
                throw Wrong(file, number, null, $"has more than {LongestLine} characters");
            }
        }

        yield return line.ToString().TrimEnd('\r');
    }

    /// <summary>Splits a line into cells and removes the quotes around them.</summary>
    private static List<string> Cells(SampleFile file, string line, int number)
    {
        var cells = new List<string>();
        for (int at = 0; ; at++)
        {
            int end = line.IndexOf(',', at);
            if (at < line.Length && line[at] == '"')
            {
                int close = at + 1;
                while ((close = line.IndexOf('"', close)) >= 0 && close + 1 < line.Length && line[close + 1] == '"')
                {
                    close += 2;
                }

                if (close < 0 || (close + 1 < line.Length && line[close + 1] != ','))
                {
                    throw Wrong(file, number, cells.Count + 1, "has an unclosed quote, or text after a closing quote");
                }

                cells.Add(line[(at + 1)..close].Replace("\"\"", "\"", StringComparison.Ordinal));
                end = close + 1 < line.Length ? close + 1 : -1;
            }
            else
            {
                cells.Add(line[at..(end < 0 ? line.Length : end)].Trim());
            }

            if (end < 0)
            {
                return cells;
            }

            at = end;
        }
    }

    private static double? Number(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;

    private static SamplesException NoNumber(SampleFile file, int line, int column, string cell) =>
        Wrong(file, line, column, cell.Length == 0 ? "is empty" : $"contains '{SampleFile.Printable(cell)}', which is not a number");

    private static SamplesException Wrong(SampleFile file, int line, int? column, string what) =>
        file.Unreadable(
            $"is not a table of numbers: line {line}{(column is { } c ? $", column {c}" : "")} {what}.",
            "Save one sample per line, with commas between the columns and decimal points. The first line may contain names.",
            line,
            column);
}
