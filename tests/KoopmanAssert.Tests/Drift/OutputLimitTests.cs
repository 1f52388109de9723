using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The outputs of a network have a limit of their own, which accepted retrains widen.</summary>
[TestFixture]
internal sealed class OutputLimitTests
{
    private EquivalenceNetworks _networks = null!;

    [OneTimeSetUp]
    public void SetUp() => _networks = new EquivalenceNetworks();

    [OneTimeTearDown]
    public void TearDown() => _networks.Dispose();

    // A chain of residual blocks: a permutation of its outputs moves no figure of a weight.
    [TestCase("zoo/vit")]
    [TestCase("lenet5")]
    public void Permuted_outputs_fail_by_the_outputs_and_hold_once_accepted(string network)
    {
        (CreditBaseline baseline, string samples) = _networks.BaselineOf(network);
        baseline.Save();
        Core.Models.Onnx.ModelProto model = EquivalenceNetworks.Read(network);
        Damaging.PermuteOutputs(model).Should().BeTrue();
        CreditReport permuted = CreditAnalysis.Run(
            _networks.Folder.Write(model, "permuted.onnx"), samples, EquivalenceNetworks.OneStep);

        BaselineComparison comparison = CreditBaseline.Load(baseline.Path).Compare(permuted);
        comparison.HasDrifted.Should().BeTrue();
        comparison.Score!.Outputs!.IsBeyond.Should().BeTrue();
        comparison.Verdict!.Beyond.Should().Contain(comparison.Score.Outputs);
        comparison.Findings.Should().Contain(f => f.Message.Contains(comparison.Score.Outputs.Words));

        baseline.Accept(permuted, "they are read in another order").Save();
        CreditBaseline.Load(baseline.Path).Compare(permuted).Holds.Should().BeTrue();
    }
}
