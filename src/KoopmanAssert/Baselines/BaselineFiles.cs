using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Files;

namespace KoopmanAssert;

/// <summary>Finds the baselines of a folder, by the rule that the tool, the build and <see cref="BaselineCases"/> follow.</summary>
public static class BaselineFiles
{
    /// <summary>The baselines at a path: every <c>*.credits.json</c> in or below a folder, sorted; else the path itself.</summary>
    /// <remarks>
    /// <para>Links to folders are followed, and each folder is searched once. Passed over are:</para>
    /// <list type="bullet">
    /// <item>folders in which a build has left its files (an assembly's <c>.deps.json</c>, <c>project.assets.json</c>), whatever they are
    /// called, and single files that a build has copied or published;</item>
    /// <item>folders whose name begins with a dot;</item>
    /// <item>if the folder holds a project, the folders of other projects below it.</item>
    /// </list>
    /// </remarks>
    /// <exception cref="BaselineException">KOOP1001: the folder holds no baseline or cannot be searched.</exception>
    public static IReadOnlyList<string> Find(string path) => Search(path).Found;

    /// <summary>The baselines at a path, and a sentence on each place that holds some and was passed over.</summary>
    /// <inheritdoc cref="Find"/>
    internal static (IReadOnlyList<string> Found, IReadOnlyList<string> PassedOver) Search(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Directory.Exists(path))
        {
            return ([path], []);
        }

        FolderSearch search = Run(path);
        string[] passedOver = [.. search.PassedOver.Select(over => over.ToString())];
        return search.Found.Count > 0
            ? ([.. search.Found.Select(file => path == "." ? file : Path.Combine(path, file))], passedOver)
            : throw new BaselineException(
                DiagnosticCodes.BaselineMissing,
                path,
                $"contains no baseline (*{CreditBaseline.FileSuffix}){string.Concat(passedOver.Select(over => $"; {over}"))}.",
                DiagnosticRule.Find(DiagnosticCodes.BaselineMissing).WayOut);
    }

    private static FolderSearch Run(string path)
    {
        try
        {
            return FolderSearch.Run(path, CreditBaseline.FileSuffix);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new BaselineException(
                DiagnosticCodes.BaselineMissing,
                path,
                $"cannot be searched: {PlainText.Said(cause)}.",
                "Give the paths of the baselines themselves.",
                cause);
        }
    }
}
