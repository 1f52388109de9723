namespace KoopmanAssert;

/// <summary>What the first line of a table of samples is.</summary>
public enum CsvHeader
{
    /// <summary>
    /// Names, if a cell of it is not a number; else a sample. A line that may be either, such as 0, 1, 2, is refused. The default.
    /// </summary>
    Auto,

    /// <summary>The names of the columns, even if they are numbers.</summary>
    Yes,

    /// <summary>A sample.</summary>
    No,
}
