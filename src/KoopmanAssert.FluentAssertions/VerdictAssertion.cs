using FluentAssertions;
using FluentAssertions.Execution;

namespace KoopmanAssert;

/// <summary>Turns a verdict into a FluentAssertions failure.</summary>
internal static class VerdictAssertion
{
    /// <summary>Fails with the verdict's message where it does not hold.</summary>
    [CustomAssertion] // so that the subject is named as the test's own line names it
    public static void Hold(BaselineVerdict verdict, string subject, string expectation, string because, object[] becauseArgs)
    {
        // Braces in a path or a block's name are no placeholders.
        string message = verdict.Message.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
        string expected = expectation.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
        Execute.Assertion
            .ForCondition(verdict.Holds)
            .BecauseOf(because, becauseArgs)
            .FailWith($"Expected {{context:{subject}}} to {expected}{{reason}}, but the network moved.{Environment.NewLine}{message}");
    }
}
