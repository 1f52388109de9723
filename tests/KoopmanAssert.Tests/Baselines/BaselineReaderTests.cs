using System.Text;
using FluentAssertions;
using KoopmanAssert.Core.Baselines;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>A baseline is read strictly: each fault has a code and a place.</summary>
[TestFixture]
internal sealed class BaselineReaderTests
{
    private BaselineFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new BaselineFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    // What is replaced in a good file by what, where the fault is then said to be (the last such text), and what is said.
    [TestCase(
        "\"formatVersion\": 2,",
        "\"formatVersion\": 2, \"formatVersion\": 2,",
        "\"formatVersion\"",
        "contains the property 'formatVersion' twice")]
    [TestCase("\"count\": 400 }", "\"count\": 400, \"count\": 401 }", "\"count\": 401", "contains the property 'count' twice")]
    [TestCase("\"count\": 400 }", "\"count\": 400, \"extra\": true }", "true", "contains the unknown property 'extra'")]
    [TestCase("\"tolerance\":", "\"approved\": [], \"tolerance\":", "[], \"tolerance\"", "contains the unknown property 'approved'")]
    [TestCase("\"steps\": 1, ", "\"steps\": 1, \"stepsTaken\": 7, ", "7, ", "contains the unknown property 'stepsTaken'")]
    [TestCase(", \"count\": 400", "", "{ \"path\": \"../data", "does not contain the property 'count'")]
    [TestCase("  \"formatVersion\": 2,\n", "", "{\n", "does not contain the property 'formatVersion'")]
    [TestCase("\"seed\": 0, ", "", "{ \"profile\"", "does not contain the property 'seed'")]
    [TestCase(", \"per\": \"dimension\"", "", "{ \"blocks\": \"*\"", "does not contain the property 'per'")]
    [TestCase("\"formatVersion\": 2,", "\"formatVersion\": 0,", "0,\n", "'formatVersion' to be at least 1")]
    [TestCase("\"formatVersion\": 2,", "\"formatVersion\": \"2\",", "\"2\",", "a number for 'formatVersion'")]
    [TestCase("\"outputs\": 6,", "\"outputs\": 6.5,", "6.5,", "a whole number for 'outputs'")]
    [TestCase("\"outputs\": 6,", "\"outputs\": 3000000000,", "3000000000,", "a whole number for 'outputs'")]
    [TestCase("\"outputs\": 6, \"rank\": 4", "\"outputs\": 6, \"rank\": 0", "0, \"snapshotRank\"", "'rank' to be at least 1")]
    [TestCase("\"name\": \"fc1\"", "\"name\": 7", "7, \"kind\"", "a string for 'name'")]
    [TestCase("\"name\": \"fc1\"", "\"name\": null", "null, \"kind\": \"L2S\"", "a string for 'name'")]
    [TestCase("\"name\": \"fc1\"", "\"name\": \"conv1\"", "{ \"name\": \"conv1\"", "contains the block 'conv1' twice")]
    [TestCase("\"kind\": \"L2S\"", "\"kind\": \"S2L\"", "\"S2L\", \"inputs\": 20", "the kind L2S of 20 inputs and 6 outputs")]
    [TestCase(
        "\"logCreditPerDimension\": -0.6931471805599453",
        "\"logCreditPerDimension\": -0.69",
        "-0.69,",
        "the log-credit divided by the rank")]
    [TestCase("\"logCredit\": -2.772588722239781", "\"logCredit\": 1e999", "1e999", "a number too large for a double")]
    [TestCase("\"logCredit\": -2.772588722239781", "\"logCredit\": -1e999", "-1e999", "a number too large for a double")]
    [TestCase("\"logCredit\": -2.772588722239781", "\"logCredit\": null", "null, \"logCreditPerDimension\": -", "a number for 'logCredit'")]
    [TestCase("\"logCredit\": -2.772588722239781", "\"logCredit\": true", "true", "a number for 'logCredit'")]
    [TestCase("\"spread\": null", "\"spread\": \"none\"", "\"none\"", "a number for 'spread'")]
    [TestCase("\"noiseFloor\": 1E-06", "\"noiseFloor\": -1E-06", "-1E-06", "a noise floor of at least 0")]
    [TestCase("\"blocks\": [\n", "\"blocks\": 3, \"x\": [\n", "3, \"x\"", "an array")]
    [TestCase("\"tolerance\": {", "\"tolerance\": [], \"x\": {", "[], \"x\"", "an object")]
    [TestCase("\"split\": []", "\"split\": [1]", "1], \"cuts\"", "a string")]
    [TestCase("\"alignment\": \"principal\"", "\"alignment\": \"given\"", "\"given\"", "'alignment' cannot be 'given'")]
    [TestCase("\"rankTolerance\": 0.001", "\"rankTolerance\": 1.5", "1.5", "'rankTolerance' cannot be '1.5'")]
    [TestCase("\"steps\": \"auto\"", "\"steps\": \"soon\"", "\"soon\"", "'steps' cannot be 'soon'")]
    [TestCase("\"rankRule\": \"relative\"", "\"rankRule\": \"absolute\"", "\"absolute\"", "'rankRule' cannot be 'absolute'")]
    [TestCase("\"observable\": \"affine\"", "\"observable\": \"Affine\"", "\"Affine\"", "'Affine'. Use affine or identity")]
    [TestCase("\"nats\": 0.15", "\"nats\": -0.15", "{ \"blocks\": \"*\"", "'tolerance' cannot be '-0.15'")]
    [TestCase("\"nats\": 0.15", "\"nats\": 0", "{ \"blocks\": \"*\"", "'tolerance' cannot be '0'")]
    [TestCase("\"per\": \"dimension\" }]", "\"per\": \"dimension\" }], \"rankChange\": -1", "-1 }", "'rankChange' to be at least 0")]
    [TestCase("\"path\": \"net.onnx\"", "\"path\": \"/net.onnx\"", "\"/net.onnx\"", "a path relative to the baseline")]
    [TestCase("\"path\": \"net.onnx\"", "\"path\": \"C:/net.onnx\"", "\"C:/net.onnx\"", "a path relative to the baseline")]
    [TestCase("\"path\": \"net.onnx\"", "\"path\": \"\\\\\\\\server\\\\net.onnx\"", "\"\\\\\\\\server", "a path relative to the baseline")]
    [TestCase("\"path\": \"net.onnx\"", "\"path\": \"\"", "\"\", \"sha256\"", "a path relative to the baseline")]
    [TestCase("\"path\": \"net.onnx\"", "\"path\": \"a\\u0000b\"", "\"a\\u0000b\"", "a path relative to the baseline")]
    [TestCase("\"per\": \"dimension\" }", "\"per\": \"dimension\", \"at\": 3 }", "3 }", "contains the unknown property 'at'")]
    [TestCase("\"seed\": 0", "\"seed\": 0, \"soil\": 3", "3, \"rankRule\"", "contains the unknown property 'soil'")]
    [TestCase("22222222\"", "2222222\"", "\"222", "a SHA-256 of 64 lower-case hexadecimal digits")]
    [TestCase("22222222\"", "2222222A\"", "\"222", "a SHA-256 of 64 lower-case hexadecimal digits")]
    [TestCase("22222222\"", "22222222\\n\"", "\"222", "a SHA-256 of 64 lower-case hexadecimal digits")]
    public void A_fault_is_refused_with_its_place(string good, string bad, string at, string problem)
    {
        string text = Replaced(good, bad);
        int position = text.LastIndexOf(at, StringComparison.Ordinal);
        BaselineException fault = Corrupt(text, problem);
        (fault.Line, fault.Column).Should()
            .Be((text[..position].Count(c => c == '\n') + 1, position - text.LastIndexOf('\n', Math.Max(0, position - 1))), fault.Message);
    }

    [TestCase("\"residual\": 0.25", "\"residual\": NaN", 10)]
    [TestCase("\"formatVersion\": 2,", "\"formatVersion\": 02,", 3)]
    [TestCase("\"formatVersion\": 2,", "\"formatVersion\": 1 // one\n,", 3)]
    [TestCase("\"formatVersion\": 2,", "\"formatVersion\": 2,,", 3)]
    [TestCase("\"formatVersion\": 2,", "'formatVersion': 1,", 3)]
    [TestCase("\"count\": 400 }", "\"count\": 400, }", 5)]
    [TestCase("\"fc1\"", "\"fc\n1\"", 10)]
    [TestCase("[]\n}\n", "[]\n", 14)]
    [TestCase("[]\n}\n", "[]\n}\nmore", 15)]
    [TestCase("[]\n}\n", "[]\n}\n{}", 15)]
    public void What_is_no_JSON_is_refused_with_its_line(string good, string bad, int line)
        => Corrupt(Replaced(good, bad), "").Line.Should().Be(line);

    [TestCase("   \n")]
    [TestCase("[]")]
    [TestCase("null")]
    [TestCase("7")]
    [TestCase("{}")]
    public void What_is_no_baseline_at_all_is_refused(string text) => Corrupt(text, "").Line.Should().BePositive();

    [Test]
    public void Depth_is_limited_to_64_levels()
        => Corrupt(Replaced("\"seed\": 0", $"\"seed\": {new string('[', 70)}{new string(']', 70)}"), "depth").Line.Should().Be(6);

    [Test]
    public void Text_that_is_no_UTF_8_is_refused()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(_folder.UsualText());
        bytes[_folder.UsualText().IndexOf("fc1", StringComparison.Ordinal)] = 0xFF;
        Refused(_folder.Write(bytes), DiagnosticCodes.BaselineCorrupt).Line.Should().Be(10);
        Corrupt(Replaced("\"fc1\"", "\"\\ud800\""), "").Line.Should().Be(10);
    }

    [Test]
    public void Columns_count_characters_and_not_bytes()
    {
        string text = Replaced("\"name\": \"fc1\", \"kind\": \"L2S\"", "\"name\": \"größe→\", \"kind\": 4");
        BaselineException fault = Corrupt(text, "a string for 'kind'");
        fault.Column.Should().Be(text.Split('\n')[9].IndexOf("4, \"inputs\"", StringComparison.Ordinal) + 1);
    }

    [Test]
    public void No_block_at_all_is_refused()
    {
        string text = _folder.UsualText();
        Corrupt(
            string.Concat(text.AsSpan(0, text.IndexOf("\"blocks\": [\n", StringComparison.Ordinal)), "\"blocks\": []\n}\n"),
            "at least one block");
    }

    [Test]
    public void A_byte_order_mark_and_carriage_returns_are_read()
    {
        string path = _folder.Write([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(_folder.UsualText().ReplaceLineEndings("\r\n"))]);
        var baseline = CreditBaseline.Load(path);
        baseline.Blocks.Select(b => (b.Name, b.Line, b.Column)).Should().Equal(("conv1", 9, 5), ("fc1", 10, 5));
        BaselineWriter.ToBytes(baseline).Should().Equal(Encoding.UTF8.GetBytes(_folder.UsualText()));
    }

    [Test]
    public void White_space_and_the_order_of_members_do_not_matter()
    {
        string text = _folder.UsualText().Replace(" ", "", StringComparison.Ordinal);
        string path = _folder.Write(text.Replace("\"count\":400", "\"x\"", StringComparison.Ordinal)
            .Replace("{\"path\":\"../data/samples.npy\"", "{\"count\":400,\"path\":\"../data/samples.npy\"", StringComparison.Ordinal)
            .Replace(",\"x\"", "", StringComparison.Ordinal));
        CreditBaseline.Load(path).SampleCount.Should().Be(400);
    }

    [TestCase(3)]
    [TestCase(1000)]
    [TestCase(2147483648)]
    [TestCase(4294967298)]
    [TestCase(1000000000000000)]
    public void A_newer_format_is_refused_whatever_else_it_holds(long version)
    {
        string path = _folder.Write(Replaced("\"formatVersion\": 2,", $"\"formatVersion\": {version}, \"future\": {{}},"));
        BaselineException fault = Refused(path, DiagnosticCodes.BaselineNewer);
        fault.Problem.Should().Contain($"version {version}").And.Contain("up to 2");
    }

    [TestCase("<<<<<<< HEAD")]
    [TestCase("=======")]
    [TestCase(">>>>>>> feature/retrain")]
    [TestCase("||||||| merged common ancestors")]
    [TestCase("<<<<<<< HEAD\r")]
    public void A_conflict_marker_at_the_start_of_a_line_is_refused_with_its_line(string marker)
    {
        BaselineException fault = Refused(
            _folder.Write(Replaced("    { \"name\": \"fc1\"", $"{marker}\n    {{ \"name\": \"fc1\"")),
            DiagnosticCodes.BaselineConflicted);
        (fault.Line, fault.Column).Should().Be((10, 1));
    }

    [TestCase("<<<<<<< HEAD")]
    [TestCase("=======")]
    [TestCase("a ======= b")]
    [TestCase("\u2028======= x")]
    [TestCase("\u0085>>>>>>> x")]
    public void A_text_that_looks_like_a_conflict_marker_is_none(string name) =>
        CreditBaseline.Load(_folder.Write(Replaced("\"fc1\"", $"\"{name}\""))).Blocks[1].Name.Should().Be(name);

    [TestCase("========")]
    [TestCase("<<<<<<<HEAD")]
    public void A_longer_run_is_no_conflict_marker_but_no_JSON_either(string line)
        => Corrupt(Replaced("    { \"name\": \"fc1\"", $"{line}\n    {{ \"name\": \"fc1\""), "is not valid JSON");

    [Test]
    public void Layers_means_the_same_as_auto() =>
        CreditBaseline.Load(_folder.Write(Replaced("\"blocks\": [\"auto\"]", "\"blocks\": [\"layers\"]"))).Settings.Blocks.Should()
            .BeEmpty();

    [Test]
    public void A_missing_file_is_no_baseline([Values("none.credits.json", "none/none.credits.json")] string name) =>
        Refused(_folder.At(name), DiagnosticCodes.BaselineMissing).Problem.Should().Contain("does not exist");

    [Test]
    public void A_folder_is_no_baseline() => Refused(_folder.Path, DiagnosticCodes.BaselineMissing);

    [Test]
    public void An_empty_file_is_no_baseline()
        => Refused(_folder.Write(""), DiagnosticCodes.BaselineCorrupt).Problem.Should().Contain("is empty");

    [Test]
    [Platform("Linux")]
    [CancelAfter(20_000)]
    public void A_pipe_is_no_baseline()
    {
        string pipe = _folder.At("pipe.credits.json");
        using var mkfifo = System.Diagnostics.Process.Start("mkfifo", [pipe]);
        mkfifo.WaitForExit();
        Refused(pipe, DiagnosticCodes.BaselineCorrupt).Problem.Should().Contain("is empty or not a regular file");
    }

    [Test]
    public void More_than_64_MiB_are_not_read()
    {
        string path = _folder.Write(_folder.UsualText());
        using (FileStream file = File.OpenWrite(path))
        {
            file.SetLength((64L << 20) + 1);
        }

        Refused(path, DiagnosticCodes.BaselineCorrupt).Problem.Should().Contain("64 MiB");
    }

    private string Replaced(string good, string bad)
    {
        string text = _folder.UsualText();
        int at = text.LastIndexOf(good, StringComparison.Ordinal);
        at.Should().BePositive($"the file must hold {good}");
        return string.Concat(text.AsSpan(0, at), bad, text.AsSpan(at + good.Length));
    }

    private BaselineException Corrupt(string text, string problem)
    {
        BaselineException fault = Refused(_folder.Write(text), DiagnosticCodes.BaselineCorrupt);
        fault.Message.Should().MatchRegex($".*{System.Text.RegularExpressions.Regex.Escape(problem)}.*");
        fault.Problem.Should().Contain($"(line {fault.Line}, column {fault.Column})");
        return fault;
    }

    private static BaselineException Refused(string path, string code)
    {
        BaselineException fault = FluentActions.Invoking(() => CreditBaseline.Load(path)).Should().Throw<BaselineException>().Which;
        (fault.Code, fault.File).Should().Be((code, path), fault.Message);
        fault.WayOut.Should().NotBeEmpty();
        return fault;
    }
}
