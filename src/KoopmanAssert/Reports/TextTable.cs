using System.Text;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>A table in plain text: columns as wide as their widest cell, text to the left, numbers to the right.</summary>
/// <remarks>Cells may hold names from a model or a baseline: what could steer a terminal is escaped, and what is long is cut.</remarks>
internal sealed class TextTable
{
    private readonly (string Title, bool IsNumber)[] _columns;
    private readonly List<string[]> _rows = [];

    /// <summary>A table of these columns; one whose title begins with <c>&gt;</c> holds numbers.</summary>
    public TextTable(params string[] columns) => _columns = [.. columns.Select(c => (c.TrimStart('>'), c.StartsWith('>')))];

    /// <summary>Adds a row.</summary>
    public void Add(params string[] cells) => _rows.Add([.. cells.Select(Cell)]);

    /// <summary>The lines, each indented by two spaces.</summary>
    public override string ToString()
    {
        int[] widths = [.. _columns.Select((c, i) => _rows.Select(r => r[i].Length).Append(c.Title.Length).Max())];
        var text = new StringBuilder();
        foreach (string[] row in _rows.Prepend([.. _columns.Select(c => c.Title)]))
        {
            IEnumerable<string> cells = row.Select((cell, i) => _columns[i].IsNumber ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]));
            text.Append("  ").AppendLine(string.Join("  ", cells).TrimEnd());
        }

        return text.ToString();
    }

    private static string Cell(string text) => PlainText.Safe(PlainText.Shortened(text));
}
