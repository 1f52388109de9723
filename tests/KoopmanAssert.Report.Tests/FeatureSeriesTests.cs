using FluentAssertions;
using KoopmanAssert.Core.Reports;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Pictures are drawn as pictures, signals as lines, tokens and separate quantities as bars.</summary>
[TestFixture]
internal sealed class FeatureSeriesTests
{
    private static (FeatureLayout, int, int, bool) Of(params long[] shape)
    {
        int features = (int)shape.Aggregate((product, axis) => product * axis);
        (FeatureLayout layout, FeatureSeries series) = FeatureSeries.Of(shape, features);
        return (layout, series.Channels, series.Length, series.ChannelsLast);
    }

    [Test]
    public void By_the_shape_of_the_input()
    {
        Of(28, 28).Item1.Should().Be(FeatureLayout.Picture);
        Of(3, 32, 32).Item1.Should().Be(FeatureLayout.Picture);
        Of(81).Item1.Should().Be(FeatureLayout.Picture, "a bare square is most often a flattened picture");
        Of(1, 100).Should().Be((FeatureLayout.Series, 1, 100, false));
        Of(100, 1).Should().Be((FeatureLayout.Series, 1, 100, false));
        Of(130).Should().Be((FeatureLayout.Series, 1, 130, false));
        Of(3, 128).Should().Be((FeatureLayout.Series, 3, 128, false));
        Of(128, 3).Should().Be((FeatureLayout.Series, 3, 128, true));
        Of(12).Should().Be((FeatureLayout.Bars, 1, 12, false));
    }

    [Test]
    public void Tokens_are_bars_whatever_their_number() =>
        FeatureSeries.Of(new FeatureWeights(1, 144, new double[144], new double[144]) { InputShape = [144], AreTokens = true }).Layout
            .Should().Be(FeatureLayout.Bars);

    [Test]
    public void A_feature_lies_where_the_model_has_it()
    {
        new FeatureSeries(3, 128, ChannelsLast: false).Feature(2, 5).Should().Be((2 * 128) + 5);
        new FeatureSeries(3, 128, ChannelsLast: true).Feature(2, 5).Should().Be((5 * 3) + 2);
    }
}

/// <summary>The numbers at an axis are round, few and on it.</summary>
[TestFixture]
internal sealed class AxisTests
{
    [TestCase(0, 1, new[] { "0.0", "0.5", "1.0" })]
    [TestCase(-2.5, 7.5, new[] { "0", "5" })]
    [TestCase(0.0012, 0.0019, new[] { "0.0012", "0.0014", "0.0016", "0.0018" })]
    [TestCase(3, 3, new[] { "3.00" })]
    public void Ticks_are_round(double low, double high, string[] expected) =>
        RowAxis.RoundTicks(low, high, 4).Select(t => t.Text).Should().BeEquivalentTo(expected);

    [Test]
    public void Ticks_of_any_range_lie_within_it_and_are_few()
    {
        var random = new Random(1);
        for (int i = 0; i < 1000; i++)
        {
            double low = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-6, 6));
            double high = low + (random.NextDouble() * Math.Pow(10, random.Next(-6, 6)));
            IReadOnlyList<(double Value, string Text)> ticks = RowAxis.RoundTicks(low, high, 5);
            ticks.Should().HaveCountLessThanOrEqualTo(5).And.OnlyContain(t => t.Value >= low - 1e-9 && t.Value <= high + 1e-9);
        }
    }
}
