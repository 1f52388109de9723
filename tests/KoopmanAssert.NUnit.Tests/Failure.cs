using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace KoopmanAssert;

/// <summary>How an assertion failed: kept apart from the test that looks at it.</summary>
internal sealed record Failure(string Message, IReadOnlyList<TestAttachment> Attachments)
{
    /// <summary>Runs an assertion that has to fail.</summary>
    public static Failure Of(Action assertion)
    {
        using var isolated = new TestExecutionContext.IsolatedContext();
        Exception failure = Assert.Catch(() => assertion())!;
        Assert.That(failure, Is.InstanceOf<AssertionException>().Or.InstanceOf<MultipleAssertException>());
        return new Failure(failure.Message, [.. TestExecutionContext.CurrentContext.CurrentResult.TestAttachments]);
    }
}
