using System.Runtime.InteropServices;
using FluentAssertions;
using Google.Protobuf;
using KoopmanAssert.Core.Drift;
using KoopmanAssert.Core.Models.Onnx;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>What was done to one block is also seen in a copy of an accepted retrain. On the fully connected network.</summary>
[TestFixture]
internal sealed class OriginTests
{
    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void A_copy_of_an_accepted_retrain_with_one_block_scaled_is_said_to_be_that()
    {
        DriftEvidence evidence = Judge((weight, i) => i == 1 ? weight * 1.5f : weight);

        string origin = $"accepted retrain {Analyse(Retrain).Model.Sha256[..12]}…";
        evidence.Origin.Should().Be(origin);
        evidence.OnlyChanged!.Name.Should().Be("fc2");
        Diagnosis.Judge(evidence).Cause.Should()
            .Be(new DriftCause(
                "scaledWeights",
                $"the weights of 'fc2' are {origin}'s times 1.500, and only they changed",
                "fc2",
                "what multiplies the weights of 'fc2' (a scale that was merged twice or not at all, or an edited file)"));
    }

    [Test]
    public void One_block_of_an_accepted_retrain_among_others_is_frozen()
    {
        var random = new Random(5);
        DriftEvidence evidence = Judge((weight, i) => i == 2 ? weight : weight + (0.3f * (random.NextSingle() - 0.5f)));

        new FrozenBlock().Explain(evidence)!.Words.Should().StartWith("'fc3' has exactly the weights of accepted retrain ");
    }

    [Test]
    public void A_model_that_shares_no_block_is_compared_with_the_accepted_model()
    {
        CreditBaseline baseline = Accepting();
        CreditReport other = Analyse(RepositoryFiles.Data("fc-retrains/good-seed3.onnx"));
        DriftEvidence.Create(baseline, other, LearntComparer.Score(baseline, other, baseline.Tolerance.Learnt!)).Origin.Should()
            .Be("the accepted model");
    }

    private static string Retrain => RepositoryFiles.Data("fc-retrains/good-seed2.onnx");

    private static CreditBaseline Accepting() =>
        CreditBaseline.Create(Analyse(RepositoryFiles.Fc), "fc.credits.json").Accept(Analyse(Retrain), "honest");

    private DriftEvidence Judge(Func<float, int, float> change)
    {
        CreditBaseline baseline = Accepting();
        CreditReport report = Analyse(Changed(change));
        return DriftEvidence.Create(baseline, report, LearntComparer.Score(baseline, report, baseline.Tolerance.Learnt!));
    }

    // The weights of the i-th layer, biases aside.
    private string Changed(Func<float, int, float> change)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Retrain));
        foreach ((TensorProto tensor, int i) in model.Graph.Initializer.Where(t => t.Dims.Count == 2).Select((t, i) => (t, i)).ToList())
        {
            float[] values = MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray();
            tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>([.. values.Select(v => change(v, i))]));
        }

        return _folder.Write(model, "changed.onnx");
    }

    private static CreditReport Analyse(string model) =>
        CreditAnalysis.Run(model, RepositoryFiles.SmallDigits, null, new AnalysisOptions { MeasureNoise = true, Threads = 2 });
}
