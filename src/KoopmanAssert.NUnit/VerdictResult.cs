using NUnit.Framework;
using NUnit.Framework.Constraints;

namespace KoopmanAssert;

/// <summary>The result of a verdict: it writes the verdict's own message and attaches the received file and the page to the test.</summary>
internal sealed class VerdictResult(
    IConstraint constraint,
    object? actual,
    BaselineVerdict verdict) : ConstraintResult(constraint, actual, verdict.Holds)
{
    /// <summary>A result; what a verdict that does not hold leaves for review is attached.</summary>
    public static VerdictResult Create(IConstraint constraint, object? actual, BaselineVerdict verdict)
    {
        Attach(verdict.ReceivedFile, "the baseline that an update would write");
        Attach(verdict.Page, "what moved, with pictures");
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
            // Under a negation: the network was to have moved.
            base.WriteMessageTo(writer);
            return;
        }

        WriteAdditionalLinesTo(writer);
    }

    // What a composition with & or And writes of the part that failed.
    public override void WriteAdditionalLinesTo(MessageWriter writer)
    {
        foreach (string line in verdict.Message.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            writer.WriteLine("  " + line);
        }
    }

    public override void WriteActualValueTo(MessageWriter writer) =>
        writer.Write(verdict.Holds ? "credits that match it" : "credits that moved");
}
