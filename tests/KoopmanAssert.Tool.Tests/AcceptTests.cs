using System.Text.RegularExpressions;
using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>Retrains are accepted, listed and removed; what is refused or fails leaves the baseline as it was.</summary>
[TestFixture]
internal sealed class AcceptTests
{
    private const string Name = "fc.credits.json";
    private static readonly Lazy<byte[]> Both = new(MakeBoth);
    private WorkFolder _folder = null!;
    private string _old = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = WorkFolder.WithFcBaseline();
        _folder.Copy(Repository.FcRetrains[0], "a.onnx");
        _folder.Copy(Repository.FcRetrains[1], "b.onnx");
        _old = _folder.Text(Name);
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Accepted_retrains_are_added_a_line_each_and_nothing_else_changes()
    {
        ToolRun run = _folder.Run("accept", Name, "a.onnx", "b.onnx").Succeeds();

        run.Lines.Should().Equal(
            $"accepted: a.onnx ({Hash("a.onnx")[..12]}…, score {ScoreOf("a.onnx")})",
            $"accepted: b.onnx ({Hash("b.onnx")[..12]}…, score {ScoreOf("b.onnx")})",
            $"{Name}: 2 accepted retrains");
        string text = _folder.Text(Name);
        text.Should().StartWith(_old[.._old.IndexOf("[]\n}", StringComparison.Ordinal)]);
        text.Split('\n')[^6..].Select(line => line[..Math.Min(28, line.Length)]).Should().Equal(
            "  \"accepted\": [",
            $"    {{ \"sha256\": \"{Hash("a.onnx")[..11]}",
            $"    {{ \"sha256\": \"{Hash("b.onnx")[..11]}",
            "  ]",
            "}",
            "");
        _folder.Run("check").Succeeds().Output.Should().Contain("(learnt from 2 accepted retrains)\n").And.NotContain("note:");
    }

    [Test]
    public void That_an_accepted_retrain_passes_says_nothing_and_the_note_says_so()
    {
        _folder.Run("accept", Name, "a.onnx", "b.onnx").Succeeds();

        const string Note = "note: this model is one of the accepted retrains, from which the limits were learnt; "
            + "that it passes says nothing about a new one.\n";
        _folder.Run("check", "--model", "a.onnx", Name).Succeeds().Output.Should().Contain(Note);
        _folder.Run("check", Name).Succeeds().Output.Should().NotContain("one of the accepted retrains");
    }

    [Test]
    public void One_retrain_is_too_few_and_the_note_says_so()
    {
        _folder.Run("accept", Name, "a.onnx").Succeeds().Lines[^1].Should().Be($"{Name}: 1 accepted retrain");

        _folder.Run("check").Succeeds().Output.Should().Contain("(built-in estimates and 1 accepted retrain)")
            .And.Contain("note: the limits are built-in estimates, because there is only one accepted retrain so far.");
    }

    [Test]
    public void The_same_model_twice_is_said_and_not_added()
    {
        _folder.Run("accept", Name, "a.onnx").Succeeds();
        byte[] once = _folder.Bytes(Name);
        _folder.Copy(_folder.PathOf("a.onnx"), "copy.onnx");

        ToolRun again = _folder.Run("accept", Name, "copy.onnx", "fc.onnx").Succeeds();

        again.Lines.Should().Equal(
            $"known already: copy.onnx ({Hash("a.onnx")[..12]}…)",
            $"known already: fc.onnx ({Hash("fc.onnx")[..12]}…)",
            $"{Name}: 1 accepted retrain");
        _folder.Bytes(Name).Should().Equal(once);
    }

    [Test]
    public void Without_a_model_the_one_in_the_place_of_the_baselines_is_accepted_and_holds_from_then_on()
    {
        _folder.Write("fc.onnx", Networks.LastLayerDoubled(RealFiles.Fc));
        _folder.Run("check").Exits(1).Output.Should()
            .Contain($"\nIf this retrain is legitimate: koopman-assert accept {Name} --force --reason TEXT\n");

        _folder.Run("accept", Name, "--force", "--reason", "the outputs are scaled now").Succeeds().Lines.Should()
            .Equal($"accepted: fc.onnx ({Hash("fc.onnx")[..12]}…, score {ScoreOf("fc.onnx")})", $"{Name}: 1 accepted retrain");

        _folder.Run("check").Succeeds().Output.Should().Contain("passed: 4 blocks within limits, score ");
        _folder.Copy(RealFiles.Fc);
        _folder.Run("check").Succeeds();
    }

    [Test]
    public void A_poisoned_retrain_is_refused_unless_it_is_forced_and_then_it_is_found()
    {
        AcceptHonest();
        _folder.Copy(Repository.FcRandomLabels, "poisoned.onnx");
        Refuses(1, DiagnosticCodes.RetrainRefused, "'poisoned.onnx' differs from the accepted models of 'fc.credits.json'",
            $"koopman-assert accept {Name} MODEL --force --reason TEXT", "poisoned.onnx");

        _folder.Run("accept", Name, "poisoned.onnx", "--force", "--reason", "new labels").Succeeds();

        _folder.Text(Name).Should().Contain("\"reason\": \"new labels\"");
        string[] beyond = [.. _folder.Run("accept", Name, "--list").Succeeds().Lines.Where(line => line.Contains("beyond"))];
        beyond.Should().ContainSingle().Which.Should().Contain(Hash("poisoned.onnx")).And.EndWith("forced: new labels");
        _folder.Run("check").Succeeds().Output.Should()
            .Contain($"note {DiagnosticCodes.RetrainRefused}: accepted retrain {Hash("poisoned.onnx")[..12]}… disagrees with the other")
            .And.Contain($"see koopman-assert accept {Name} --list");
        _folder.Run("accept", Name, "--remove", Hash("poisoned.onnx")).Succeeds();
        _folder.Run("check").Succeeds().Output.Should().NotContain(DiagnosticCodes.RetrainRefused);
    }

    [Test]
    public void Candidates_of_one_call_do_not_vouch_for_each_other()
    {
        AcceptHonest();
        _folder.Copy(Repository.FcRandomLabels, "poisoned.onnx");
        _folder.Write("again.onnx", Networks.Nudged(Repository.FcRandomLabels, 1e-4, seed: 1));
        ToolRun run = _folder.Run("accept", Name, "poisoned.onnx", "again.onnx").Exits(1);
        run.Errors.Should().Contain("so does 'again.onnx'").And.Contain("Nothing was accepted.");
    }

    [TestCase("--force")]
    [TestCase("--reason", "none")]
    [TestCase("--force", "--reason", "")]
    public void Force_needs_a_reason(params string[] options)
        => _folder.Refuses(["accept", Name, "a.onnx", .. options], 2, DiagnosticCodes.Usage, "--", "See koopman-assert accept --help");

    [Test]
    public void Another_network_is_no_retrain()
    {
        _folder.Write(
            "other.onnx",
            DenseNetwork.OfInputs(81, new DenseLayer("0", 128), new DenseLayer("2", 64), new DenseLayer("4", 24), new DenseLayer("6", 9)));
        Refuses(
            3,
            DiagnosticCodes.NotARetrain,
            "'other.onnx' cannot be accepted",
            "Accept only retrains of the same network",
            "other.onnx");
        Refuses(
            3,
            DiagnosticCodes.NotARetrain,
            "'other.onnx' cannot be accepted",
            "Accept only retrains of the same network",
            "a.onnx",
            "other.onnx");
    }

    [Test]
    public void A_stated_tolerance_learns_from_none()
    {
        using var stated = WorkFolder.WithFcStatedBaseline();
        stated.Copy(Repository.FcRetrains[0], "a.onnx");
        stated.Refuses(
            ["accept", Name, "a.onnx"],
            3,
            DiagnosticCodes.NotARetrain,
            "has a stated tolerance, which does not learn from retrains",
            "Add \"learnt\"");
        stated.Refuses(
            ["init", "fc.onnx", "--samples", "mnist-9x9.npy", "-o", "n.credits.json", "--tolerance", "0.2", "--accepted", "a.onnx"],
            3,
            DiagnosticCodes.NotARetrain,
            "stated tolerance",
            "Add \"learnt\"");
        // What the message tells to add, makes it learn.
        stated.Write(Name, stated.Text(Name)
            .Replace("\"tolerance\": { ", "\"tolerance\": { \"learnt\": { \"falseAlarms\": 0.05, \"retraining\": \"fresh\" }, "));
        stated.Run("accept", Name, "a.onnx").Succeeds();
    }

    [Test]
    public void A_model_that_cannot_be_read_leaves_the_others_unaccepted()
    {
        Refuses(2, DiagnosticCodes.ModelMissing, "'gone.onnx' does not exist", "Give the path", "a.onnx", "gone.onnx");
        _folder.Write("broken.onnx", "no model");
        Refuses(2, DiagnosticCodes.ModelUnreadable, "'broken.onnx'", "Export the model again", "a.onnx", "broken.onnx");
    }

    [Test]
    public void A_baseline_that_is_not_there_accepts_nothing() =>
        _folder.Refuses(
            ["accept", "gone.credits.json", "a.onnx"],
            3,
            DiagnosticCodes.BaselineMissing,
            "'gone.credits.json' does not exist",
            "koopman-assert init");

    [Test]
    public void Accepted_retrains_are_listed_and_removed_by_the_first_digits_of_their_hash()
    {
        _folder.Run("accept", Name, "--list").Succeeds().Output.Should().Be($"{Name}: 0 accepted retrains\n");
        _folder.Run("accept", Name, "a.onnx", "b.onnx").Succeeds();
        byte[] both = _folder.Bytes(Name);
        _folder.Run("accept", Name, "--list").Succeeds().Output.Should()
            .MatchRegex($@"\A{Name}: 2 accepted retrains\n  accepted retrain +score  limit +score then  how it was accepted\n"
                + $@"  {Hash("a.onnx")} +\d\.\d\d +\d\.\d\d +{ScoreOf("a.onnx")}  by accept\n"
                + $@"  {Hash("b.onnx")} +\d\.\d\d +\d\.\d\d +{ScoreOf("b.onnx")}  by accept\n\z");
        _folder.Bytes(Name).Should().Equal(both);

        _folder.Run("accept", Name, "--remove", Hash("a.onnx")[..8].ToUpperInvariant()).Succeeds().Lines.Should()
            .Equal($"removed: {Hash("a.onnx")[..12]}…", $"{Name}: 1 accepted retrain");

        _folder.Run("accept", Name, "--list").Succeeds().Output.Should().NotContain(Hash("a.onnx")).And.Contain(Hash("b.onnx"));
        _folder.Run("accept", Name, "a.onnx", "--remove", Hash("b.onnx")).Succeeds().Lines.Should().Equal(
            $"removed: {Hash("b.onnx")[..12]}…",
            $"accepted: a.onnx ({Hash("a.onnx")[..12]}…, score {ScoreOf("a.onnx")})",
            $"{Name}: 1 accepted retrain");
        _folder.Run("accept", Name, "--remove", Hash("a.onnx")).Succeeds();
        _folder.Text(Name).Should().Be(_old);
    }

    [Test]
    public void Digits_of_none_or_of_several_are_refused()
    {
        AcceptBoth();
        _folder.Write(
            Name,
            _folder.Text(Name).Replace(Hash("b.onnx"), string.Concat(Hash("a.onnx").AsSpan(0, 10), Hash("b.onnx").AsSpan(10))));

        _folder.Refuses(
            ["accept", Name, "--remove", Hash("a.onnx")[..9]],
            2,
            DiagnosticCodes.Usage,
            "has 2 accepted retrains whose hash begins with",
            $"See koopman-assert accept {Name} --list");
        _folder.Refuses(
            ["accept", Name, "--remove", "xyz"],
            2,
            DiagnosticCodes.Usage,
            "has no accepted retrain whose hash begins with 'xyz'",
            $"See koopman-assert accept {Name} --list");
        _folder.Refuses(
            ["accept", Name, "--remove", ""],
            2,
            DiagnosticCodes.Usage,
            "must not be empty",
            "See koopman-assert accept --help");
    }

    [Test]
    public void A_baseline_that_cannot_be_written_is_left_as_it_is()
    {
        File.SetAttributes(_folder.PathOf(Name), FileAttributes.ReadOnly);
        _folder.Refuses(
            ["accept", Name, "a.onnx"],
            4,
            DiagnosticCodes.BaselineNotWritable,
            $"'{Name}'",
            "The existing file was not changed");
        File.SetAttributes(_folder.PathOf(Name), FileAttributes.Normal);
    }

    [Test]
    public void An_update_after_a_change_clears_them_and_says_so()
    {
        AcceptBoth();
        _folder.Write("fc.onnx", Networks.LastLayerDoubled(RealFiles.Fc));

        ToolRun update = _folder.Run("update").Succeeds();

        update.Output.Should().StartWith($"{Name}: updated to the current model\n"
            + "dropped 2 accepted retrains of the previous model. "
            + $"To bring them along: koopman-assert update {Name} --undo, then koopman-assert update {Name} --keep. "
            + $"To add those of the new model: koopman-assert accept {Name} MODEL…\n");
        CreditBaseline.Load(_folder.PathOf(Name)).Accepted.Should().BeEmpty();
    }

    [Test]
    public void An_update_accepts_those_it_is_given_and_says_how_many_it_cleared()
    {
        AcceptBoth();
        _folder.Write("fc.onnx", Networks.LastLayerDoubled(RealFiles.Fc));

        _folder.Run("update", Name, "--accepted", "b.onnx", "--force", "--reason", "not scaled").Succeeds().Output.Should()
            .Contain("accepted: b.onnx (")
            .And.Contain("dropped 1 accepted retrain of the previous model.");

        CreditBaseline.Load(_folder.PathOf(Name)).Accepted.Select(a => a.Sha256).Should().Equal(Hash("b.onnx"));
    }

    [Test]
    public void An_update_of_what_did_not_change_keeps_them()
    {
        AcceptBoth();
        byte[] before = _folder.Bytes(Name);

        _folder.Run("update").Succeeds().Output.Should().StartWith($"{Name}: unchanged\n").And.NotContain("dropped");

        _folder.Bytes(Name).Should().Equal(before);
    }

    [Test]
    public void Init_takes_them_at_once()
    {
        ToolRun init = Init("--accepted", "a.onnx", "b.onnx").Succeeds();
        AcceptBoth();

        init.Output.Should().Contain("accepted: a.onnx (").And.Contain("accepted: b.onnx (").And.Contain("wrote new.credits.json");
        _folder.Bytes("new.credits.json").Should().Equal(_folder.Bytes(Name));
    }

    [TestCase("", "\"tolerance\": { \"learnt\": { \"falseAlarms\": 0.05, \"retraining\": \"auto\" }, \"stated\": [] }")]
    [TestCase(
        "--false-alarms 0.1 --retraining continued",
        "\"tolerance\": { \"learnt\": { \"falseAlarms\": 0.1, \"retraining\": \"continued\" }, \"stated\": [] }")]
    [TestCase("--tolerance 0.2", "\"tolerance\": { \"stated\": [{ \"blocks\": \"*\", \"nats\": 0.2, \"per\": \"dimension\" }] }")]
    [TestCase(
        "--tolerance fc4=3nats --rank-change 4",
        "\"learnt\": { \"falseAlarms\": 0.05, \"retraining\": \"auto\" }, "
        + "\"stated\": [{ \"blocks\": \"fc4\", \"nats\": 3, \"per\": \"block\" }], \"rankChange\": 4 }")]
    [TestCase(
        "--tolerance 0.2 --false-alarms 0.01",
        "\"learnt\": { \"falseAlarms\": 0.01, \"retraining\": \"auto\" }, \"stated\": [{ \"blocks\": \"*\"")]
    [TestCase("--classes none", "\"network\": { \"counted\": 5, \"classes\": 0, \"predictions\": \"\", \"figures\": { \"networkCredit\":")]
    [TestCase("--classes logits", "\"classes\": \"logits\", \"alignment\"")]
    public void What_init_is_told_stands_in_the_baseline(string options, string text)
    {
        Init(options.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Succeeds();

        _folder.Text("new.credits.json").Should().Contain(text);
        _folder.Run("check", "new.credits.json").Succeeds();
    }

    [Test]
    public void A_retrain_that_cannot_be_accepted_keeps_init_from_writing()
    {
        SortedDictionary<string, string> before = _folder.Content();
        Init("--accepted", "a.onnx", "gone.onnx").IsRefused(2, DiagnosticCodes.ModelMissing, "'gone.onnx' does not exist", "Give the path");
        _folder.Content().Should().Equal(before);
    }

    [Test]
    public void Other_figures_of_the_same_model_are_a_note_where_they_are_small_and_never_drift()
    {
        string gain = Regex.Match(_old, "\"operatorGain\": ([^,]*)").Groups[1].Value;
        string other = FormattableString.Invariant($"{double.Parse(gain, System.Globalization.CultureInfo.InvariantCulture) + 0.001:R}");
        _folder.Write(Name, new Regex(Regex.Escape(gain)).Replace(_old, other, 1));
        string note = $"{Name}(9,5): note {DiagnosticCodes.EnvironmentChanged}: ";
        _folder.Run("check").Succeeds().Output.Should()
            .Contain($"{note}the same model has a different 'fc1' operator gain on this machine")
            .And.Contain("passed: 4 blocks");

        _folder.Write(Name, Regex.Replace(_old, "\"figures\": { \"leadingCredit\": [^,]*", "\"figures\": { \"leadingCredit\": 99"));
        _folder.Run("check").Exits(4).Output.Should()
            .Contain($"error {DiagnosticCodes.EnvironmentChanged}: the same model has a different 'fc1' leading credit")
            .And.NotContain("KOOP0001")
            .And.NotContain("If this was intended");
    }

    [Test]
    public void A_network_whose_classes_changed_places_behaves_differently_and_no_block_is_blamed()
    {
        _folder.Write("fc.onnx", Networks.ClassesTurnedRound(RealFiles.Fc));

        ToolRun drift = _folder.Run("check").Exits(1);

        int line = 1 + Array.FindIndex(_old.Split('\n'), l => l.StartsWith("  \"network\""));
        drift.Output.Should().Contain($"{Name}({line},14): error {DiagnosticCodes.OutputBehaviour}: the network has changed as a whole: ")
            .And.NotContain("KOOP0001");
    }

    [Test]
    public void A_stated_rule_judges_beside_the_learnt_tolerance()
    {
        Init("--tolerance", "fc1=0.01nats").Succeeds();
        _folder.Write("fc.onnx", Networks.Nudged(RealFiles.Fc, 1e-2, seed: 1));

        ToolRun drift = _folder.Run("check", "new.credits.json").Exits(1);

        drift.Output.Should().MatchRegex("allowed +z  figure")
            .And.Contain("(0.01 nats per block, rule 'fc1')")
            .And.NotContain("If this retrain is legitimate");
        _folder.Run("check", Name).Succeeds();
    }

    // The two retrains of the folder, as accept accepts them.
    private void AcceptBoth() => _folder.Write(Name, Both.Value);

    private static byte[] MakeBoth()
    {
        using var folder = WorkFolder.WithFcBaseline();
        folder.Run(["accept", Name, .. Repository.FcRetrains[..2]]).Succeeds();
        return folder.Bytes(Name);
    }

    // Five honest retrains.
    private void AcceptHonest()
    {
        using var learnt = WorkFolder.WithFcLearntBaseline();
        _folder.Write(Name, learnt.Bytes(Name));
    }

    private ToolRun Init(params string[] more)
        => _folder.Run(["init", "fc.onnx", "--samples", "mnist-9x9.npy", "-o", "new.credits.json", .. more]);

    private void Refuses(int exit, string code, string names, string wayOut, params string[] models)
        => _folder.Refuses(["accept", Name, .. models], exit, code, names, wayOut);

    // As the baseline keeps it.
    private string ScoreOf(string name) => FormattableString.Invariant(
        $"{CreditBaseline.Load(_folder.PathOf(Name)).Accepted.Single(a => a.Sha256 == Hash(name)).Score:0.00}");

    private string Hash(string name) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(_folder.Bytes(name)));
}
