namespace KoopmanAssert.Core.Files;

/// <summary>The names of an enumeration's values as JSON and the command line write them: in lower case.</summary>
internal static class ChoiceText
{
    /// <summary>The name of a value.</summary>
    public static string Name<T>(T choice)
        where T : struct, Enum =>
        choice.ToString().ToLowerInvariant();
}
