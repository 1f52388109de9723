using FluentAssertions;
using Google.Protobuf;
using KoopmanAssert.Core.Models.Onnx;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Which accepted models a model is judged by, as its weights show.</summary>
[TestFixture]
internal sealed class LineageTests
{
    private const string Reason = "for the test";
    private const double GainPrior = 0.05;

    private static readonly string Elsewhere = Path.Combine(Path.GetTempPath(), "nowhere", "net.credits.json");

    [Test]
    public void A_model_with_the_weights_of_the_accepted_one_continues_from_it()
    {
        Lineage lineage = Judge(Baseline(), Model('b', Weights(1))).Lineage;
        (lineage.Kind, lineage.Nearest).Should().Be((LineageKind.Continued, new string('a', 64)));
        lineage.Cosine.Should().BeApproximately(1, 1e-12);
        lineage.Unchanged.Should().Equal("fc1");
        lineage.Changed.Should().BeEmpty();
    }

    [Test]
    public void A_model_of_unrelated_weights_is_fresh_and_judged_as_if_nothing_were_known_of_its_weights()
    {
        DriftScore score = Judge(Baseline(), Model('b', Weights(2), gain: 0.1));
        score.Lineage.Kind.Should().Be(LineageKind.Fresh);
        score.Lineage.Changed.Should().Equal("fc1");
        Gain(score).Z.Should().BeApproximately(Z(0.1 / (GainPrior * Math.Sqrt(2)), 4), 1e-9);
    }

    [TestCase(1.0)]
    [TestCase(0.95)]
    [TestCase(0.8)]
    public void The_figures_of_a_block_have_a_yardstick_that_narrows_with_the_cosine(double share)
    {
        double[] weights = [.. Weights(1).Zip(Weights(2), (old, other) => (share * old) + (Math.Sqrt(1 - (share * share)) * other))];
        DriftScore score = Judge(Baseline(), Model('b', weights, gain: 0.02));
        double cosine = score.Lineage.Cosine!.Value, narrowing = Math.Sqrt((0.3 * 0.3) + 1 - (cosine * cosine));
        score.Lineage.Kind.Should().Be(LineageKind.Continued);
        Gain(score).Z.Should().BeApproximately(Z(0.02 / (narrowing * GainPrior * Math.Sqrt(2)), 4), 1e-9);
    }

    [Test]
    public void The_figures_of_the_whole_network_keep_the_yardstick_of_fresh_retrains()
    {
        CreditReport Doubting(char digit, double[] weights) =>
            Model(digit, weights).In(Fabricated.Classifier(0.1, -1.9), new string(digit, 64));
        var baseline = CreditBaseline.Create(Doubting('a', Weights(1)).In(Fabricated.Classifier()), Elsewhere);
        IEnumerable<double> Whole(double[] weights) =>
            Judge(baseline, Doubting('b', weights)).Figures.Where(f => f.Block is null).Select(f => f.Z);
        Whole(Weights(1)).Should().Equal(Whole(Weights(2)), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Test]
    public void Continued_retrains_say_nothing_about_how_far_fresh_ones_may_move()
    {
        CreditBaseline baseline = Baseline();
        CreditBaseline more = baseline.Accept([Model('b', Weights(1), gain: 0.3), Model('c', Weights(1), gain: -0.3)], Reason);
        CreditReport fresh = Model('d', Weights(2), gain: 0.1);
        DriftScore before = Judge(baseline, fresh), after = Judge(more, fresh);
        (after.Value, after.Retrains).Should().Be((before.Value, 0));
    }

    [Test]
    public void A_continued_model_is_held_against_the_models_that_it_is_near_to()
    {
        CreditBaseline baseline = Baseline()
            .Accept([Model('b', Weights(2), gain: 1), Model('c', Weights(3), gain: 2), Model('d', Weights(1), gain: 0.4)], Reason);
        DriftScore score = Judge(baseline, Model('e', Weights(1), gain: 0.2));
        Gain(score).Mean.Should().BeApproximately(0.2, 1e-9);
        Gain(score).Z.Should().BeApproximately(0, 1e-9);
        score.Retrains.Should().Be(3);
    }

    [Test]
    public void A_model_can_continue_from_an_accepted_retrain()
    {
        Lineage lineage = Judge(Baseline().Accept([Model('b', Weights(2), gain: 1)], Reason), Model('c', Weights(2))).Lineage;
        (lineage.Kind, lineage.Nearest).Should().Be((LineageKind.Continued, new string('b', 64)));
        lineage.Changed.Should().Equal(["fc1"], "it is compared with the accepted model");
    }

    [Test]
    public void Retraining_that_is_stated_has_one_yardstick_whatever_the_weights()
    {
        double Score(Retraining retraining, int seed)
        {
            var tolerance = new Tolerance { Learnt = new LearntTolerance { Retraining = retraining } };
            var baseline = CreditBaseline.Create(Model('a', Weights(1)), Elsewhere, tolerance);
            return Judge(baseline, Model('b', Weights(seed), gain: 0.1)).Value;
        }

        Score(Retraining.Fresh, 1).Should().Be(Score(Retraining.Fresh, 2)).And.Be(Score(Retraining.Auto, 2));
        Score(Retraining.Continued, 1).Should().Be(Score(Retraining.Continued, 2)).And.BeGreaterThan(Score(Retraining.Fresh, 1));
    }

    [Test]
    public void A_baseline_that_was_saved_sees_the_same_lineage()
    {
        using var folder = new BaselineFolder();
        CreditBaseline baseline = folder.Create(Model('a', Weights(1)), Tolerance.Default)
            .Accept([Model('b', Weights(2), gain: 1)], Reason);
        Directory.CreateDirectory(folder.At("models"));
        baseline.Save();
        CreditReport candidate = Model('c', Weights(2), gain: 0.1);
        DriftScore before = Judge(baseline, candidate), after = Judge(CreditBaseline.Load(baseline.Path), candidate);
        after.Lineage.Should().BeEquivalentTo(before.Lineage);
        after.Value.Should().Be(before.Value);
    }

    [Test]
    public void Only_the_block_with_another_bias_differs_in_a_real_network()
    {
        using var folder = new ModelFolder();
        string samples = folder.Samples(60, 8);
        CreditReport Analyse(ModelProto model, string name, bool measure = false) => CreditAnalysis.Run(
            folder.Write(model, name), samples, null, new AnalysisOptions { Threads = 1, MeasureNoise = measure });
        ModelProto accepted = Network(), edited = Network(), stored = Network();
        TensorProto bias = edited.Graph.Initializer.Single(t => t.Name == "b_layer.bias");
        byte[] bytes = bias.RawData.ToByteArray();
        BitConverter.TryWriteBytes(bytes, 0.125f).Should().BeTrue();
        bias.RawData = ByteString.CopyFrom(bytes);
        foreach (TensorProto tensor in stored.Graph.Initializer)
        {
            tensor.FloatData.AddRange(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray());
            tensor.ClearRawData();
        }

        CreditReport report = Analyse(accepted, "a.onnx", measure: true);
        var baseline = CreditBaseline.Create(report, folder.At("net.credits.json"));
        Lineage lineage = Judge(baseline, Analyse(edited, "b.onnx")).Lineage;
        lineage.Changed.Should().ContainSingle().Which.Should().Be(report.Blocks[1].Name);
        lineage.Unchanged.Should().Equal(report.Blocks[0].Name, report.Blocks[2].Name);
        lineage.Kind.Should().Be(LineageKind.Continued);
        lineage.Cosine.Should().BeApproximately(1, 1e-12);
        Judge(baseline, Analyse(stored, "c.onnx")).Lineage.Changed.Should().BeEmpty("the values are the same");
    }

    private static ModelProto Network() => new NetworkProto().Input("x", [-1, 8]).Dense("x", "a", 8, 8).Node("Relu", "a", "a1")
        .Dense("a1", "b", 8, 6).Node("Relu", "b", "b1").Dense("b1", "c", 6, 4).Output("c").Model;

    private static CreditBaseline Baseline() => CreditBaseline.Create(Model('a', Weights(1)), Elsewhere);

    private static DriftScore Judge(CreditBaseline baseline, CreditReport report) => baseline.Compare(report).Score!;

    private static FigureComparison Gain(DriftScore score) => score.Figures.Single(f => f.Figure.Kind == FigureKind.OperatorGain);

    private static CreditReport Model(char digit, double[] weights, double gain = 0) => Fabricated.Report(
        AnalysisSettings.Regression,
        new string(digit, 64),
        Fabricated.SamplesHash,
        400,
        [],
        Fabricated.Profiled(gain: gain, weights: weights));

    private static double[] Weights(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 8 * 6).Select(_ => (2 * random.NextDouble()) - 1)];
    }

    private static double Z(double t, double v) => Math.Sign(t) * ((8 * v) + 1) / ((8 * v) + 3) * Math.Sqrt(v * Math.Log(1 + (t * t / v)));
}
