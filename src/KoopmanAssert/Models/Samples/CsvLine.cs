using System.Globalization;
using System.Text.RegularExpressions;

namespace KoopmanAssert.Core.Models;

/// <summary>A line of a table as cells: what separates them, and which of them are numbers.</summary>
/// <param name="Number">The number of the line in the file, from 1.</param>
/// <param name="Cells">The texts between the separators, without the quotes around them.</param>
internal sealed partial record CsvLine(int Number, IReadOnlyList<string> Cells)
{
    // What writers put where a value is missing; with these in the first line, it is a sample that lacks a value, not names.
    private static readonly string[] MissingMarks = ["NA", "N/A", "<NA>", "#N/A", "NULL", "None", "?", "-", ""];

    /// <summary>Whether every cell is a number.</summary>
    public bool HasNumbersOnly => Cells.All(cell => ToNumber(cell) is not null);

    /// <summary>Whether some cells are numbers and all others, one at least, mark a missing value.</summary>
    public bool LacksValues => !HasNumbersOnly
        && Cells.Any(cell => ToNumber(cell) is not null)
        && Cells.All(cell => ToNumber(cell) is not null || MissingMarks.Contains(cell, StringComparer.OrdinalIgnoreCase));

    /// <summary>Whether the cells count from <paramref name="first"/>, as programs name the columns of a table that has no names.</summary>
    public bool CountsFrom(int first) =>
        Cells.Select((cell, place) => cell == (place + first).ToString(CultureInfo.InvariantCulture)).All(counts => counts);

    /// <summary>What separates the cells of a table, by its first line: a semicolon or a tab outside quotes, else a comma.</summary>
    public static char Separator(string line)
    {
        bool isQuoted = false;
        var outside = new HashSet<char>();
        foreach (char letter in line)
        {
            isQuoted ^= letter == '"';
            if (!isQuoted)
            {
                outside.Add(letter);
            }
        }

        return outside.Contains(';') ? ';' : outside.Contains('\t') ? '\t' : ',';
    }

    /// <summary>The separator that a first line states, as spreadsheets write and read it; null if it is no such line.</summary>
    public static char? StatedSeparator(string line) =>
        line.Length == 5 && line.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) ? line[4] : null;

    /// <summary>Splits a line; null with the number of the cell, from 1, that has an unclosed quote or text after a closing one.</summary>
    public static CsvLine? Split(string line, int number, char separator, out int wrongCell)
    {
        var cells = new List<string>();
        for (int at = 0; ; at++)
        {
            int end = line.IndexOf(separator, at);
            if (at < line.Length && line[at] == '"')
            {
                int close = at + 1;
                while ((close = line.IndexOf('"', close)) >= 0 && close + 1 < line.Length && line[close + 1] == '"')
                {
                    close += 2;
                }

                if (close < 0 || (close + 1 < line.Length && line[close + 1] != separator))
                {
                    wrongCell = cells.Count + 1;
                    return null;
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
                wrongCell = 0;
                return new CsvLine(number, cells);
            }

            at = end;
        }
    }

    /// <summary>The number that a cell holds, written with a decimal point; null if it holds none.</summary>
    public static double? ToNumber(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;

    /// <summary>Whether a cell holds a number with a decimal comma.</summary>
    public static bool HasDecimalComma(string cell) => DecimalComma().IsMatch(cell);

    [GeneratedRegex(@"^[+-]?[0-9.]*,[0-9]+([eE][+-]?[0-9]+)?$")]
    private static partial Regex DecimalComma();
}
