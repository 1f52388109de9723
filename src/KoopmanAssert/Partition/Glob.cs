using System.IO.Enumeration;

namespace KoopmanAssert.Core.Partition;

/// <summary>Matches block names: <c>*</c> is any run of characters, <c>?</c> any one; case matters.</summary>
internal static class Glob
{
    /// <summary>Whether the whole name matches.</summary>
    public static bool Matches(string glob, string name) => FileSystemName.MatchesSimpleExpression(glob, name, ignoreCase: false);
}
