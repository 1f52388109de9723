using CsCheck;
using FluentAssertions;
using KoopmanAssert.Core.Models;
using NUnit.Framework;

namespace KoopmanAssert.Tests;

[TestFixture]
internal sealed class SampleBitsTests
{
    [TestCase(0f, 0x0000)]
    [TestCase(-0f, 0x8000)]
    [TestCase(1f, 0x3F80)]
    [TestCase(1.00390625f, 0x3F80)] // half-way between 0x3F80 and 0x3F81: to even
    [TestCase(1.01171875f, 0x3F82)] // half-way between 0x3F81 and 0x3F82: to even
    [TestCase(1.00390637f, 0x3F81)] // just above half-way
    [TestCase(float.MaxValue, 0x7F80)]
    [TestCase(float.PositiveInfinity, 0x7F80)]
    [TestCase(float.NegativeInfinity, 0xFF80)]
    public void Bfloat16_rounds_to_nearest_even(float value, int bits) => BFloat16Bits.Round(value).Should().Be((ushort)bits);

    [Test]
    public void Every_NaN_stays_a_NaN()
    {
        // The payload of the second lies in the half that is cut off.
        BFloat16Bits.Round(float.NaN).Should().Be(0xFFC0);
        BFloat16Bits.Round(BitConverter.UInt32BitsToSingle(0x7F800001)).Should().Be(0x7FC0);
    }

    [Test]
    public void Bfloat16_is_the_nearest_of_its_neighbours() => Gen.Float[1e-30f, 1e30f].Sample(
        value =>
        {
            ushort bits = BFloat16Bits.Round(value);
            double error = Math.Abs((double)value - Value(bits));
            error.Should().BeLessThanOrEqualTo(Math.Abs((double)value - Value((ushort)(bits + 1))));
            error.Should().BeLessThanOrEqualTo(Math.Abs((double)value - Value((ushort)(bits - 1))));
        },
        iter: 1_000,
        threads: 1,
        seed: "0000000000000");

    private static double Value(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);
}
