using System.Globalization;
using System.Text;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// Reads a table of numbers: one sample a line, commas between columns, a first line with names where one of its cells is no number.
/// </summary>
internal static class CsvReader
{
    private const int LongestLine = 1 << 22;

    /// <summary>What a table holds: all of it as one array, and each column by its name.</summary>
    public sealed record Table(SampleArray All, IReadOnlyList<SampleArray> Columns, int RowsInFile);

    /// <summary>Reads the first rows and counts the others.</summary>
    /// <exception cref="SamplesException">KOOP2007 when a cell is no number or a line has another length, KOOP2009 without a row,
    /// KOOP4003.</exception>
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
                throw Wrong(file, number, null, $"has {cells.Count} columns where there are {width} above");
            }

            if (kept.Count < limits.MaxRows)
            {
                kept.Add([.. cells.Select((cell, column) => Number(cell) ?? throw Wrong(
                    file,
                    number,
                    column + 1,
                    cell.Length == 0 ? "is empty" : $"holds '{SampleFile.Printable(cell)}', which is no number"))]);
                CheckSize(file, (long)kept.Count * width * sizeof(double), limits);
            }
        }

        if (kept.Count == 0)
        {
            throw file.Unusable("holds no row of numbers.");
        }

        IReadOnlyList<SampleArray> columns = names is null
            ? []
            : [.. names.Select((name, c) => Array(file, name, [.. kept.Select(row => new[] { row[c] })]))];
        return new Table(Array(file, "", kept), columns, rows);
    }

    /// <summary>Whole numbers may feed a model's inputs for whole numbers; one fraction makes all of them fractions.</summary>
    private static SampleArray Array(SampleFile file, string name, List<double[]> values)
    {
        const double exact = 1L << 53;
        bool whole = values.TrueForAll(row => System.Array.TrueForAll(row, v => Math.Abs(v) <= exact && v == Math.Floor(v)));
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
            throw file.TooLarge($"takes more than the {limits.MaxBytes} bytes that are allowed.");
        }
    }

    private static IEnumerable<string> Lines(SampleFile file, Stream stream)
    {
        using var reader = new StreamReader(
            stream,
            Encoding.UTF8,
            detectEncodingFromByteOrderMarks: true,
            bufferSize: 1 << 16,
            leaveOpen: true);
        var line = new StringBuilder();
        var piece = new char[1 << 14];
        int number = 1;
        for (int read; (read = reader.Read(piece)) > 0;)
        {
            int start = 0;
            for (int end; (end = System.Array.IndexOf(piece, '\n', start, read - start)) >= 0; start = end + 1, number++)
            {
                yield return line.Append(piece, start, end - start).ToString().TrimEnd('\r');
                line.Clear();
            }

            // A file without line ends is no table.
            line.Append(piece, start, read - start);
            if (line.Length > LongestLine)
            {
                throw Wrong(file, number, null, $"has more than {LongestLine} characters");
            }
        }

        yield return line.ToString().TrimEnd('\r');
    }

    /// <summary>The cells of a line, without the quotes that may stand around each.</summary>
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
                    throw Wrong(file, number, cells.Count + 1, "has a quote that does not end the cell");
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

    private static SamplesException Wrong(SampleFile file, int line, int? column, string what) =>
        file.Unreadable($"is no table of numbers: line {line}{(column is { } c ? $", column {c}" : "")} {what}.",
            "Save one sample a line, with commas between the columns and points in the numbers; names may stand in the first line.", line, column);
}
