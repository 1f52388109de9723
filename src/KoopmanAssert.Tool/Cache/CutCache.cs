using KoopmanAssert.Core.Credits;
using KoopmanAssert.Tool.Messages;

namespace KoopmanAssert.Tool.Cache;

/// <summary>
/// The statistics of cuts that earlier analyses kept, so that the same model need not run again on the same samples for other settings.
/// </summary>
internal sealed class CutCache(CacheFiles files) : ICutStore
{
    private bool _isChanged;
    private string? _failure;

    // Fewer are read again in a fraction of a second, and there is nothing to save.
    public long FewestActivations => 1L << 24;

    public CutStatistics? Find(string key) => files.Find<CutMessage>(Name(key), CacheFiles.Cut)?.ToStatistics();

    public void Keep(string key, CutStatistics statistics)
    {
        if (_failure is null) // what fails once fails again, and there may be hundreds
        {
            _failure = files.Keep(Name(key), CacheFiles.Cut, CutMessage.Create(statistics));
            _isChanged = true;
        }
    }

    /// <summary>Makes room for all that was kept.</summary>
    /// <returns>Why something could not be kept; null if all was.</returns>
    public string? Shrink() => _failure ?? (_isChanged ? files.Shrink() : null);

    private static string Name(string key) => AnalysisKey.Hash($"{AnalysisKey.Computing}\n{key}");
}
