using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The public surface of the packages, held by approval files.</summary>
[TestFixture]
public class PublicSurfaceTests
{
    [TestCase(typeof(CreditBaseline))]
    [TestCase(typeof(Credits))]
    public void The_public_surface_is_the_approved_one(Type member) => PublicSurface.Verify(member.Assembly);
}
