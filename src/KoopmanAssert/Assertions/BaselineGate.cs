namespace KoopmanAssert;

/// <summary>A gate that needs no test framework: any test, and any program, fails by the exception.</summary>
public static class BaselineGate
{
    /// <summary>
    /// Is called with each verdict that does not hold, on the thread that asserts and before the assertion ends: to attach the files for
    /// review to the test, in a framework that has no package here. Null for nothing.
    /// </summary>
    /// <remarks>
    /// Add to it with <c>+=</c> once, before the tests run, as in a module initializer; it may be called by several tests at a time. What
    /// it throws reaches the test in the place of the verdict. The NUnit constraints attach the files by themselves. The README of
    /// <c>KoopmanAssert.FluentAssertions</c> has the lines for xUnit v3, MSTest and TUnit.
    /// </remarks>
    /// <example>
    /// TUnit: <c>BaselineGate.Failed += v => v.Files.ToList().ForEach(f => TestContext.Current?.Output.AttachArtifact(f))</c>.
    /// </example>
    public static Action<BaselineVerdict>? Failed { get; set; }

    /// <summary>Analyses the model at the baseline's path, or takes a shared analysis, and throws if it has drifted.</summary>
    /// <param name="baseline">The baseline.</param>
    /// <param name="options">How the analysis runs; the defaults when null.</param>
    /// <param name="cancellation">Stops the analysis.</param>
    /// <exception cref="NetworkDriftException">The model is not within the baseline's tolerance.</exception>
    /// <exception cref="KoopmanAssertException">Any failure but drift, as by <see cref="CreditBaselineExtensions.Check"/>.</exception>
    /// <exception cref="OperationCanceledException">The analysis was stopped.</exception>
    public static void EnsureHeld(
        this CreditBaseline baseline,
        AnalysisOptions? options = null,
        CancellationToken cancellation = default)
    {
        var verdict = BaselineVerdict.Judge(baseline, options, cancellation);
        if (!verdict.Holds)
        {
            throw new NetworkDriftException(verdict);
        }
    }
}

/// <summary>
/// A network has changed more than its baseline allows. Thrown by <see cref="BaselineGate.EnsureHeld"/> only: elsewhere drift is a result,
/// so this is no <see cref="KoopmanAssertException"/>.
/// </summary>
public sealed class NetworkDriftException : Exception
{
    internal NetworkDriftException(BaselineVerdict verdict)
        : base(verdict.Message)
    {
        Verdict = verdict;
    }

    /// <summary>The verdict, with the comparison and the files for review.</summary>
    public BaselineVerdict Verdict { get; }
}
