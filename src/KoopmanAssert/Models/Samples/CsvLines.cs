using System.Text;

namespace KoopmanAssert.Core.Models;

/// <summary>Reads the lines of a table and reports what is wrong with one.</summary>
internal static class CsvLines
{
    private const int LongestLine = 1 << 22;

    private const string Way = "Save one sample per line, with commas, semicolons or tabs between the columns and decimal points. "
        + "The first line may contain names.";

    /// <summary>The lines that are not empty, split at what separates the cells of the first.</summary>
    /// <exception cref="SamplesException">KOOP2007 if a line is too long or has an unclosed quote.</exception>
    public static IEnumerable<CsvLine> Read(SampleFile file, Stream stream)
    {
        char? separator = null;
        int number = 0;
        foreach (string line in Texts(file, stream))
        {
            number++;
            if (number == 1 && CsvLine.StatedSeparator(line) is { } stated)
            {
                separator = stated;
            }
            else if (line.Length > 0)
            {
                separator ??= CsvLine.Separator(line);
                yield return CsvLine.Split(line, number, separator.Value, out int wrong)
                    ?? throw Wrong(file, number, wrong, "has an unclosed quote, or text after a closing quote");
            }
        }
    }

    private static IEnumerable<string> Texts(SampleFile file, Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, 1 << 16, leaveOpen: true);
        var line = new StringBuilder();
        char[] piece = new char[1 << 14];
        int number = 1;
        for (int read; (read = reader.Read(piece)) > 0;)
        {
            int start = 0;
            for (int end; (end = Array.IndexOf(piece, '\n', start, read - start)) >= 0; start = end + 1, number++)
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

    /// <summary>KOOP2007: a cell, by its place from 0, is not a number.</summary>
    public static SamplesException NoNumber(SampleFile file, CsvLine line, int column)
    {
        string cell = line.Cells[column];
        return CsvLine.HasDecimalComma(cell)
            ? file.Unreadable(
                $"is not a table of numbers: line {line.Number}, column {column + 1} contains '{SampleFile.Printable(cell)}', "
                    + "a number with a decimal comma.",
                "Save the numbers with decimal points.",
                line.Number,
                column + 1)
            : Wrong(file, line.Number, column + 1,
                cell.Length == 0 ? "is empty" : $"contains '{SampleFile.Printable(cell)}', which is not a number");
    }

    /// <summary>KOOP2007: something is wrong with a line, or with a cell of it, both counted from 1.</summary>
    public static SamplesException Wrong(SampleFile file, int line, int? column, string what) => file.Unreadable(
        $"is not a table of numbers: line {line}{(column is { } c ? $", column {c}" : "")} {what}.", Way, line, column);
}
