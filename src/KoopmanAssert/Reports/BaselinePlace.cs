using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Core.Reports;

/// <summary>A place in a baseline's file, line and column from 1.</summary>
internal readonly record struct BaselinePlace(int Line, int Column)
{
    /// <summary>The place of what concerns the whole file.</summary>
    public static BaselinePlace Start { get; } = new(1, 1);

    /// <summary>Where the value of a member of the file begins, or the start where the file cannot be read for it any more.</summary>
    public static BaselinePlace Locate(string baseline, string member)
    {
        try
        {
            var text = new JsonText(baseline, File.ReadAllBytes(baseline));
            if (LocatedJson.Parse(text).Fields().Optional(member) is not { } value)
            {
                return Start;
            }

            (int line, int column) = text.Locate(value.Start);
            return new BaselinePlace(line, column);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or BaselineException)
        {
            return Start;
        }
    }
}
