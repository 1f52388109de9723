#if !NET
using System.Reflection;
#endif

namespace KoopmanAssert.Core.Files;

/// <summary>Links to folders: symbolic links, and the junctions of Windows.</summary>
/// <remarks>
/// The build task compiles this file too. The MSBuild of Visual Studio runs on .NET Framework, which has no function to read links; that of
/// <c>dotnet build</c> has it, but not in the API that the task is compiled against.
/// </remarks>
internal static class FolderLinks
{
#if NET
    /// <summary>Whether links can be read here.</summary>
    public static bool CanRead => true;
#else
    private static readonly MethodInfo? Reader = typeof(Directory).GetMethod("ResolveLinkTarget", [typeof(string), typeof(bool)]);

    /// <summary>Whether links can be read here.</summary>
    public static bool CanRead => Reader is not null;
#endif

    /// <summary>Whether a folder may be a link: it has the attribute that links have, and other folders may have too.</summary>
    public static bool MayBeLink(DirectoryInfo folder) => (folder.Attributes & FileAttributes.ReparsePoint) != 0;

    /// <summary>The full path of the folder that a link leads to; null if the folder is no link, or if links cannot be read here.</summary>
    public static string? Target(string folder)
#if NET
        => Directory.ResolveLinkTarget(folder, returnFinalTarget: true)?.FullName;
#else
        => ((FileSystemInfo?)Reader?.Invoke(null, [folder, true]))?.FullName;
#endif

    /// <summary>The full path of an existing folder without any link in it.</summary>
    public static string Resolve(string folder)
    {
        string full = Path.GetFullPath(folder), real = Path.GetPathRoot(full)!;
        foreach (string step in full.Substring(real.Length).Split([Path.DirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, step);
            real = MayBeLink(new DirectoryInfo(real)) && Target(real) is { } target ? Resolve(target) : real;
        }

        return real;
    }

    /// <summary>Whether a folder is another one or lies below it; both are full paths without links.</summary>
    public static bool IsWithin(string folder, string other) => folder == other
        || folder.StartsWith(other.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
