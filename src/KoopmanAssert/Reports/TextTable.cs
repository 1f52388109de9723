using System.Text;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>A table in plain text: columns are as wide as their widest cell, text is left-aligned, numbers are right-aligned.</summary>
/// <remarks>Cells may hold names from a model or a baseline: control characters are escaped, and long text is cut.</remarks>
internal sealed class TextTable
{
    private readonly (string Title, bool IsNumber)[] _columns;
    private readonly List<string[]> _rows = [];

    // Where there is little room: what a reader misses least goes first. Names, changes, figures and marks stay.
    private static readonly string[] FirstToGo =
    [
        "inputs", "outputs", "kind", "shape", "snapshots", "steps", "place", "residual", "sensitivity", "accepted", "old rank", "new rank",
        "operators", "rank", "share", "probability", "tau", "first", "accepted mean",
    ];

    private const int LeastName = 12;

    /// <summary>A table with these columns; a column whose title begins with <c>&gt;</c> holds numbers.</summary>
    public TextTable(params string[] columns) => _columns = [.. columns.Select(c => (c.TrimStart('>'), c.StartsWith('>')))];

    /// <summary>Adds a row.</summary>
    public void Add(params string[] cells) => _rows.Add([.. cells.Select(Cell)]);

    /// <summary>The lines, each indented by two spaces.</summary>
    public override string ToString() => ToString(width: null);

    /// <summary>
    /// The lines, each indented by two spaces and no longer than the width as far as possible: columns are left out, which the last line
    /// says, then names are shortened.
    /// </summary>
    public string ToString(int? width)
    {
        int[] widths = [.. _columns.Select((c, i) => _rows.Select(r => r[i].Length).Append(c.Title.Length).Max())];
        List<int> shown = [.. Enumerable.Range(0, _columns.Length)];
        var leftOut = new List<string>();
        int most = width ?? int.MaxValue;
        foreach (string title in FirstToGo.TakeWhile(_ => Width(shown, widths) > most))
        {
            leftOut.AddRange(shown.RemoveAll(i => _columns[i].Title == title) > 0 ? [title] : Array.Empty<string>());
        }

        foreach (int i in shown.Where(i => !_columns[i].IsNumber && widths[i] > LeastName).OrderByDescending(i => widths[i]))
        {
            widths[i] = Math.Max(LeastName, widths[i] - Math.Max(0, Width(shown, widths) - most));
        }

        var text = new StringBuilder();
        foreach (string[] row in _rows.Prepend([.. _columns.Select(c => c.Title)]))
        {
            IEnumerable<string> cells = shown.Select(i => Padded(PlainText.Middle(row[i], widths[i]), _columns[i].IsNumber, widths[i]));
            text.Append("  ").AppendLine(string.Join("  ", cells).TrimEnd());
        }

        return text.Append(leftOut.Count > 0 ? $"  left out for lack of room: {string.Join(", ", leftOut)}{Environment.NewLine}" : "")
            .ToString();
    }

    private static int Width(List<int> shown, int[] widths) => shown.Sum(i => 2 + widths[i]);

    private static string Padded(string cell, bool isNumber, int width) => isNumber ? cell.PadLeft(width) : cell.PadRight(width);

    private static string Cell(string text) => PlainText.Safe(PlainText.Shortened(text));
}
