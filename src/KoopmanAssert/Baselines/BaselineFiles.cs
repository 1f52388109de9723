using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert;

/// <summary>Finds the baselines of a project.</summary>
public static class BaselineFiles
{
    /// <summary>The baselines at a path: every <c>*.credits.json</c> in or below a folder, sorted; else the path itself.</summary>
    /// <remarks>
    /// Folders named bin, obj or artifacts and folders whose name begins with a dot are skipped; links to folders are not followed.
    /// </remarks>
    /// <exception cref="BaselineException">KOOP1001: the folder holds no baseline or cannot be searched.</exception>
    public static IReadOnlyList<string> Find(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Directory.Exists(path))
        {
            return [path];
        }

        List<string> found = [.. Below(new DirectoryInfo(path), path)];
        return found.Count > 0 ? found : throw new BaselineException(DiagnosticCodes.BaselineMissing, path,
            $"contains no baseline (*{CreditBaseline.FileSuffix}).", DiagnosticRule.Find(DiagnosticCodes.BaselineMissing).WayOut);
    }

    private static IEnumerable<string> Below(DirectoryInfo folder, string shown)
    {
        FileSystemInfo[] entries;
        try
        {
            entries = [.. folder.EnumerateFileSystemInfos().OrderBy(e => e.Name, StringComparer.Ordinal)];
        }
        catch (UnauthorizedAccessException cause)
        {
            throw new BaselineException(
                DiagnosticCodes.BaselineMissing,
                shown,
                $"cannot be searched: {PlainText.Said(cause)}.",
                "Give the paths of the baselines themselves.",
                cause);
        }

        foreach (FileSystemInfo entry in entries)
        {
            string path = shown == "." ? entry.Name : Path.Combine(shown, entry.Name);
            if (entry is FileInfo && entry.Name.EndsWith(CreditBaseline.FileSuffix, StringComparison.Ordinal))
            {
                yield return path;
            }
            else if (entry is DirectoryInfo inner && inner.LinkTarget is null && !IsSkipped(inner.Name))
            {
                foreach (string baseline in Below(inner, path))
                {
                    yield return baseline;
                }
            }
        }
    }

    private static bool IsSkipped(string folder) => folder.StartsWith('.') || folder is "bin" or "obj" or "artifacts";
}
