namespace KoopmanAssert;

/// <summary>Whether a test that repeats itself does so in full, which takes hours: <c>KOOPMAN_ASSERT_EXHAUSTIVE=1</c> asks for it.</summary>
internal static class Exhaustive
{
    public static bool IsAsked { get; } = Environment.GetEnvironmentVariable("KOOPMAN_ASSERT_EXHAUSTIVE") == "1";

    /// <summary>How often a test repeats itself.</summary>
    public static int Times(int otherwise, int all) => IsAsked ? all : otherwise;
}
