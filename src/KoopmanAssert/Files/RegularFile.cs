namespace KoopmanAssert.Core.Files;

/// <summary>The size of a file that may be read to its end.</summary>
/// <remarks>
/// Devices and pipes have the length 0. Reading one may never end, and opening a pipe may block, so callers ask for the length before they
/// open a file, and refuse 0.
/// </remarks>
internal static class RegularFile
{
    /// <summary>What is wrong with a file of length 0; reads on from its name.</summary>
    public const string Empty = "is empty or not a regular file";

    /// <summary>The number of bytes of the file, or of the file that a link leads to.</summary>
    /// <returns>0 for an empty file, a device or a pipe; null when there is no file.</returns>
    /// <exception cref="IOException">The link cannot be followed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be looked at.</exception>
    public static long? Length(string path)
    {
        var file = (FileInfo)(File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path));
        return file.Exists ? file.Length : null;
    }
}
