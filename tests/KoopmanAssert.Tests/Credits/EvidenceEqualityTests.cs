using FluentAssertions;
using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Credits;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>What is kept of a model is equal if all of its numbers are, whichever lists hold them.</summary>
[TestFixture]
internal sealed class EvidenceEqualityTests
{
    private static readonly SpectrumSketch Spectrum = new(3, 1.5, [1, 2], 1e-3);

    [Test]
    public void Spectra()
    {
        Equal(Spectrum, new SpectrumSketch(3, 1.5, [1, 2], 1e-3));
        Differ(
            Spectrum, Spectrum with { Counted = 4 }, Spectrum with { Sum = 1.6 }, Spectrum with { Smallest = 1e-6 },
            Spectrum with { Falls = [1, 3] }, Spectrum with { Falls = [1] });
    }

    [Test]
    public void Fingerprints()
    {
        WeightFingerprint one = Fabricated.Unrelated(1, 2), other = Fabricated.Unrelated(1, 3);
        var block = new BlockFingerprint("a", [one, other]);
        Equal(block, new BlockFingerprint("a", [Fabricated.Unrelated(1, 2), Fabricated.Unrelated(1, 3)]));
        Differ(block, new BlockFingerprint("b", [one, other]), new BlockFingerprint("a", [other, one]), new BlockFingerprint("a", [one]));
    }

    [Test]
    public void Networks()
    {
        var network = new NetworkEvidence(Spectrum, [0, 1, 0]);
        Equal(network, new NetworkEvidence(Spectrum with { }, [0, 1, 0]));
        Differ(network, new NetworkEvidence(Spectrum with { Sum = 2 }, [0, 1, 0]), new NetworkEvidence(Spectrum, [0, 1, 1]));
    }

    private static void Equal<T>(T one, T other)
        where T : class
    {
        one.Equals(other).Should().BeTrue();
        one.GetHashCode().Should().Be(other.GetHashCode());
    }

    private static void Differ<T>(T one, params T[] others)
        where T : class
    {
        others.Where(one.Equals).Should().BeEmpty();
        one.Equals(null).Should().BeFalse();
    }
}
