using NUnit.Framework;
using NUnit.Framework.Constraints;

namespace KoopmanAssert;

/// <summary>The result of a verdict. It writes the verdict's own message and attaches the files for review to the test.</summary>
internal sealed class VerdictResult(IConstraint constraint, object? actual, BaselineVerdict verdict)
    : ConstraintResult(constraint, actual, verdict.Holds)
{
    /// <summary>A result, with the files for review of a verdict that does not hold attached.</summary>
    public static VerdictResult Create(IConstraint constraint, object? actual, BaselineVerdict verdict)
    {
        Attach(verdict.ReceivedFile, "the baseline that an update would write");
        Attach(verdict.Page, "HTML report of the changes");
        return new VerdictResult(constraint, actual, verdict);
    }

    private static void Attach(string? left, string description)
    {
        if (left is not null)
        {
            TestContext.AddTestAttachment(left, description);
        }
    }

    public override void WriteMessageTo(MessageWriter writer)
    {
        if (verdict.Holds)
        {
            // Under a negation, which fails because the network did not move.
            base.WriteMessageTo(writer);
            return;
        }

        WriteAdditionalLinesTo(writer);
    }

    // A composition with & or And writes these lines for the part that failed.
    public override void WriteAdditionalLinesTo(MessageWriter writer)
    {
        foreach (string line in verdict.Message.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            writer.WriteLine("  " + line);
        }
    }

    public override void WriteActualValueTo(MessageWriter writer) =>
        writer.Write(verdict.Holds ? "credits that match it" : "credits that differ from it");
}

/// <summary>Converts the actual value of an assertion to the type that a constraint needs.</summary>
internal static class Actual
{
    /// <summary>The value.</summary>
    /// <exception cref="ArgumentException">It is null or of another type: a mistake in the test, which no negation may hide.</exception>
    public static T As<T>(object? actual)
        where T : class => actual as T ?? throw new ArgumentException(
            $"The actual value must be a {typeof(T).Name}, not {actual?.GetType().Name ?? "null"}.",
            nameof(actual));
}
