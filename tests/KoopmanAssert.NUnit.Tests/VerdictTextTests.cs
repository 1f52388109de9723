using Google.Protobuf;
using KoopmanAssert.Core.Models.Onnx;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>What a developer reads for each verdict, without the code at hand.</summary>
[TestFixture]
public class VerdictTextTests
{
    private TestFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TestFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void A_frozen_layer_of_a_real_network()
    {
        CreditReport frozen = CreditAnalysis.Run(Repository.LeNetFrozenLayer, Repository.Digits);
        Approve("credit-drift", () => Assert.That(frozen, Credits.MatchBaseline(Repository.LeNetBaseline)));
    }

    [Test]
    public void A_model_tuned_on_random_labels()
    {
        string baseline = _folder.FcBaseline();
        Assert.That(
            CreditAnalysis.Run(Repository.FcAnotherRetrain, Repository.SmallDigits),
            Credits.MatchBaseline(baseline),
            "an honest retrain holds");
        CreditReport tuned = CreditAnalysis.Run(Repository.FcRandomLabels, Repository.SmallDigits);
        Approve("random-labels", () => Assert.That(tuned, Credits.MatchBaseline(baseline)));
    }

    // The last layer with its units turned round: each block does what it did, and the classes change places.
    [Test]
    public void A_network_whose_classes_changed_places()
    {
        string baseline = _folder.FcBaseline(), swapped = _folder.At("swapped.onnx");
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Repository.Fc));
        foreach (TensorProto tensor in model.Graph.Initializer
            .Where(t => model.Graph.Node.Last(n => n.OpType == "Gemm").Input.Contains(t.Name)))
        {
            byte[][] units = [.. tensor.RawData.ToByteArray().Chunk(tensor.RawData.Length / (int)tensor.Dims[0])];
            tensor.RawData = ByteString.CopyFrom([.. units.Reverse().SelectMany(unit => unit)]);
        }

        File.WriteAllBytes(swapped, model.ToByteArray());
        CreditReport moved = CreditAnalysis.Run(swapped, Repository.SmallDigits);
        Approve("output-behaviour", () => Assert.That(moved, Credits.MatchBaseline(baseline)));
    }

    [Test]
    public void A_block_that_moved_before_any_retrain_was_accepted()
    {
        string baseline = _folder.Baseline(_folder.Network("net.onnx"), Tolerance.Default);
        CreditReport moved = _folder.Analyse(_folder.Retrained("retrained.onnx", new DenseLayer("fc2", Scale: 8)));
        Approve("by-the-priors", () => Assert.That(moved, Credits.MatchBaseline(baseline)));
    }

    [Test]
    public void A_block_that_moved_beyond_a_rule_stated_beside_a_learnt_tolerance()
    {
        string baseline = _folder.Baseline(
            _folder.Network("net.onnx"),
            Tolerance.Default with { Stated = [new StatedTolerance("fc2", 0.1, ToleranceUnit.Dimension)] });
        CreditReport moved = _folder.Analyse(_folder.Retrained("retrained.onnx", new DenseLayer("fc2", Scale: 1.13f)));
        Approve("stated-beside-learnt", () => Assert.That(moved, Credits.MatchBaseline(baseline)));
    }

    [Test]
    public void Other_weights_in_blocks_of_the_same_dimensions()
    {
        string baseline = _folder.Baseline(_folder.Network("net.onnx"), Tolerance.Default);
        Baselines.Edit(baseline, "\"weights\": [[6, 6]]", "\"weights\": [[6, 5]]");
        CreditReport other = _folder.Analyse(_folder.Retrained("retrained.onnx", new DenseLayer("fc2", Scale: 2)));
        Approve("weights", () => Assert.That(other, Credits.MatchBaseline(baseline)));
    }

    [Test]
    public void The_same_model_with_other_figures()
    {
        string baseline = _folder.Baseline(_folder.Network("net.onnx"), Tolerance.Default);
        Baselines.Edit(baseline, "\"figures\": { \"leadingCredit\": [^,]*", "\"figures\": { \"leadingCredit\": 9");
        ApproveException<RuntimeException>(
            "environment-learnt",
            DiagnosticCodes.EnvironmentChanged,
            () => Assert.That(CreditBaseline.Load(baseline), Credits.Hold));
    }

    [Test]
    public void An_accepted_retrain_of_a_block_that_is_gone()
    {
        string baseline = _folder.Baseline(_folder.Network("net.onnx"), Tolerance.Default);
        CreditReport retrain = _folder.Analyse(_folder.Retrained("retrained.onnx", new DenseLayer("fc2", Scale: 2)));
        CreditBaseline.Load(baseline).Accept(retrain, "scaled").Save();
        Baselines.Edit(baseline, "\"blocks\": { \"fc1\":", "\"blocks\": { \"gone\": { \"leadingCredit\": 0 }, \"fc1\":");
        ApproveException<BaselineException>(
            "accepted-without-block",
            DiagnosticCodes.RuleMatchesNothing,
            () => Assert.That(CreditBaseline.Load(baseline), Credits.Hold));
    }

    [Test]
    public void A_collapsed_rank() => ApproveDrift("rank-collapse", new DenseLayer("fc3", Rank: 2));

    [Test]
    public void A_rank_that_moved_further_than_stated()
    {
        string baseline = _folder.Baseline(_folder.Network("net.onnx"), Tolerance.FromRules([], 1));
        CreditReport moved = _folder.Analyse(_folder.Retrained("retrained.onnx", new DenseLayer("fc3", Rank: 4)));
        Approve("rank-change", () => Assert.That(moved, Credits.MatchBaseline(baseline)));
    }

    [Test]
    public void Another_shape() => ApproveDrift("shape", new DenseLayer("fc2", Outputs: 5));

    [Test]
    public void An_added_block() => ApproveNetworks("added", TestFolder.Layers, [.. TestFolder.Layers, new DenseLayer("head")]);

    [Test]
    public void A_removed_block() => ApproveNetworks("removed", [.. TestFolder.Layers, new DenseLayer("head")], TestFolder.Layers);

    [Test]
    public void Several_kinds_of_change_at_once() => ApproveNetworks("several",
        [new("fc1"), new("fc2"), new("fc3"), new("fc4"), new("fc5"), new("out", Outputs: 3)],
        [new("fc1", Scale: 2), new("fc2"), new("fc3", Outputs: 7), new("fc4", Outputs: 6), new("head"), new("fc5", Rank: 2)]);

    [Test]
    public void Sixty_drifting_blocks_in_at_most_25_lines()
    {
        DenseLayer[] layers = [.. Enumerable.Range(1, 60).Select(i => new DenseLayer($"fc{i}"))];
        string text = ApproveNetworks("sixty-blocks", layers, [.. layers.Select((layer, i) => layer with { Scale = 1.2f + (0.01f * i) })]);
        Assert.That(text.TrimEnd().Split('\n'), Has.Length.LessThanOrEqualTo(25));
    }

    [Test]
    public void Every_kind_of_change_in_a_large_network_in_at_most_25_lines()
    {
        DenseLayer[] layers = [.. Enumerable.Range(1, 100).Select(i => new DenseLayer($"fc{i}"))];
        DenseLayer[] changed =
        [
            .. layers[..30].Select((layer, i) => layer with { Scale = 1.3f + (0.01f * i) }),
            .. layers[30..60],
            .. Enumerable.Range(1, 10).Select(i => new DenseLayer($"added{i}", Outputs: 9)),
            .. layers[60..70].Select(layer => layer with { Outputs = 7 }),
            .. layers[70..80],
            .. layers[80..90].Select(layer => layer with { Rank = 2 }),
        ];
        string text = ApproveNetworks("large-network", layers, changed);
        Assert.That(text.TrimEnd().Split('\n'), Has.Length.LessThanOrEqualTo(25));
    }

    [Test]
    public void Names_that_would_steer_a_terminal_or_give_orders_to_a_build_server()
    {
        (string baseline, CreditReport moved) = _folder.Drifted();
        Baselines.Edit(baseline, "\"fc3\"", """ "a {0}\u001b[31m\n::error::##vso[task]" """);
        Approve("odd-names", () => Assert.That(moved, Credits.MatchBaseline(baseline)));
    }

    [Test]
    public void Other_samples()
    {
        (string baseline, CreditReport _) = _folder.Drifted();
        CreditReport others = CreditAnalysis.Run(_folder.At("net.onnx"), _folder.WriteSamples("others.npy", 30, seed: 2));
        ApproveException<BaselineException>(
            "samples-changed",
            DiagnosticCodes.SamplesChanged,
            () => Assert.That(others, Credits.MatchBaseline(baseline)));
    }

    [Test]
    public void Other_settings()
    {
        string baseline = _folder.Baseline(_folder.Network("net.onnx"));
        CreditReport others = _folder.Analyse(_folder.At("net.onnx"), new AnalysisSettings { RankTolerance = 1e-4, Seed = 7 });
        ApproveException<BaselineException>(
            "settings-changed",
            DiagnosticCodes.SettingsChanged,
            () => Assert.That(others, Credits.MatchBaseline(baseline)));
    }

    [Test]
    public void An_unreliable_credit()
    {
        (string baseline, CreditReport moved) = _folder.Drifted(new DenseLayer("fc2", Scale: float.MaxValue));
        void Assertion() => Assert.That(moved, Credits.MatchBaseline(baseline));
        ApproveException<SamplesException>("unreliable", DiagnosticCodes.Unreliable, Assertion);
    }

    [Test]
    public void The_same_model_with_other_credits()
    {
        string baseline = _folder.Baseline(_folder.Network("net.onnx"));
        Baselines.Shift(baseline, "fc2", nats: 5);
        ApproveException<RuntimeException>(
            "environment",
            DiagnosticCodes.EnvironmentChanged,
            () => Assert.That(CreditBaseline.Load(baseline), Credits.Hold));
    }

    [Test]
    public void A_missing_baseline()
    {
        CreditReport credits = _folder.Analyse(_folder.Network("net.onnx"));
        ApproveException<BaselineException>(
            "missing",
            DiagnosticCodes.BaselineMissing,
            () => Assert.That(credits, Credits.MatchBaseline(_folder.At("net.credits.json"))));
    }

    [Test]
    public void A_missing_baseline_by_a_relative_path()
    {
        CreditReport credits = _folder.Analyse(_folder.Network("net.onnx"));
        ApproveException<BaselineException>(
            "missing-relative",
            DiagnosticCodes.BaselineMissing,
            () => Assert.That(credits, Credits.MatchBaseline("Data/no such.credits.json")));
    }

    [TestCase("corrupt", DiagnosticCodes.BaselineCorrupt, "\"fc2\",", "\"fc2\"")]
    [TestCase("corrupt-field", DiagnosticCodes.BaselineCorrupt, "\"noiseFloor\"", "\"noisefloor\"")]
    [TestCase("newer", DiagnosticCodes.BaselineNewer, "\"formatVersion\": 2", "\"formatVersion\": 3")]
    [TestCase(
        "conflicts",
        DiagnosticCodes.BaselineConflicted,
        "  \"blocks\": [",
        "<<<<<<< HEAD\n  \"blocks\": [\n=======\n  \"blocks\": [\n>>>>>>> retrained")]
    [TestCase(
        "rule-without-block",
        DiagnosticCodes.RuleMatchesNothing,
        "{ \"blocks\": \"*\"",
        "{ \"blocks\": \"conv*\", \"nats\": 0.2, \"per\": \"dimension\" }, { \"blocks\": \"*\"")]
    [TestCase("block-without-rule", DiagnosticCodes.RuleMatchesNothing, "{ \"blocks\": \"*\"", "{ \"blocks\": \"fc1\"")]
    public void A_baseline_that_cannot_be_used(string name, string code, string old, string edited)
    {
        (string baseline, CreditReport moved) = _folder.Drifted();
        Baselines.Edit(baseline, old, edited);
        ApproveException<BaselineException>(name, code, () => Assert.That(moved, Credits.MatchBaseline(baseline)));
    }

    [Test]
    public void A_tolerance_below_the_noise()
    {
        (string baseline, CreditReport moved) = _folder.Drifted();
        Baselines.Edit(baseline, "\"nats\": 0.15", "\"nats\": 1E-12");
        Baselines.Edit(baseline, "\"noiseFloor\": [^,]*", "\"noiseFloor\": 0.00125");
        ApproveException<SettingsException>(
            "tolerance-below-noise",
            DiagnosticCodes.ToleranceBelowNoise,
            () => Assert.That(moved, Credits.MatchBaseline(baseline)));
    }

    private void ApproveDrift(string name, params DenseLayer[] changed)
    {
        (string baseline, CreditReport moved) = _folder.Drifted(changed);
        Approve(name, () => Assert.That(moved, Credits.MatchBaseline(baseline)));
    }

    private string ApproveNetworks(string name, DenseLayer[] accepted, DenseLayer[] retrained)
    {
        string baseline = _folder.Baseline(_folder.Network("net.onnx", accepted));
        CreditReport moved = _folder.Analyse(_folder.Network("retrained.onnx", retrained));
        return Approve(name, () => Assert.That(moved, Credits.MatchBaseline(baseline)));
    }

    private string Approve(string name, Action assertion)
    {
        string text = Failure.Of(assertion).Message;
        Approval.Verify(name, text, _folder);
        return text;
    }

    private void ApproveException<T>(string name, string code, Action assertion)
        where T : KoopmanAssertException
    {
        T failure = Assert.Throws<T>(assertion)!;
        Assert.That(failure.Code, Is.EqualTo(code));
        Approval.Verify(name, failure.Message, _folder);
    }
}
