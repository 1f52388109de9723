using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace KoopmanAssert;

/// <summary>How an assertion failed: kept apart from the test that looks at it.</summary>
internal sealed record Failure(string Message, IReadOnlyList<TestAttachment> Attachments)
{
    /// <summary>Runs an assertion that has to fail; anything else that it throws is let through.</summary>
    public static Failure Of(Action assertion)
    {
        using var isolated = new TestExecutionContext.IsolatedContext();
        try
        {
            assertion();
        }
        catch (ResultStateException failure) // one assertion, or Assert.Multiple
        {
            return new Failure(failure.Message, [.. TestExecutionContext.CurrentContext.CurrentResult.TestAttachments]);
        }

        throw new InvalidOperationException("The assertion passed.");
    }
}
