namespace KoopmanAssert.Core.Credits;

/// <summary>Keeps the statistics of cuts for later analyses of the same activations. Not safe for concurrent use.</summary>
internal interface ICutStore
{
    /// <summary>The statistics under a key, bit for bit as they were kept; null if there are none or they are damaged.</summary>
    /// <param name="key">All that they depend on besides the code and the processor, as text of any length.</param>
    CutStatistics? Find(string key);

    /// <summary>Keeps statistics if it can; a failure to do so is never an error.</summary>
    void Keep(string key, CutStatistics statistics);
}
