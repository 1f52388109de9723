namespace KoopmanAssert.Core.Credits;

/// <summary>Keeps what an analysis reads of cuts, for analyses to come on the same activations. For one caller at a time.</summary>
internal interface ICutStore
{
    /// <summary>What was kept under a key, every bit of it; null where there is nothing whole.</summary>
    /// <param name="key">All that it depends on besides the code and the processor: text of any length.</param>
    CutStatistics? Find(string key);

    /// <summary>Keeps something, or does not: that never is a failure.</summary>
    void Keep(string key, CutStatistics statistics);
}
