using KoopmanAssert.Core.Credits;
using KoopmanAssert.Tool.Wire;

namespace KoopmanAssert.Tool;

/// <summary>What earlier analyses read of cuts: the same model on the same samples with other settings is not run again.</summary>
internal sealed class CutCache(CacheFiles files) : ICutStore
{
    private bool _isChanged;
    private string? _failure;

    public CutStatistics? Find(string key)
        => files.Find(Name(key), CacheFiles.Cut, CutParts.Parser) is { } parts ? CutMessage.Read(parts) : null;

    public void Keep(string key, CutStatistics statistics)
    {
        if (_failure is null) // what fails once fails again, and there may be hundreds
        {
            _failure = files.Keep(Name(key), CacheFiles.Cut, CutMessage.Of(statistics));
            _isChanged = true;
        }
    }

    /// <summary>Makes room for what was kept, once for all of it.</summary>
    /// <returns>Why something could not be kept, or null.</returns>
    public string? Shrink() => _failure ?? (_isChanged ? files.Shrink() : null);

    private static string Name(string key) => AnalysisKey.Hashed($"{AnalysisKey.Computing}\n{key}");
}
