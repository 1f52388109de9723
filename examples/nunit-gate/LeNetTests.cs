using KoopmanAssert;
using NUnit.Framework;

namespace NUnitGate;

public class LeNetTests
{
    // Another model can be held against the same baseline: see the README.
    private static readonly string Model = Environment.GetEnvironmentVariable("MODEL") ?? "../lenet5-mnist/lenet5.onnx";

    private CreditReport _credits = null!;

    [OneTimeSetUp]
    public async Task Analyse() => _credits = await CreditAnalysis.RunAsync(Model, "../lenet5-mnist/mnist.npy");

    [TestCaseSource(typeof(BaselineCases), nameof(BaselineCases.All))]
    public void Every_baseline_of_the_project_holds(string baseline) => Assert.That(CreditBaseline.Load(baseline), Credits.Hold);

    [Test]
    public void The_network_has_not_moved() => Assert.That(_credits, Credits.MatchBaseline("lenet5.credits.json"));

    [Test]
    public void The_second_convolution_is_trained() => Assert.Multiple(() =>
    {
        Assert.That(_credits, Credits.LogCreditOf("conv2", Is.EqualTo(388.5).Within(60)));
        Assert.That(_credits, Credits.RankOf("fc1", Is.AtLeast(80)));
        Assert.That(_credits, Credits.HaveCreditAbove("conv2", "pool2") & Credits.AreReliable);
    });
}
