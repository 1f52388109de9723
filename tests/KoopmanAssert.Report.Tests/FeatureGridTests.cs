using FluentAssertions;
using KoopmanAssert.Core.Reports;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Features lie in a picture as the model's input has them.</summary>
[TestFixture]
internal sealed class FeatureGridTests
{
    [TestCase(new long[] { 28, 28 }, "28 × 28")]
    [TestCase(new long[] { 1, 28, 28 }, "28 × 28")]
    [TestCase(new long[] { 28, 28, 1 }, "28 × 28")]
    [TestCase(new long[] { 3, 32, 16 }, "32 × 16 in each of 3 channels")]
    [TestCase(new long[] { 32, 16, 3 }, "32 × 16 in each of 3 channels")]
    [TestCase(new long[] { 2, 3, 8, 4 }, "8 × 4 in each of 6 channels")]
    [TestCase(new long[] { 81 }, "9 × 9")]
    [TestCase(new long[] { 12 }, "1 × 12")]
    [TestCase(new long[] { 100, 1 }, "10 × 10")]
    [TestCase(new long[] { 130 }, "3 × 64")]
    public void By_the_shape_of_the_input(long[] shape, string words)
    {
        int features = (int)shape.Aggregate((product, axis) => product * axis);
        var grid = FeatureGrid.Arrange(shape, features);

        grid.Words.Should().Be(words);
        int?[] all = [.. from tile in Enumerable.Range(0, grid.Tiles) from row in Enumerable.Range(0, grid.Rows) from column in Enumerable
            .Range(0, grid.Columns) select grid.Feature(tile, row, column, features)];
        all.OfType<int>().Order().Should().Equal(Enumerable.Range(0, features), "each feature has one place");
    }

    [Test]
    public void By_their_number_where_the_shape_is_another() => FeatureGrid.Arrange([5, 5], 64).Words.Should().Be("8 × 8");

    [Test]
    public void The_channel_of_a_feature_is_where_the_model_has_it()
    {
        FeatureGrid.Arrange([3, 8, 8], 192).Feature(2, 1, 3, 192).Should().Be((2 * 64) + 8 + 3);
        FeatureGrid.Arrange([8, 8, 3], 192).Feature(2, 1, 3, 192).Should().Be(((8 + 3) * 3) + 2);
    }
}
