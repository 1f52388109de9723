using KoopmanAssert.Tool.Wire;

namespace KoopmanAssert.Tool;

/// <summary>Analyses of earlier runs, by what they depend on: an unchanged model costs no analysis.</summary>
internal sealed class AnalysisCache(CacheFiles files)
{
    /// <summary>The folder.</summary>
    public string Folder => files.Folder;

    /// <summary>The analysis of that key, or null where there is none that is whole.</summary>
    public Report? Find(string key) => files.Find(key, CacheFiles.Analysis, Report.Parser);

    /// <summary>Keeps an analysis, and makes room for it.</summary>
    /// <returns>Why it could not be kept, or null.</returns>
    public string? Keep(string key, Report report) => files.Keep(key, CacheFiles.Analysis, report) ?? files.Shrink();
}
