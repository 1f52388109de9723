namespace KoopmanAssert.Study;

/// <summary>The seed of all that is drawn, so that a study gives the same numbers again.</summary>
internal static class Seeds
{
    /// <summary>The seed.</summary>
    public const int Study = 20261124;
}
