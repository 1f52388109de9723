namespace KoopmanAssert.Core.Models;

/// <summary>Lists names in messages.</summary>
internal static class NameList
{
    private const int MaxNames = 20;

    /// <summary>All names in quotes: <c>'a', 'b'</c>.</summary>
    public static string Quote(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"'{n}'"));

    /// <summary>The first 20 names: <c>a, b, …</c>.</summary>
    public static string Shorten(IReadOnlyCollection<string> names) =>
        $"{string.Join(", ", names.Take(MaxNames))}{(names.Count > MaxNames ? ", …" : "")}";
}
