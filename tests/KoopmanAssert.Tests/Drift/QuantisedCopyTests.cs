using FluentAssertions;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Drift;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>A copy of the accepted model in fewer bits holds by what it does, and other outputs and names are notes.</summary>
[TestFixture]
internal sealed class QuantisedCopyTests
{
    private static readonly string Elsewhere = Path.Combine(Path.GetTempPath(), "nowhere", "net.credits.json");

    // 2 % of 400 samples are 8.
    [TestCase(0, "0 of 400 samples change their class")]
    [TestCase(8, "8 of 400 samples change their class")]
    [TestCase(9, null)]
    public void A_classifier_may_change_the_class_of_two_percent(int changed, string? says)
    {
        NetworkCredit accepted = Fabricated.Classifier(0, -2, 200, 200);
        NetworkCredit rounded = Fabricated.Classifier(0, -2, 200 - changed, 200 + changed);
        var baseline = CreditBaseline.Create(Fabricated.Report(Fabricated.Profiled()).In(accepted), Elsewhere);
        Says(baseline, Copy(8, rounded, Fabricated.Profiled(gain: 0.5))).Should().Be(
            says is null ? null : $"the model is a copy of the accepted one in 8 bits: {says}; the figure that moved furthest is "
                + "'fc1' operator gain, 0.000 → 0.500");
    }

    // ln 1.1 up or down; as of a network whose outputs are not kept.
    [TestCase(1.09, "9.0")]
    [TestCase(0.92, "−8.0")]
    public void Another_network_may_move_the_level_of_its_outputs_by_a_tenth(double times, string percent) =>
        OfLevel(times).Should().StartWith("the model is a copy of the accepted one in 16 bits: its outputs are "
            + $"{percent} % larger; the figure that moved furthest is 'fc2' activation level, 1.000 → ");

    [TestCase(1.11)]
    [TestCase(0.9)]
    public void Beyond_a_tenth_rounding_has_broken_it(double times) => OfLevel(times).Should().BeNull();

    // Outputs that all grow by a factor change by as much of their variation.
    [TestCase(1.05, "5.0")]
    [TestCase(0.91, "9.0")]
    [TestCase(1.11, null)]
    public void Outputs_that_are_kept_may_change_by_a_tenth(double times, string? percent)
    {
        CreditReport accepted = Fabricated.Report(Fabricated.Profiled()).In(Answering(1));
        var baseline = CreditBaseline.Create(accepted, Elsewhere);
        Says(baseline, Copy(8, Answering(times), Fabricated.Profiled(gain: 0.01))).Should().Be(percent is null ? null
            : $"the model is a copy of the accepted one in 8 bits: its outputs change by {percent} % of their variation; the figure that "
                + "moved furthest is 'fc1' operator gain, 0.000 → 0.010");
    }

    [Test]
    public void A_model_in_all_its_bits_is_no_copy() =>
        Says(Regressor(), Copy(null, Fabricated.Network, Fabricated.Profiled())).Should().BeNull();

    [Test]
    public void The_accepted_model_itself_is_no_copy() => QuantisedCopy.Find(
        Regressor(), Report(Fabricated.ModelHash, 8, Fabricated.Network, Fabricated.Profiled()), Score(Regressor())).Should().BeNull();

    // Rounding to 8 bits moves the log of a norm by less than 0.01.
    [TestCase(0.009, true)]
    [TestCase(-0.011, false)]
    public void Weights_of_another_norm_are_no_copy(double norm, bool isOne) =>
        QuantisedCopy.IsOne(Regressor(), Copy(8, Fabricated.Network, Fabricated.Profiled(norm: norm))).Should().Be(isOne);

    // The norm is a logarithm of any sign, and every weight of every block has to be the accepted one's.
    [TestCase(1, 0, true)]
    [TestCase(1, 0.02, false)]
    [TestCase(-3, 0, true)]
    public void Every_weight_has_to_be_the_accepted_one(double norm, double moved, bool isOne)
    {
        CreditReport Model(string hash, int? bits, double last) => Report(hash, bits, Fabricated.Network,
            Fabricated.Weighted("fc1", Fabricated.Weight(norm, 0), Fabricated.Weight(norm + 1, 0)),
            Fabricated.Block("act"),
            Fabricated.Weighted("fc2", Fabricated.Weight(norm, 0), Fabricated.Weight(norm + last, 0)));
        var baseline = CreditBaseline.Create(Model(Fabricated.ModelHash, null, 2), Elsewhere);
        QuantisedCopy.IsOne(baseline, Model(new string('b', 64), 8, 2 + moved)).Should().Be(isOne);
    }

    // A block whose variation rounding took is excused with the copy; another model that lost it has drifted.
    [TestCase(8, true)]
    [TestCase(null, false)]
    public void A_copy_holds_with_a_block_whose_rank_collapsed(int? bits, bool holds)
    {
        BlockCredit Wide(int rank)
        {
            BlockCredit block = Fabricated.Block("fc2", 8, 6, rank, [1, 1, 1, 1]);
            return new BlockCredit("fc2", 8, 6, block.Estimate, Fabricated.Weighted("fc2", Fabricated.Weight(0, 0)).Profile)
            {
                NoiseFloor = 1e-6,
                Figures = Fabricated.Weighted("fc2", Fabricated.Weight(0, 0)).Figures,
            };
        }

        var baseline = CreditBaseline.Create(
            Report(Fabricated.ModelHash, null, Fabricated.Network, Fabricated.Profiled(), Wide(4)), Elsewhere);
        BaselineComparison comparison = baseline.Compare(Copy(bits, Fabricated.Network, Fabricated.Profiled(gain: 0.01), Wide(1)));
        comparison.Holds.Should().Be(holds);
        comparison.Findings.Where(f => f.Block == "fc2").Select(f => (f.Code, f.Severity)).Should()
            .Contain((DiagnosticCodes.RankDrift, holds ? FindingSeverity.Note : FindingSeverity.Error));
        comparison.Findings.Any(f => f.Code == DiagnosticCodes.QuantisedCopy).Should().Be(holds);
    }

    [Test]
    public void A_network_without_weights_is_no_copy() =>
        QuantisedCopy.IsOne(
            CreditBaseline.Create(Fabricated.Report(Fabricated.Block()), Elsewhere),
            Copy(8, Fabricated.Network, Fabricated.Block())).Should().BeFalse();

    [TestCase(1, " 'o0'")]
    [TestCase(2, "s 'o0', 'o1'")]
    [TestCase(0, null)]
    public void Added_outputs_are_named(int outputs, string? says)
    {
        CreditReport report = Report(Fabricated.ModelHash, null, Fabricated.Network, [.. Enumerable.Range(0, outputs).Select(i => $"o{i}")],
            Fabricated.Profiled());
        RenameFindings.FindAdded(Regressor(), report).Select(f => (f.Code, f.Severity, f.Message)).Should().Equal(
            says is null ? [] : [(DiagnosticCodes.ShapeChanged, FindingSeverity.Note, $"the model also has the output{says}, which the "
                + "baseline does not know; to check other outputs, create it again with --output")]);
    }

    [TestCase(1, "'a0' → 'b0'")]
    [TestCase(4, "'a0' → 'b0', 'a1' → 'b1', 'a2' → 'b2', 'a3' → 'b3'")]
    [TestCase(6, "'a0' → 'b0', 'a1' → 'b1', 'a2' → 'b2', 'a3' → 'b3' and 2 more")]
    public void Four_renamed_blocks_are_named_and_the_others_counted(int blocks, string says) =>
        RenameFindings.Find(Regressor(), [.. Enumerable.Range(0, blocks).Select(i => ($"a{i}", $"b{i}"))]).Should().ContainSingle()
            .Which.Message.Should().Be($"blocks were renamed, and are compared as before: {says}");

    private static string? OfLevel(double times)
    {
        var baseline = CreditBaseline.Create(Fabricated.Report(Fabricated.Profiled(), Fabricated.Profiled("fc2", level: 1)), Elsewhere);
        BlockCredit last = Fabricated.Profiled("fc2", level: 1 + Math.Log(times));
        return Says(baseline, Copy(16, Fabricated.Network, Fabricated.Profiled(level: 0.01), last));
    }

    // Three outputs about a mean of zero on each of 400 samples, times a factor.
    private static NetworkCredit Answering(double times)
    {
        DenseMatrix outputs = SeededMatrices.Uniform(3, 400, 7);
        var answers = DenseMatrix.Create(3, 400, (i, j) => times * (outputs[i, j] - outputs.Row(i).Average()));
        var sketch = OutputSketch.Create(new ColumnSnapshots(answers), centred: null, 1, CancellationToken.None);
        return Fabricated.Network with { Profile = Fabricated.Network.Profile with { Outputs = sketch } };
    }

    private static string? Says(CreditBaseline baseline, CreditReport copy) =>
        QuantisedCopy.Find(baseline, copy, LearntComparer.Score(baseline, copy, new LearntTolerance()))?.Message;

    private static CreditBaseline Regressor() => CreditBaseline.Create(Fabricated.Report(Fabricated.Profiled()), Elsewhere);

    private static DriftScore Score(CreditBaseline baseline) =>
        LearntComparer.Score(baseline, Fabricated.Report(Fabricated.Profiled()), new LearntTolerance());

    private static CreditReport Copy(int? bits, NetworkCredit network, params BlockCredit[] blocks) =>
        Report(new string('b', 64), bits, network, blocks);

    private static CreditReport Report(string hash, int? bits, NetworkCredit network, params BlockCredit[] blocks) =>
        Report(hash, bits, network, [], blocks);

    private static CreditReport Report(string hash, int? bits, NetworkCredit network, string[] added, params BlockCredit[] blocks) => new(
        new FileIdentity("net.onnx", hash),
        new FileIdentity("data/samples.npy", Fabricated.SamplesHash),
        400,
        AnalysisSettings.Regression,
        new NetworkCredits(blocks, network) { Bits = bits, AddedOutputs = added },
        []);
}
