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

    [TestCase("zoo/vit")]
    [TestCase("lenet5")]
    public void Permuted_outputs_fail_by_the_outputs_until_such_a_model_is_accepted(string network)
    {
        (CreditBaseline baseline, string samples) = _networks.BaselineOf(network);
        Directory.CreateDirectory(Path.GetDirectoryName(baseline.Path)!);
        baseline.Save();
        CreditReport permuted = Analyse(network, samples, "permuted.onnx");
        CreditReport another = Analyse(network, samples, "another.onnx", jitter: true);

        BaselineComparison comparison = CreditBaseline.Load(baseline.Path).Compare(permuted);
        comparison.HasDrifted.Should().BeTrue();
        comparison.Score!.Outputs!.IsBeyond.Should().BeTrue();
        comparison.Verdict!.Beyond.Should().Contain(comparison.Score.Outputs);
        comparison.Findings.Should().Contain(f => f.Message.Contains(comparison.Score.Outputs.Words));

        baseline.Accept(permuted, "they are read in another order").Save();
        CreditBaseline.Load(baseline.Path).Compare(another).Score!.Outputs!.IsBeyond.Should().BeFalse();
    }

    private CreditReport Analyse(string network, string samples, string name, bool jitter = false)
    {
        Core.Models.Onnx.ModelProto model = EquivalenceNetworks.Read(network);
        Damaging.PermuteOutputs(model).Should().BeTrue();
        if (jitter)
        {
            Damaging.Jitter(model);
        }

        return CreditAnalysis.Run(_networks.Folder.Write(model, name), samples, EquivalenceNetworks.OneStep);
    }
}
