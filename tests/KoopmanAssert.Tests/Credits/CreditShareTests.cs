using FluentAssertions;
using KoopmanAssert.Core.Credits;
using NUnit.Framework;

namespace KoopmanAssert;

[TestFixture]
internal sealed class CreditShareTests
{
    [Test]
    public void Shares_are_volumes_as_parts_of_their_sum()
    {
        IReadOnlyList<CreditShare> shares = CreditShare.Compute([Math.Log(1), null, Math.Log(3), Math.Log(4)]);
        shares.Select(s => s.Share is { } share ? Math.Round(share, 12) : -1).Should().Equal(0.125, -1, 0.375, 0.5);
        shares.Select(s => s.Place).Should().Equal(3, null, 2, 1);
    }

    [Test]
    public void Without_any_credit_there_is_none() =>
        CreditShare.Compute([null, null]).Should().Equal(new CreditShare(null, null), new CreditShare(null, null));

    [Test]
    public void Large_credits_do_not_overflow() =>
        CreditShare.Compute([1_000, 1_000 - Math.Log(3)]).Select(s => Math.Round(s.Share!.Value, 12)).Should().Equal(0.75, 0.25);

    // From the first of a place, not from the one before: a chain of close ones is no single place.
    [Test]
    public void Those_closer_than_a_twentieth_to_the_first_share_a_place() =>
        CreditShare.Compute([1, 0.96, 0.92, 0.88, 1]).Select(s => s.Place).Should().Equal(1, 1, 2, 2, 1);
}
