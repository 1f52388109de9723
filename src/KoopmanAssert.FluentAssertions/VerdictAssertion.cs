using FluentAssertions.Execution;

namespace KoopmanAssert;

/// <summary>Turns a verdict into a FluentAssertions failure.</summary>
internal static class VerdictAssertion
{
    /// <summary>Fails with the verdict's message where it does not hold.</summary>
    public static void Hold(BaselineVerdict verdict, string expectation, string because, object[] becauseArgs)
    {
        // Braces in a path or a block's name are no placeholders.
        string message = verdict.Message.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
        string expected = expectation.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
        Execute.Assertion
            .ForCondition(verdict.Holds)
            .BecauseOf(because, becauseArgs)
            .FailWith($"Expected {{context:credits}} to {expected}{{reason}}, but the network moved.{Environment.NewLine}{message}");
    }
}
