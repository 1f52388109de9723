using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using KoopmanAssert.Core.Baselines;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The parts of a baseline that a learnt tolerance rests on are read as strictly as the rest.</summary>
[TestFixture]
internal sealed class AcceptedRetrainReaderTests
{
    private const string NetworkFigures
        = "\"figures\": { \"networkCredit\": 0, \"doubt\": -2, \"share0\": 0.5, \"share1\": 0.5, \"churn\": 0 }";
    private BaselineFolder _folder = null!;
    private string _text = null!;
    private IReadOnlyList<double?> _scores = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new BaselineFolder();
        CreditReport report = Fabricated.Report(
            AnalysisSettings.Regression,
            Fabricated.ModelHash,
            Fabricated.SamplesHash,
            20,
            [],
            Fabricated.Profiled("conv1"),
            Fabricated.Profiled("fc1"));
        CreditBaseline baseline = _folder.Create(report.In(Fabricated.Classifier()), Tolerance.Default);
        baseline = baseline.Accept(report.In(Fabricated.Classifier(1), new string('a', 64)))
            .Accept(report.In(Fabricated.Classifier(2), new string('b', 64)));
        _scores = [.. baseline.Accepted.Select(a => a.Score)];
        _text = Encoding.UTF8.GetString(BaselineWriter.ToBytes(baseline));
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void A_baseline_with_accepted_retrains_is_one_line_each_and_read_back()
    {
        string[] lines = _text.Split('\n');
        lines[6].Should().Be("  \"tolerance\": { \"learnt\": { \"falseAlarms\": 0.05, \"retraining\": \"auto\" }, \"stated\": [] },");
        lines[11].Should().Be(
            "  \"network\": { \"counted\": 1, \"classes\": 2, "
            + "\"predictions\": \"APwP\", "
            + NetworkFigures
            + ", \"floors\": { \"networkCredit\": 1E-06, \"doubt\": 1E-06, \"share0\": 1E-06, \"share1\": 1E-06, \"churn\": 1E-06 }, "
            + "\"spectrum\": \"AAAAAA==\" },");
        lines[12..].Should().Equal(
            "  \"accepted\": [",
            $"    {{ \"sha256\": \"{new string('a', 64)}\", {Line(0)} }},",
            $"    {{ \"sha256\": \"{new string('b', 64)}\", {Line(1)} }}",
            "  ]", "}", "");

        var read = CreditBaseline.Load(_folder.Write(_text));
        Encoding.UTF8.GetString(BaselineWriter.ToBytes(read)).Should().Be(_text);
        (read.Network.Line, read.Network.Column).Should().Be((12, 14));
        read.Network.Predictions.Should().Equal([.. Enumerable.Repeat(0, 10), .. Enumerable.Repeat(1, 10)]);
        read.Accepted[1].Network[0].Should().Be(new Figure(FigureKind.NetworkCredit, 0, 2));
    }

    // What is replaced in a good file by what, where the fault is then said to be (the last such text), and what is said.
    [TestCase("\"falseAlarms\": 0.05", "\"falseAlarms\": 0", "{ \"falseAlarms\"", "'falseAlarms' cannot be '0'")]
    [TestCase("\"falseAlarms\": 0.05", "\"falseAlarms\": 0.6", "{ \"falseAlarms\"", "'falseAlarms' cannot be '0.6'")]
    [TestCase("\"falseAlarms\": 0.05, ", "", "{ \"retraining\"", "does not contain the property 'falseAlarms'")]
    [TestCase("\"auto\"", "\"new\"", "\"new\"", "'retraining' to be one of fresh, continued, auto")]
    [TestCase("\"auto\" }", "\"auto\", \"prior\": 4 }", "4 }", "contains the unknown property 'prior'")]
    [TestCase("\"half\": 1, \"weights\"", "\"weights\"", "{ \"name\": \"fc1\"", "does not contain the property 'half'")]
    [TestCase("\"half\": 1, \"weights\"", "\"half\": 0, \"weights\"", "0, \"weights\"", "'half' to be at least 1")]
    [TestCase("\"half\": 1, ", "", "{ \"leadingCredit\"", "does not contain the property 'half'")]
    [TestCase("\"half\": 1, ", "\"half\": 0, ", "0, \"leadingCredit\"", "'half' to be at least 1")]
    [TestCase("\"weights\": [[8, 6]]", "\"weights\": [[8]]", "[8]]", "at least two axes")]
    [TestCase("\"weights\": [[8, 6]]", "\"weights\": [[8, 0]]", "0]]", "an axis of at least 1")]
    [TestCase("\"weights\": [[8, 6]]", "\"weights\": [[8, 6.5]]", "6.5]]", "an axis of at least 1")]
    [TestCase("\"weights\": [[8, 6]]", "\"weights\": []", "0, \"weightVolume1\": 0 }, \"floors\"",
        "contains the unknown property 'weightNorm1'")]
    [TestCase(
        "\"floors\": { \"leadingCredit\": 1E-06",
        "\"floors\": { \"leadingCredit\": -1E-06",
        "{ \"leadingCredit\": -1E-06",
        "noise floors of at least 0")]
    [TestCase("\"floors\": { \"leadingCredit\": 1E-06, ", "\"floors\": { ", "{ \"operatorGain\": 1E-06",
        "does not contain the property 'leadingCredit'")]
    [TestCase("\"classes\": 2", "\"classes\": 1", "1, \"predictions\"", "0, or 2 to 65536 classes")]
    [TestCase("\"classes\": 2", "\"classes\": 65537", "65537", "0, or 2 to 65536 classes")]
    [TestCase("\"classes\": 2", "\"classes\": 3", "\"APwP\", \"figures\"", "a class below 3 for each of the samples, packed")]
    [TestCase("\"counted\": 1, \"classes\"", "\"counted\": 0, \"classes\"", "0, \"classes\"", "'counted' to be at least 1")]
    [TestCase("\"counted\": 1, ", "", "{ \"networkCredit\"", "does not contain the property 'counted'")]
    [TestCase("\"APwP\"", "\"APwf\"", "\"APwf", "a class below 2 for each of the samples, packed")]
    [TestCase("\"APwP\"", "\"APwPAA==\"", "\"APwPAA", "a class below 2 for each of the samples, packed")]
    [TestCase("\"APwP\"", "\"APw=\"", "\"APw=", "a class below 2 for each of the samples, packed")]
    [TestCase("\"APwP\"", "\"AP*P\"", "\"AP*P", "a class below 2 for each of the samples, packed")]
    [TestCase(", \"predictions\": \"APwP\" } }", " } }", "{ \"counted\"",
        "does not contain the property 'predictions'")]
    [TestCase("\"AAAAAA==\"", "\"AA==\"", "\"AA==", "the falls of a spectrum, packed")]
    [TestCase(
        "\"spectrum\": \"AAA=\", \"parameters\"",
        "\"parameters\"",
        "1, \"leadingCredit\": 0",
        "contains the unknown property 'half'")]
    [TestCase("\"parameters\": \"0", "\"parameters\": \"", "\"0000000000000000000000000000000\"", "32 lower-case hexadecimal digits")]
    [TestCase("{ \"hash\": \"0", "{ \"hash\": \"G", "\"G000", "32 lower-case hexadecimal digits")]
    [TestCase("\"sketch\": \"AAAA", "\"sketch\": \"", "\"AAAAAAAAAAAAAAAA", "64 bytes in base64")]
    [TestCase("\"zeros\": 0", "\"zeros\": 1.5", "1.5", "a share from 0 to 1")]
    [TestCase("\"zeros\": 0", "\"zeros\": -0.5", "-0.5", "a share from 0 to 1")]
    [TestCase("\"weights\": [[8, 6]]", "\"weights\": [[8, 2147483647]]", "2147483647]]", "an axis of at least 1")]
    [TestCase("\"distinct\": 48", "\"distinct\": 65537", "65537", "at most 65536")]
    [TestCase("\"distinct\": 48", "\"distinct\": 0", "0 }] } }, \"network\"", "'distinct' to be at least 1")]
    [TestCase("\"zeros\": 0, ", "", "{ \"hash\"", "does not contain the property 'zeros'")]
    [TestCase("\"fingerprints\": [{", "\"fingerprints\": [], \"others\": [{", "[], \"others\"", "one per weight tensor, 1 in all")]
    [TestCase("\"churn\": 0 }", "\"churn\": 0, \"doubts\": 1 }", "1 }", "contains the unknown property 'doubts'")]
    [TestCase("\"churn\": 0 }", "\"churn\": 0, \"churn\": 1 }", "\"churn\": 1 }", "contains the property 'churn' twice")]
    [TestCase("\"auto\" }, \"stated\"", "\"auto\" }, \"hoped\": 1, \"stated\"", "1, \"stated\"", "contains the unknown property 'hoped'")]
    [TestCase("\"distinct\": 48", "\"distinct\": 48, \"kept\": 1", "1 }", "contains the unknown property 'kept'")]
    [TestCase("\"half\": 1, \"leading", "\"half\": 1, \"third\": 3, \"leading", "3, \"leading", "contains the unknown property 'third'")]
    [TestCase("\"score\": ", "\"note\": 1, \"score\": ", "1, \"score\"", "contains the unknown property 'note'")]
    [TestCase("\"counted\": 1, \"networkCredit\"", "\"counted\": 1, \"sum\": 5, \"networkCredit\"", "5, \"networkCredit\"",
        "contains the unknown property 'sum'")]
    [TestCase("\"counted\": 1, \"classes\"", "\"counted\": 1, \"names\": 5, \"classes\"", "5, \"classes\"",
        "contains the unknown property 'names'")]
    [TestCase(
        "{ \"counted\": 1, \"networkCredit\": 2, \"doubt\": -2, \"share0\": 0.5, \"share1\": 0.5, \"spectrum\": \"AAAAAA==\", "
            + "\"predictions\": \"APwP\" }",
        "{ \"networkCredit\": 2, \"doubt\": -2, \"share0\": 0.5, \"share1\": 0.5, \"churn\": 0 }",
        "{ \"sha256\": \"bbb",
        "a spectrum of the network and of every block, or none at all")]
    [TestCase(
        "\"predictions\": \"APwP\" } }", "\"predictions\": \"APwP\", \"outputChange\": -1, \"outputGeometry\": 0 } }", "-1, ",
        "a distance of at least 0")]
    [TestCase(
        "\"spectrum\": \"AAAAAA==\" },", "\"spectrum\": \"AAAAAA==\", \"outputs\": \"AAAA\" },", "\"AAAA\" },",
        "1 to 16 numbers for each of the samples, packed")]
    [TestCase("\"sha256\": \"bbb", "\"sha256\": \"Bbb", "\"Bbb", "a SHA-256 of 64 lower-case hexadecimal digits")]
    public void A_fault_is_refused_with_its_place(string good, string bad, string at, string problem)
    {
        int where = _text.LastIndexOf(good, StringComparison.Ordinal);
        where.Should().BePositive($"the file must hold {good}");
        string text = string.Concat(_text.AsSpan(0, where), bad, _text.AsSpan(where + good.Length));
        int position = text.LastIndexOf(at, StringComparison.Ordinal);
        BaselineException fault = Refused(text, DiagnosticCodes.BaselineCorrupt);
        fault.Problem.Should().Contain(problem);
        (fault.Line, fault.Column).Should()
            .Be((text[..position].Count(c => c == '\n') + 1, position - text.LastIndexOf('\n', position)), fault.Message);
    }

    // What lies on the edge of what is refused.
    [TestCase("\"zeros\": 0,", "\"zeros\": 1,")]
    [TestCase("\"distinct\": 48", "\"distinct\": 65536")]
    [TestCase("\"distinct\": 48", "\"distinct\": 1")]
    [TestCase("\"falseAlarms\": 0.05", "\"falseAlarms\": 0.5")]
    [TestCase("\"half\": 1, \"leadingCredit\"", "\"half\": 2, \"leadingCredit\"")]
    [TestCase("\"weights\": [[8, 6]]", "\"weights\": [[1, 2147483646]]")]
    [TestCase("\"leadingCredit\": 1E-06", "\"leadingCredit\": 0")]
    public void What_is_just_within_is_read_and_written_the_same(string good, string edge)
    {
        string text = _text.Replace(good, edge);
        text.Should().NotBe(_text);
        Encoding.UTF8.GetString(BaselineWriter.ToBytes(CreditBaseline.Load(_folder.Write(text)))).Should().Be(text);
    }

    [Test]
    public void The_same_retrain_twice_is_refused_at_the_second()
    {
        BaselineException fault = Refused(_text.Replace(new string('b', 64), new string('a', 64)), DiagnosticCodes.BaselineCorrupt);
        fault.Problem.Should().Contain("contains the accepted retrain 'aaaaaaaaaaaa…' twice");
        (fault.Line, fault.Column).Should().Be((15, 5));
    }

    [Test]
    public void A_retrain_that_lacks_the_figures_of_a_block_is_refused()
    {
        BaselineException fault = Refused(
            _text.Replace("\"blocks\": { \"conv1\":", "\"blocks\": { \"conv2\":"),
            DiagnosticCodes.BaselineCorrupt);
        fault.Problem.Should().Contain("does not contain the property 'conv1'");
        fault.Line.Should().Be(14);
    }

    [Test]
    public void A_retrain_with_figures_of_no_block_is_a_rule_that_matches_nothing()
    {
        string conv2
            = "\"conv2\": { \"leadingCredit\": 0, \"operatorGain\": 0, \"activationLevel\": 0, \"weightNorm1\": 0, \"weightVolume1\": 0 }";
        string text = _text.Replace("\"blocks\": { \"conv1\":", $"\"blocks\": {{ {conv2}, \"conv1\":");
        BaselineException fault = Refused(text, DiagnosticCodes.RuleMatchesNothing);
        fault.Problem.Should().Contain("an accepted retrain with figures for 'conv2', which is not a block of the baseline");
        (fault.Line, fault.Column).Should().Be((14, text.Split('\n')[13].IndexOf("{ \"leadingCredit\"", StringComparison.Ordinal) + 1));
        fault.WayOut.Should().Contain("Delete this retrain from \"accepted\" in the file");
    }

    [TestCase("tolerance", "learnt", "retraining")]
    [TestCase("blocks", "0", "half")]
    [TestCase("blocks", "0", "weights")]
    [TestCase("blocks", "0", "figures", "operatorGain")]
    [TestCase("blocks", "0", "floors", "leadingCredit")]
    [TestCase("network", "counted")]
    [TestCase("network", "predictions")]
    [TestCase("network", "figures", "networkCredit")]
    [TestCase("network", "floors")]
    [TestCase("accepted", "1", "sha256")]
    [TestCase("accepted", "1", "blocks")]
    [TestCase("accepted", "1", "blocks", "fc1", "activationLevel")]
    [TestCase("accepted", "1", "network")]
    public void The_schema_takes_the_file_and_refuses_it_with_a_member_missing_or_unknown(params string[] path)
    {
        JsonNode json = JsonNode.Parse(_text)!;
        SchemaTests.IsValid(json).Should().BeTrue();
        JsonObject holder = path[..^1].Aggregate(json, (node, name) => node is JsonArray array ? array[int.Parse(name)]! : node[name]!)
            .AsObject();
        JsonNode member = holder[path[^1]]!.DeepClone();
        holder.Remove(path[^1]);
        SchemaTests.IsValid(json).Should().BeFalse("it lacks {0}", path[^1]);
        holder[path[^1]] = member;
        SchemaTests.IsValid(json).Should().BeTrue();
        holder["colour"] = "red";
        SchemaTests.IsValid(json).Should().Be(path[..^1] is ["accepted", _, "blocks"], "no member is unknown but the name of a block");
    }

    private string Line(int index) => FormattableString.Invariant($"\"score\": {_scores[index]}, {Figures(index + 1)}");

    private static string Figures(int credit)
    {
        const string Block = "{ \"half\": 1, \"leadingCredit\": 0, \"operatorGain\": 0, \"activationLevel\": 0, "
            + "\"weightNorm1\": 0, \"weightVolume1\": 0, \"spectrum\": \"AAA=\", \"parameters\": \"00000000000000000000000000000000\", "
            + "\"fingerprints\": [{ \"hash\": \"00000000000000000000000000000000\", \"sketch\": \"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==\", \"zeros\": 0, \"distinct\": 48 }] }";
        return $"\"blocks\": {{ \"conv1\": {Block}, \"fc1\": {Block} }}, "
            + $"\"network\": {{ \"counted\": 1, \"networkCredit\": {credit}, \"doubt\": -2, \"share0\": 0.5, \"share1\": 0.5, "
            + "\"spectrum\": \"AAAAAA==\", \"predictions\": \"APwP\" }";
    }

    private BaselineException Refused(string text, string code)
    {
        BaselineException fault = FluentActions.Invoking(() => CreditBaseline.Load(_folder.Write(text))).Should().Throw<BaselineException>()
            .Which;
        fault.Code.Should().Be(code, fault.Message);
        return fault;
    }
}
