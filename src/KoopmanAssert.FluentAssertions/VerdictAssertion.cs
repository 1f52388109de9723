using FluentAssertions;
using FluentAssertions.Execution;

namespace KoopmanAssert;

/// <summary>Reports a verdict as a FluentAssertions failure.</summary>
internal static class VerdictAssertion
{
    /// <summary>Fails with the verdict's message if it does not hold.</summary>
    [CustomAssertion] // so that the failure names the subject as the test does
    public static void Hold(BaselineVerdict verdict, string subject, string expectation, string because, object[] becauseArgs)
    {
        // Braces in a path or a block's name are not placeholders.
        string message = verdict.Message.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
        string expected = expectation.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
        Execute.Assertion
            .ForCondition(verdict.Holds)
            .BecauseOf(because, becauseArgs)
            .FailWith(
                $"Expected {{context:{subject}}} to {expected}{{reason}}, but the network has changed.{Environment.NewLine}{message}");
    }
}
