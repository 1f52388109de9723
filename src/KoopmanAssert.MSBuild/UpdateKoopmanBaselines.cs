namespace KoopmanAssert;

/// <summary>Rewrites baselines for the models that are there now.</summary>
public sealed class UpdateKoopmanBaselines : KoopmanAssertTask
{
    /// <inheritdoc/>
    internal override IEnumerable<string> Arguments => ["update", "--diagnostics"];
}
