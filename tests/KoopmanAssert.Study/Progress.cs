namespace KoopmanAssert.Study;

/// <summary>Says what is being done, apart from the results.</summary>
internal static class Progress
{
    /// <summary>One line on the standard error.</summary>
    public static void Say(string what) => Console.Error.WriteLine(what);
}
