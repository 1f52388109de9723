namespace KoopmanAssert.Fuzz;

/// <summary>A reader did what it does not promise.</summary>
public sealed class FindingException(string message, Exception? cause = null) : Exception(message, cause);
