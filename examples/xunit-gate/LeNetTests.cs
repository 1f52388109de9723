using FluentAssertions;
using KoopmanAssert;
using Xunit;

namespace XunitGate;

public class LeNetTests
{
    // Another model can be held against the same baseline: see the README.
    private static readonly string Model = Environment.GetEnvironmentVariable("MODEL") ?? "../lenet5-mnist/lenet5.onnx";

    // Analysed once, however many tests ask.
    private readonly CreditReport _credits = CreditAnalysis.Run(Model, "../lenet5-mnist/mnist.npy");

    [Theory]
    [MemberData(nameof(BaselineCases.All), MemberType = typeof(BaselineCases))]
    public void Every_baseline_of_the_project_holds(string baseline) => CreditBaseline.Load(baseline).Should().Hold();

    [Fact]
    public void The_network_has_not_moved() => _credits.Should().MatchBaseline("lenet5.credits.json", "the accuracy alone does not show it");

    [Fact]
    public void The_second_convolution_is_trained()
    {
        _credits.Should().BeReliable().And.HaveCreditAbove("conv2", "pool2");
        _credits.Should().HaveBlock("conv2").Which.Should().HaveLogCredit(388.5, within: 60);
    }
}
