using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The public surface of the package, held by an approval file.</summary>
[TestFixture]
public class PublicSurfaceTests
{
    [Test]
    public void The_public_surface_is_the_approved_one() => PublicSurface.Verify(typeof(CreditReportAssertions).Assembly);
}
