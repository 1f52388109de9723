using System.Security.Cryptography;
using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>An update loses nothing that was learnt without a word, and can be undone.</summary>
[TestFixture]
internal sealed class UpdateTests
{
    private const string Name = "fc.credits.json";
    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = WorkFolder.WithFcLearntBaseline();
        foreach ((string retrain, int i) in Repository.FcRetrains.Select((retrain, i) => (retrain, i)))
        {
            _folder.Copy(retrain, $"{i}.onnx");
        }
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void A_model_that_holds_replaces_the_accepted_one_which_joins_the_accepted_retrains()
    {
        string[] before = _folder.Text(Name).Split('\n');
        _folder.Copy(Repository.FcAnotherRetrain, "fc.onnx");

        _folder.Run("update").Succeeds().Output.Should().StartWith(
            $"{Name}: updated to the current model, which holds\nthe previous model joined the accepted retrains, now 6\n");

        CreditBaseline baseline = Load();
        baseline.Model.Sha256.Should().Be(Hash("fc.onnx"));
        baseline.Accepted.Select(a => a.Generation).Should().Equal(null, null, null, null, null, 1);
        baseline.Accepted[5].Sha256.Should().Be(HashOf(RealFiles.Fc));
        string[] retrains = [.. before.Where(IsRetrain).Select(line => line.TrimEnd(','))];
        _folder.Text(Name).Split('\n').Where(IsRetrain).Select(line => line.TrimEnd(',')).Take(5).Should()
            .Equal(retrains, "what was measured of a retrain does not depend on the accepted model");
        _folder.Run("check").Succeeds().Output.Should().Contain("learnt from 5 accepted retrains");
    }

    [Test]
    [Category("Slow")]
    public void A_retrain_is_judged_after_an_update_as_if_it_had_been_accepted_by_the_new_baseline()
    {
        _folder.Copy(Repository.FcAnotherRetrain, "fc.onnx");
        _folder.Run("update").Succeeds();
        _folder.Copy(RealFiles.Fc, "old.onnx");
        _folder.Run("init", "fc.onnx", "--samples", "mnist-9x9.npy", "-o", "new.credits.json", "--accepted", "0.onnx", "1.onnx", "2.onnx",
            "3.onnx", "4.onnx", "old.onnx", "--force", "--reason", "honest").Succeeds();

        CreditBaseline moved = Load(), measured = CreditBaseline.Load(_folder.PathOf("new.credits.json"));
        foreach ((AcceptedRetrain one, AcceptedRetrain other) in moved.Accepted.Zip(measured.Accepted))
        {
            one.Network.Select(f => f.Value).Should().Equal(other.Network.Select(f => f.Value), "the churn is counted anew");
            foreach ((Figure estimate, Figure exact) in one.Blocks.SelectMany(b => b).Zip(other.Blocks.SelectMany(b => b)))
            {
                estimate.Value.Should().BeApproximately(exact.Value, estimate.IsEstimate ? 0.1 : 0);
            }
        }
    }

    [Test]
    public void A_model_that_drifted_starts_over_and_says_what_is_dropped()
    {
        _folder.Copy(Repository.FcRandomLabels, "fc.onnx");

        _folder.Run("update").Succeeds().Output.Should().StartWith($"{Name}: updated to the current model\n"
            + "dropped 5 accepted retrains of the previous model. "
            + $"To bring them along: koopman-assert update {Name} --undo, then koopman-assert update {Name} --keep. ");

        Load().Accepted.Should().BeEmpty();
    }

    [Test]
    public void Either_can_be_forced()
    {
        _folder.Copy(Repository.FcRandomLabels, "fc.onnx");
        _folder.Run("update", Name, "--keep").Succeeds().Output.Should().Contain("joined the accepted retrains, now 6");
        Load().Accepted.Should().HaveCount(6);
        _folder.Copy(Repository.FcAnotherRetrain, "fc.onnx");
        _folder.Run("update", Name, "--reset").Succeeds().Output.Should().Contain("dropped 6 accepted retrains");
        Load().Accepted.Should().BeEmpty();
    }

    [Test]
    public void Retrains_of_another_network_cannot_be_kept()
    {
        _folder.Write(
            "fc.onnx",
            DenseNetwork.OfInputs(81, new DenseLayer("0", 128), new DenseLayer("2", 64), new DenseLayer("4", 24), new DenseLayer("6", 9)));
        _folder.Refuses(
            ["update", Name, "--keep"], 3, DiagnosticCodes.NotARetrain, "cannot keep its accepted retrains", $"update {Name} --reset");
        _folder.Run("update").Exits(0).Output.Should().Contain("dropped 5 accepted retrains");
    }

    [TestCase("--reset")]
    [TestCase("--keep")]
    public void An_update_is_undone_byte_for_byte_but_for_the_entry_that_kept_the_generation_before(string handling)
    {
        byte[] first = _folder.Bytes(Name);
        _folder.Copy(Repository.FcRandomLabels, "fc.onnx");
        _folder.Run("update", Name, handling).Succeeds();
        byte[] second = _folder.Bytes(Name);
        _folder.Copy(Repository.FcAnotherRetrain, "fc.onnx");
        _folder.Run("update", Name, handling).Succeeds();

        _folder.Run("update", Name, "--undo").Succeeds().Output.Should().StartWith($"{Name}: restored as it was before the last update\n"
            + $"restore the model too: fc.onnx was {HashOf(Repository.FcRandomLabels)[..12]}…\n");

        string undone = _folder.Text(Name), entry = ",\n  \"previous\": \"";
        string text = System.Text.Encoding.UTF8.GetString(second);
        undone.Should().Be(text[..text.IndexOf(entry, StringComparison.Ordinal)] + "\n}\n");
        _folder.Refuses(
            ["update", Name, "--undo"], 2, DiagnosticCodes.Usage, "keeps no earlier generation", "Restore the file from version control");
        _folder.Write(Name, second);
        _folder.Run("update", Name, "--undo").Succeeds();
        _folder.Bytes(Name).Should().Equal(first);
    }

    [Test]
    public void Retrains_accepted_and_removed_since_leave_the_generation_before_as_it_is()
    {
        byte[] first = _folder.Bytes(Name);
        _folder.Copy(Repository.FcAnotherRetrain, "fc.onnx");
        _folder.Run("update").Succeeds();
        _folder.Copy(Repository.FcRandomLabels, "tuned.onnx");
        _folder.Run("accept", Name, "tuned.onnx", "--force", "--reason", "to be undone", "--remove", Hash("2.onnx")).Succeeds();

        _folder.Run("update", Name, "--undo").Succeeds().Output.Should().Contain("1 accepted retrain is no longer in it");

        _folder.Bytes(Name).Should().Equal(first);
    }

    [Test]
    public void A_generation_before_that_is_damaged_is_refused_when_it_is_asked_for()
    {
        _folder.Copy(Repository.FcAnotherRetrain, "fc.onnx");
        _folder.Run("update").Succeeds();
        string text = _folder.Text(Name);
        int start = text.IndexOf("\"previous\": \"", StringComparison.Ordinal) + "\"previous\": \"".Length;
        _folder.Write(Name, text[..start] + "AAAA" + text[(start + 4)..]);
        _folder.Run("check").Succeeds();
        _folder.Refuses(
            ["update", Name, "--undo"], 3, DiagnosticCodes.BaselineCorrupt, "the file before the last update, packed", "Restore the file");
    }

    [TestCase("--keep", "--reset")]
    [TestCase("--keep", "--undo")]
    [TestCase("--undo", "--accepted", "0.onnx")]
    public void Choices_that_exclude_each_other_are_refused(params string[] options) => _folder.Refuses(
        ["update", Name, .. options],
        2,
        DiagnosticCodes.Usage,
        "--keep, --reset and --undo exclude each other",
        "See koopman-assert update --help");

    [Test]
    [Category("Slow")]
    public void At_most_nine_generations_stay_the_first_for_good()
    {
        _folder.Run("update", Name, "--reset").Succeeds();
        for (int i = 1; i <= 11; i++)
        {
            _folder.Write("fc.onnx", Networks.Nudged(RealFiles.Fc, 1e-4, seed: i));
            _folder.Run("update").Succeeds().Output.Should().Contain("which holds");
        }

        Load().Accepted.Select(a => a.Generation).Should().Equal(1, 2, 3, 4, 5, 6, 7, 8, 11);
        Load().Accepted[0].Sha256.Should().Be(HashOf(RealFiles.Fc));
    }

    [Test]
    [Category("Slow")]
    public void A_baseline_of_version_1_is_rewritten_with_the_same_figures_and_limits_and_follows_later_models()
    {
        using var lenet = new WorkFolder();
        lenet.Copy(RealFiles.Lenet5);
        lenet.Copy(RealFiles.Mnist);
        lenet.Copy(Path.Combine(Repository.Root, "tests/KoopmanAssert.Tests/Baselines/Version1/lenet5.credits.json"));
        lenet.Text("lenet5.credits.json").Should().Contain("\"formatVersion\": 1");
        lenet.Run("check").Succeeds().Output.Should().Contain("score 1.37, limit 2.93 (learnt from 5 accepted retrains)")
            .And.Contain("note: this baseline was written by version 0.1.0.")
            .And.Contain("koopman-assert update lenet5.credits.json, then koopman-assert accept lenet5.credits.json MODEL… "
                + "(the models of its 5 older retrains)\nheld: 1 baseline\n");

        lenet.Run("update").Succeeds().Output.Should().StartWith("lenet5.credits.json: updated").And.NotContain("dropped");

        lenet.Text("lenet5.credits.json").Should().Contain("\"formatVersion\": 2").And.Contain("\"spectrum\"");
        lenet.Run("check").Succeeds().Output.Should()
            .Contain("score 0.00, limit 2.93 (learnt from 5 accepted retrains)", "it is judged as what continues from the accepted model")
            .And.Contain("is missing: koopman-assert accept lenet5.credits.json MODEL… (the models of its 5 older retrains)");
        lenet.Run("update").Succeeds().Output.Should().StartWith("lenet5.credits.json: unchanged");
        lenet.Write("lenet5.onnx", Networks.Nudged(RealFiles.Lenet5, 1e-3, seed: 1));
        lenet.Run("update").Succeeds().Output.Should().Contain("joined the accepted retrains, now 6");
        lenet.Copy(RealFiles.Lenet5);
        lenet.Run("check").Succeeds().Output.Should().NotContain("KOOP3003", "the model replaced is among the accepted retrains");
    }

    private CreditBaseline Load() => CreditBaseline.Load(_folder.PathOf(Name));

    private string Hash(string name) => HashOf(_folder.PathOf(name));

    private static string HashOf(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    private static bool IsRetrain(string line) => line.StartsWith("    { \"sha256\"");
}
