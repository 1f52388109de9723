namespace KoopmanAssert;

/// <summary>The actual value of an assertion as what a constraint works on.</summary>
internal static class Actual
{
    /// <summary>The value.</summary>
    /// <exception cref="ArgumentException">It is null or of another type: a mistake in the test, which no negation may hide.</exception>
    public static T As<T>(object? actual)
        where T : class => actual as T ?? throw new ArgumentException(
            $"The actual value must be a {typeof(T).Name}, not {actual?.GetType().Name ?? "null"}.",
            nameof(actual));
}
