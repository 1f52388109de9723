using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert;

public class StepCountTests
{
    // LeNet-5 on 400 samples: the full 2d+1 snapshots in its first four blocks (method, "How many snapshots").
    [TestCase(784, 4)]
    [TestCase(1176, 6)]
    [TestCase(400, 3)]
    [TestCase(120, 1)]
    public void Without_a_budget_all_samples_together_give_2d_plus_1_snapshots(int d, int steps)
        => StepCount.Auto.For(d, 400, 1_000_000).Should().Be(steps);

    [TestCase(784, 400, 1)]
    [TestCase(784, 1000, 1)]
    [TestCase(784, 100, 4)]
    [TestCase(784, 399, 2)]
    [TestCase(20, 10, 5)]
    [TestCase(5, 10, 2)]
    [TestCase(1, 10, 1)]
    [TestCase(784, 1, 400)]
    public void The_default_budget_of_400_tops_a_small_batch_up(int d, int samples, int steps)
        => StepCount.Auto.For(d, samples, 400).Should().Be(steps);

    [Test]
    public void The_paper_s_count_is_2d_for_every_sample() => StepCount.TwicePerDimension.For(84, 400, 400).Should().Be(168);

    [Test]
    public void A_number_is_itself() => StepCount.Exactly(7).For(84, 400, 400).Should().Be(7);

    [Test]
    public void A_dimension_beyond_half_of_an_int_does_not_overflow() => StepCount.Auto.For(int.MaxValue, 400, 400).Should().Be(1);

    [TestCase("auto")]
    [TestCase("2d")]
    [TestCase("1")]
    [TestCase("10000")]
    public void The_words_are_read_and_written(string text) => StepCount.Parse(text).ToString().Should().Be(text);

    [Test]
    public void Auto_is_the_default() => StepCount.Parse("auto").Should().Be(default(StepCount)).And.Be(StepCount.Auto);

    [TestCase("0")]
    [TestCase("-1")]
    [TestCase("10001")]
    [TestCase("")]
    [TestCase("3d")]
    [TestCase("1.5")]
    [TestCase("99999999999")]
    public void Anything_else_is_refused(string text)
    {
        SettingsException fault = FluentActions.Invoking(() => StepCount.Parse(text)).Should().Throw<SettingsException>().Which;
        fault.Code.Should().Be(DiagnosticCodes.Usage);
        fault.Message.Should().Contain($"'{text}'").And.Contain("steps");
    }
}
