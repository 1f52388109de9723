using KoopmanAssert.Core.Credits;

namespace KoopmanAssert;

/// <summary>Keeps what is read of cuts in memory, and counts.</summary>
internal sealed class CutMemory(long fewestActivations) : ICutStore
{
    public long FewestActivations => fewestActivations;

    private readonly Dictionary<string, CutStatistics> _kept = [];

    public int Asked { get; private set; }

    public int Found { get; private set; }

    public IReadOnlyCollection<string> Keys => _kept.Keys;

    public CutStatistics? Find(string key)
    {
        Asked++;
        Found += _kept.ContainsKey(key) ? 1 : 0;
        return _kept.GetValueOrDefault(key);
    }

    public void Keep(string key, CutStatistics statistics) => _kept[key] = statistics;

    public void Forget(string key) => _kept.Remove(key);

    public void Change(string key, Func<CutStatistics, CutStatistics> change) => _kept[key] = change(_kept[key]);
}
