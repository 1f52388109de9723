using FluentAssertions;
using KoopmanAssert.Core.Numerics;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Half of a symmetric matrix: each entry has its place, and columns continue downwards.</summary>
[TestFixture]
internal sealed unsafe class LowerStripsTests
{
    [Test]
    public void Each_entry_of_the_triangle_has_a_place_of_its_own([Values(1, 8, 47, 48, 49, 97, 512, 560)] int order)
    {
        using LowerStrips strips = new(order);
        var places = new HashSet<nint>();
        for (int j = 0; j < order; j++)
        {
            for (int i = j; i < order; i++)
            {
                places.Add((nint)strips.At(i, j)).Should().BeTrue("({0}, {1}) is no other entry", i, j);
                (*strips.At(i, j)).Should().Be(0);
            }
        }

        nint bytes = places.Max() - places.Min();
        bytes.Should().BeLessThan((nint)sizeof(double) * strips.PaddedOrder * (strips.PaddedOrder + (2 * LowerStrips.Width)) / 2);
    }

    [Test]
    public void A_column_continues_downwards_and_the_next_lies_a_stride_away()
    {
        using LowerStrips strips = new(600);
        for (int j = 0; j < 600; j++)
        {
            (strips.At(599, j) - strips.At(j, j)).Should().Be(599 - j);
            if ((j + 1) % LowerStrips.Width != 0 && j < 599)
            {
                (strips.At(599, j + 1) - strips.At(599, j)).Should().Be(strips.Stride(j)).And.Subject.Should().NotBe(512);
            }
        }
    }
}
