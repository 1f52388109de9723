using System.Text.Json.Nodes;
using FluentAssertions;
using KoopmanAssert.Core.Drift;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>
/// The figures of a baseline over the commits of a real repository: what creeps is found, and honest retrains do not creep.
/// </summary>
[TestFixture]
internal sealed class HistoryTests
{
    private const int Retrains = 30;
    private const string Name = "net.credits.json";
    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new WorkFolder("repository");
        Git("init", "-q", "-b", "main");
        Git("config", "user.name", "test");
        Git("config", "user.email", "test@localhost");
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    // Its gain grows by a fifth of the retrains' standard deviation each time: no retrain lies beyond a limit of its neighbours.
    [Test]
    public void A_block_that_creeps_over_thirty_retrains_is_found()
    {
        var random = new Random(1);
        for (int i = 0; i < Retrains; i++)
        {
            Commit(Baseline(i, random, creeping: 0.2 * i), $"retrain {i}");
        }

        string text = _folder.Run("history", Name, "-o", "history.html").Succeeds().Output;

        text.Should().Contain("30 accepted models").And.Contain("block 'beta' creeps: its operator gain rose by")
            .And.NotContain("block 'alpha' creeps");
        _folder.Text("history.html").Should().Contain("✕ creeps").And.Contain("1 figure creeps over 30 accepted models.");
        JsonNode json = JsonNode.Parse(_folder.Run("history", Name, "--json").Succeeds().Output)!;
        json["figures"]!.AsArray().Where(f => f!["creeps"]!.GetValue<bool>()).Select(f => $"{f!["block"]} {f["figure"]}").Should()
            .Equal("beta operatorGain");
        json["models"]!.AsArray().Should().HaveCount(Retrains);
        JsonArray dashboard = JsonNode.Parse(_folder.Run("history", Name, "--benchmark").Succeeds().Output)!.AsArray();
        dashboard.Select(b => b!["name"]!.GetValue<string>()).Should()
            .Equal($"{Name}: alpha", $"{Name}: beta", $"{Name}: gamma", $"{Name}: whole network");
        dashboard.Should().OnlyContain(b => b!["value"]!.GetValue<double>() >= 0 && b["unit"] != null);
    }

    // A rate of 5 % on 1,000 histories is measured to 0.7 %, so that three deviations above it are 7.1 %.
    [Test]
    [Category("Slow")]
    public void Honest_histories_creep_at_most_as_often_as_stated()
    {
        int alarms = 0;
        const int Histories = 1000;
        for (int h = 0; h < Histories; h++)
        {
            var random = new Random(h);
            BaselineVersion[] versions = [.. Enumerable.Range(0, Retrains).Select(i =>
                new BaselineVersion($"{i:d40}", new DateOnly(2026, 1, 1).AddDays(i), Baseline(i, random)))];
            var history = BaselineHistory.Create(versions);
            history.FalseAlarms.Should().Be(0.05);
            alarms += history.Creeping.Count > 0 ? 1 : 0;
        }

        TestContext.Out.WriteLine($"{alarms} of {Histories} honest histories of {Retrains} retrains");
        alarms.Should().BeInRange(20, 71);
    }

    [Test]
    public void Merges_renames_and_versions_that_cannot_be_read_are_followed()
    {
        var random = new Random(2);
        Commit(Baseline(0, random), "first");
        Commit(Baseline(1, random), "second");
        Git("mv", Name, "renamed.credits.json");
        Git("commit", "-qm", "rename");
        Git("checkout", "-q", "-b", "branch");
        Commit(Baseline(2, random), "on a branch", "renamed.credits.json");
        Git("checkout", "-q", "main");
        _folder.Write("other.txt", "x"u8.ToArray());
        Git("add", ".");
        Git("commit", "-qm", "beside it");
        Git("merge", "-q", "--no-ff", "-m", "merge", "branch");
        _folder.Write("renamed.credits.json", "<<<<<<< HEAD"u8.ToArray());
        Git("commit", "-qam", "broken");
        Commit(Baseline(3, random), "mended", "renamed.credits.json");

        string text = _folder.Run("history", "renamed.credits.json").Succeeds().Output;

        text.Should().Contain("4 accepted models").And.MatchRegex("note: commit [0-9a-f]{12} is left out: KOOP100[24]");
    }

    [Test]
    public void A_shallow_clone_says_so()
    {
        var random = new Random(3);
        Commit(Baseline(0, random), "first");
        Commit(Baseline(1, random), "second");
        using var clone = new WorkFolder("clone");
        Git("clone", "-q", "--depth", "1", $"file://{_folder.Root}", clone.PathOf("copy"));

        string text = clone.Run("history", $"copy/{Name}").Succeeds().Output;

        text.Should().Contain("1 accepted models").And.Contain("note: the clone is shallow");
    }

    [Test]
    public void Without_a_repository_or_a_commit_it_says_why()
    {
        using var outside = WorkFolder.WithFcBaseline();
        ToolRun run = outside.Run("history", "fc.credits.json").Exits(4);
        run.Errors.Should().Contain(DiagnosticCodes.HistoryUnavailable).And.Contain("fc.credits.json");
        outside.Run("history", "/").Exits(4).Errors.Should().Contain("KOOP3011: '/' is a folder, not a baseline. Give the path");
        Baseline(0, new Random(4)).Save();
        _folder.Run("history", Name).Exits(4).Errors.Should().Contain("KOOP3011");
    }

    // An honest retrain in standard deviations of 0.02 nats about the accepted figures; one block may lie off them.
    private CreditBaseline Baseline(int number, Random random, double creeping = 0)
    {
        double Next() => 0.02 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        BlockCredit Block(string name, double gain) => Fabricated.Profiled(name, Next(), gain + Next(), Next(), Next(), Next());
        string hash = Convert.ToHexStringLower(BitConverter.GetBytes(number + 1L)).PadLeft(64, '0');
        CreditReport report = Fabricated.Report(
            AnalysisSettings.Regression,
            hash,
            Fabricated.SamplesHash,
            400,
            [],
            Block("alpha", 0), Block("beta", 0.02 * creeping), Block("gamma", 0));
        return CreditBaseline.Create(report.In(Fabricated.Network, hash), _folder.PathOf(Name));
    }

    private void Commit(CreditBaseline baseline, string message, string name = Name)
    {
        baseline.Save();
        if (name != Name)
        {
            File.Move(_folder.PathOf(Name), _folder.PathOf(name), overwrite: true);
        }

        Git("add", name);
        Git("commit", "-qm", message);
    }

    private void Git(params string[] arguments) => _folder.Git(arguments);
}
