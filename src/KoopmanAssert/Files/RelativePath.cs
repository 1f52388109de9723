namespace KoopmanAssert.Core.Files;

/// <summary>Paths in a baseline: relative to its folder and with forward slashes, the same on every system.</summary>
internal static class RelativePath
{
    /// <summary>The identity of a file with its path relative to the folder of a baseline.</summary>
    /// <exception cref="BaselineException">KOOP1006 if they are on different drives.</exception>
    public static FileIdentity From(string baseline, FileIdentity file)
    {
        if (file.InMemory)
        {
            return file;
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(baseline))!;
        string relative = Path.GetRelativePath(folder, Path.GetFullPath(file.Path)).Replace(Path.DirectorySeparatorChar, '/');
        return IsRelative(relative)
            ? file with { Path = relative }
            : throw new BaselineException(
                DiagnosticCodes.BaselineNotWritable,
                baseline,
                $"cannot refer to '{file.Path}' by a relative path.",
                "Keep the baseline on the same drive as the model and the samples.");
    }

    /// <summary>Whether a path in a baseline is relative on every system.</summary>
    public static bool IsRelative(string path) =>
        path.Length > 0 && path[0] is not ('/' or '\\') && !(path.Length > 1 && path[1] == ':') && !path.Contains('\0');
}
