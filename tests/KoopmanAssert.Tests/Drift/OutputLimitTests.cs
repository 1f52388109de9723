using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using FluentAssertions;
using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Models.Onnx;
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

    // The classes of at most a tenth of the samples change, and no three figures move together.
    [TestCase("fc", 3)]
    [TestCase("lenet5", 4)]
    public void The_scores_of_a_classifier_of_which_one_layer_was_edited_are_held(string network, int layer)
    {
        (CreditBaseline baseline, string samples) = _networks.BaselineOf(network);
        CreditReport edited = Edited(network, samples, model => Damaging.Layer(model, Damaging.Layers(model)[layer], "noise"));

        BaselineComparison comparison = baseline.Compare(edited);
        comparison.Score!.Value.Should().BeLessThan(comparison.Score.Threshold);
        comparison.Score.Outputs!.Figure.Kind.Should().Be(FigureKind.OutputChange);
        comparison.Score.Outputs.Allowed.Should().Be(0.1);
        comparison.HasDrifted.Should().BeTrue();
        comparison.Findings.Should().Contain(f => f.Message.Contains("half of its weight tensors or more are the accepted ones"));

        WithoutOutputs(baseline).Compare(edited).HasDrifted.Should().BeFalse("earlier versions kept no scores");
    }

    // As longer training does: the last layer grows, and no weight stays what it was.
    [TestCase("fc")]
    [TestCase("lenet5")]
    public void The_scores_of_a_classifier_may_grow_if_all_of_it_was_trained(string network)
    {
        (CreditBaseline baseline, string samples) = _networks.BaselineOf(network);
        CreditReport trained = Edited(network, samples, model =>
        {
            Damaging.Layer(model, Damaging.Layers(model)[^1], "x 1.5");
            Damaging.Jitter(model);
        });

        LearntChange(baseline, trained).Should().BeGreaterThan(0.4, "the scores have grown by half");
        FigureComparison outputs = baseline.Compare(trained).Score!.Outputs!;
        outputs.Figure.Kind.Should().Be(FigureKind.ChangedClasses);
        outputs.IsBeyond.Should().BeFalse();
    }

    [Test]
    public void An_accepted_edit_of_a_classifier_allows_further_ones_a_quarter_more_and_nothing_else()
    {
        (CreditBaseline baseline, string samples) = _networks.BaselineOf("lenet5");
        CreditReport edited = Edited("lenet5", samples, model => Damaging.Layer(model, Damaging.Layers(model)[4], "noise"));
        CreditReport permuted = Edited("lenet5", samples, model => Damaging.PermuteOutputs(model));
        CreditBaseline accepted = baseline.Accept(edited, "its head was trained alone");

        accepted.Compare(edited).HasDrifted.Should().BeFalse();
        double change = LearntChange(baseline, edited);
        FigureComparison outputs = accepted.Compare(permuted).Score!.Outputs!;
        outputs.IsBeyond.Should().BeTrue();
        outputs.Figure.Kind.Should().Be(FigureKind.ChangedClasses);
        FigureComparison other = accepted.Compare(
            Edited("lenet5", samples, model => Damaging.Layer(model, Damaging.Layers(model)[4], "x 1.5"))).Score!.Outputs!;
        other.Figure.Kind.Should().Be(FigureKind.OutputChange);
        other.Allowed.Should().BeApproximately(1.25 * change, 1e-12);
    }

    // An edit that was accepted went three times as far as an edit may; that is a third of what a fresh retrain may.
    [Test]
    public void An_accepted_edit_leaves_fresh_retrains_their_own_limit()
    {
        (CreditBaseline baseline, string samples) = _networks.BaselineOf("zoo/gpt");
        CreditReport edited = Edited("zoo/gpt", samples, model => Damaging.Layer(model, Damaging.Layers(model)[^1], "noise"));
        CreditReport fresh = Edited(
            "zoo/gpt", samples, model => Damaging.Layers(model).ForEach(layer => Damaging.Layer(model, layer, "redrawn")));
        CreditBaseline accepted = baseline.Accept(edited, "its head was trained alone");

        LearntChange(baseline, edited).Should().BeGreaterThan(0.2);
        accepted.Compare(fresh).Score!.Outputs!.Allowed.Should().BeApproximately(Math.Sqrt(1.4), 1e-12);
    }

    // No training turns no weight tensor at all.
    [TestCase("zoo/gpt")]
    [TestCase("zoo/unet")]
    public void Weights_that_all_grew_by_a_tenth_are_an_edit(string network)
    {
        (CreditBaseline baseline, string samples) = _networks.BaselineOf(network);
        CreditReport grown = Edited(network, samples, model => Damaging.Layers(model).ForEach(layer => Scale(model, layer.Input[1], 1.1f)));

        FigureComparison outputs = baseline.Compare(grown).Score!.Outputs!;
        outputs.Allowed.Should().Be(0.1);
        outputs.IsBeyond.Should().BeTrue();
    }

    // As training that continues on other data does: it turns the weights by two degrees and moves the outputs by a fifth.
    [Test]
    public void The_outputs_of_a_network_that_was_trained_further_may_go_as_far_as_two_retrains_that_start_alike()
    {
        (CreditBaseline baseline, string samples) = _networks.BaselineOf("zoo/unet");
        CreditReport trained = Edited("zoo/unet", samples, model =>
        {
            Damaging.Jitter(model);
            Scale(model, Damaging.Layers(model)[^1].Input[1], 1.2f);
        });

        LearntChange(baseline, trained).Should().BeGreaterThan(0.2);
        FigureComparison outputs = baseline.Compare(trained).Score!.Outputs!;
        outputs.Allowed.Should().BeInRange(Math.Sqrt(0.7), Math.Sqrt(0.7) + 0.01, "of √1.4, √½");
        outputs.IsBeyond.Should().BeFalse();
    }

    // A regressor whose outputs lie close to each other: which is the largest says nothing, and a retrain has another largest.
    [Test]
    public void A_fresh_retrain_of_what_only_looks_like_a_classifier_holds_by_its_outputs()
    {
        string samples = _networks.Samples("fc");
        var baseline = CreditBaseline.Create(
            CreditAnalysis.Run(
                _networks.Folder.Write(Regressor(1, isReversed: false), "regressor.onnx"), samples, EquivalenceNetworks.OneStep,
                new AnalysisOptions { MeasureNoise = true }),
            _networks.Folder.At("regressor.credits.json"));
        CreditReport Retrain(int seed, float scale) => CreditAnalysis.Run(
            _networks.Folder.Write(Regressor(seed, isReversed: true, scale), "retrain.onnx"), samples, EquivalenceNetworks.OneStep);

        DriftScore score = baseline.Compare(Retrain(2, 1)).Score!;
        score.Lineage.Kind.Should().Be(LineageKind.Fresh);
        score.Outputs!.Figure.Kind.Should().Be(FigureKind.OutputChange, "more than half of the samples have another largest output");
        score.Outputs.IsBeyond.Should().BeFalse();

        // The outputs hardly vary any more.
        FigureComparison dead = baseline.Compare(Retrain(2, 0.01f)).Score!.Outputs!;
        dead.Figure.Kind.Should().Be(FigureKind.ChangedClasses);
        dead.IsBeyond.Should().BeTrue();
    }

    // The dense network with ten outputs that are nearly one, its hidden units in reverse order or not.
    private static ModelProto Regressor(int seed, bool isReversed, float scale = 1)
    {
        var random = new Random(seed);
        ModelProto model = EquivalenceNetworks.Read("fc");
        List<NodeProto> layers = Damaging.Layers(model);
        for (int l = 0; l < layers.Count; l++)
        {
            TensorProto weight = Rewriting.Initializer(model, layers[l].Input[1])!;
            TensorProto bias = Rewriting.Initializer(model, layers[l].Input[2])!;
            int inputs = (int)weight.Dims[1];
            float[][] units = [.. Rewriting.Floats(weight).Chunk(inputs)];
            float[] offsets = Rewriting.Floats(bias);
            if (l == layers.Count - 1)
            {
                units = [.. units.Select(_ => units[0].Select(w => scale * (w + (0.02f * (random.NextSingle() - 0.5f)))).ToArray())];
                offsets = new float[offsets.Length];
            }

            if (isReversed && l > 0)
            {
                units = [.. units.Select(unit => Enumerable.Reverse(unit).ToArray())];
            }

            if (isReversed && l < layers.Count - 1)
            {
                Array.Reverse(units);
                Array.Reverse(offsets);
            }

            Write(weight, [.. units.SelectMany(unit => unit)]);
            Write(bias, offsets);
        }

        return model;
    }

    private static void Scale(ModelProto model, string name, float factor)
    {
        TensorProto weight = Rewriting.Initializer(model, name)!;
        Write(weight, [.. Rewriting.Floats(weight).Select(v => factor * v)]);
    }

    private static void Write(TensorProto tensor, float[] values)
    {
        tensor.FloatData.Clear();
        tensor.RawData = Google.Protobuf.ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    private static double LearntChange(CreditBaseline baseline, CreditReport report) =>
        report.Network!.Profile.Outputs!.DistanceFrom(baseline.Network.Outputs!, baseline.SampleCount)!.Value.Change;

    private CreditBaseline WithoutOutputs(CreditBaseline baseline)
    {
        string text = System.Text.Encoding.UTF8.GetString(BaselineWriter.ToBytes(baseline));
        string old = Regex.Replace(text, ",\\s*\"outputs\": ?\"[^\"]*\"", "");
        old.Length.Should().BeLessThan(text.Length);
        string path = _networks.Folder.At("without-outputs.credits.json");
        File.WriteAllText(path, old);
        return CreditBaseline.Load(path);
    }

    private CreditReport Edited(string network, string samples, Action<ModelProto> edit)
    {
        ModelProto model = EquivalenceNetworks.Read(network);
        edit(model);
        return CreditAnalysis.Run(_networks.Folder.Write(model, "edited.onnx"), samples, EquivalenceNetworks.OneStep);
    }

    private CreditReport Analyse(string network, string samples, string name, bool jitter = false)
    {
        ModelProto model = EquivalenceNetworks.Read(network);
        Damaging.PermuteOutputs(model).Should().BeTrue();
        if (jitter)
        {
            Damaging.Jitter(model);
        }

        return CreditAnalysis.Run(_networks.Folder.Write(model, name), samples, EquivalenceNetworks.OneStep);
    }
}
