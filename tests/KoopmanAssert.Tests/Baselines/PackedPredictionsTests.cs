using FluentAssertions;
using KoopmanAssert.Core.Baselines;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Classes take as many bits as their number needs, the lowest first.</summary>
[TestFixture]
internal sealed class PackedPredictionsTests
{
    [TestCase(0, 0)]
    [TestCase(1, 0)]
    [TestCase(2, 1)]
    [TestCase(3, 2)]
    [TestCase(4, 2)]
    [TestCase(5, 3)]
    [TestCase(10, 4)]
    [TestCase(1000, 10)]
    [TestCase(65536, 16)]
    public void So_many_classes_need_so_many_bits(int classes, int bits) => PackedPredictions.BitsFor(classes).Should().Be(bits);

    // 1, 2, 0, 3 from the lowest bit on are 11 00 10 01, or C9; a fifth sample begins a byte.
    [Test]
    public void They_lie_one_after_the_other()
    {
        PackedPredictions.Pack([1, 2, 0, 3], 2).Should().Be(Convert.ToBase64String([0xC9]));
        PackedPredictions.Pack([1, 2, 0, 3, 1], 2).Should().Be(Convert.ToBase64String([0xC9, 1]));
        PackedPredictions.Unpack(Convert.ToBase64String([0xC9, 1]), 5, 4, 2).Should().Equal(1, 2, 0, 3, 1);
        PackedPredictions.Unpack("", 0, 0, 0).Should().BeEmpty();
    }

    [Test]
    public void What_does_not_hold_them_is_null()
    {
        PackedPredictions.Unpack(Convert.ToBase64String([0xC9]), 4, 3, 2).Should().BeNull("3 is no class of three");
        PackedPredictions.Unpack(Convert.ToBase64String([0xC9, 5]), 5, 4, 2).Should().BeNull("a bit lies after the last sample");
        PackedPredictions.Unpack(Convert.ToBase64String([0xC9, 1, 0]), 5, 4, 2).Should().BeNull("it is too long");
        PackedPredictions.Unpack(Convert.ToBase64String([0xC9]), 5, 4, 2).Should().BeNull("it is too short");
        PackedPredictions.Unpack("no base64", 5, 4, 2).Should().BeNull();
    }
}
