namespace KoopmanAssert.Core.Credits;

/// <summary>Natural logarithms of sizes that may be zero or overflow: those are worst cases to report, not numbers to lose.</summary>
internal static class Nats
{
    // Below every float32 and above every sum of squares of one.
    private const double Least = 1e-50, Most = 1e50;

    /// <summary>ln x, with zero taken for 1e-50, and what is not finite for 1e50.</summary>
    public static double Log(double x) => Math.Log(double.IsFinite(x) ? Math.Clamp(x, Least, Most) : Most);
}
