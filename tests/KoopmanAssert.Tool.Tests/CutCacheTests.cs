using FluentAssertions;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Tool.Cache;
using KoopmanAssert.Tool.Messages;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>
/// The same model on the same samples with other settings: what an earlier run read of its cuts serves, and says the same to the last byte.
/// </summary>
[TestFixture]
[Category("Slow")]
internal sealed class CutCacheTests
{
    // The activations of the widest cut take more: a run of the network says so.
    private const string Memory = "4MiB";
    private const string Ran = "a temporary file holds them";

    private WorkFolder _folder = null!;
    private WorkFolder _user = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new WorkFolder();
        _folder.Write("wide.onnx", WideNetwork.Of(1));
        _folder.Copy(RealFiles.Mnist);
        _user = new WorkFolder();
    }

    [TearDown]
    public void TearDown()
    {
        _folder.Dispose();
        _user.Dispose();
    }

    [Test]
    public void Another_rank_tolerance_needs_no_forward_pass_and_says_the_same()
    {
        ToolRun first = Credits();
        first.Errors.Should().Contain(Ran);
        Cuts().Should().HaveCount(8);

        ToolRun second = Credits("--rank-tolerance", "0.01"), fewer = Credits("--rank-tolerance", "0.02", "--threads", "1");
        second.Errors.Should().NotContain(Ran);
        fewer.Errors.Should().NotContain(Ran);

        ToolRun without = Credits("--rank-tolerance", "0.01", "--no-cache");
        without.Errors.Should().Contain(Ran);
        second.Output.Should().Be(without.Output).And.NotBe(first.Output);
        fewer.Output.Should().Be(Credits("--rank-tolerance", "0.02", "--no-cache").Output);
        first.Output.Should().Be(Credits("--no-cache").Output);
    }

    [Test]
    public void A_baseline_with_other_settings_is_held_without_a_forward_pass_noise_and_all()
    {
        ToolRun Init(string baseline, params string[] more) => Run(["init", .. Arguments, "-o", baseline, .. more]);
        Init("a.credits.json").Errors.Should().Contain(Ran);
        Cuts().Should().HaveCount(8 * 9);
        Init("b.credits.json", "--reduce", "5").Errors.Should().NotContain(Ran);
        Init("c.credits.json", "--reduce", "5", "--no-cache").Errors.Should().Contain(Ran);
        _folder.Text("b.credits.json").Should().Be(_folder.Text("c.credits.json"));
    }

    [Test]
    public void A_broken_entry_is_computed_again_and_mended()
    {
        Credits();
        SortedDictionary<string, string> whole = Entries();
        byte[][] Broken(byte[] entry) => [[], entry[..40], entry[..^1], [.. entry[..^1], (byte)(entry[^1] ^ 1)], [.. entry, 0]];
        string expected = Credits("--rank-tolerance", "0.01", "--no-cache").Output;
        foreach ((string path, int how) in Cuts().Take(5).Select((path, how) => (path, how)))
        {
            File.WriteAllBytes(path, Broken(File.ReadAllBytes(path))[how]);
        }

        ToolRun mending = Credits("--rank-tolerance", "0.01");
        mending.Errors.Should().Contain(Ran);
        mending.Output.Should().Be(expected);
        Entries().Should().Equal(whole);
    }

    [Test]
    public void An_entry_under_the_name_of_another_is_not_taken()
    {
        Credits();
        string[] cuts = [.. Cuts()];
        File.Copy(cuts[0], cuts[1], overwrite: true);
        Credits("--rank-tolerance", "0.01").Output.Should().Be(Credits("--rank-tolerance", "0.01", "--no-cache").Output);
    }

    [Test]
    public void Another_model_or_other_samples_are_read()
    {
        Credits();
        _folder.Write("wide.onnx", WideNetwork.Of(2));
        Credits("--rank-tolerance", "0.01").Errors.Should().Contain(Ran);
        Cuts().Should().HaveCount(16);
        byte[] samples = _folder.Bytes("mnist.npy");
        samples[^1] ^= 1; // beyond those that are used, yet another file
        _folder.Write("mnist.npy", samples);
        Credits("--rank-tolerance", "0.01").Errors.Should().Contain(Ran);
        Cuts().Should().HaveCount(24);
        Credits("--rank-tolerance", "0.01", "--max-samples", "41").Errors.Should().Contain(Ran);
        Cuts().Should().HaveCount(32);
    }

    [Test]
    public void Cut_elsewhere_the_cuts_in_common_serve()
    {
        Credits();
        Credits("--cuts", "wide0", "--cuts", "wide1", "--cuts", "narrow1", "--cuts", "wide2").Errors.Should().NotContain(Ran);
        ToolRun one = Credits("--cuts", "wide0", "--cuts", "wide1", "--cuts", "conv2");
        one.Errors.Should().Contain(Ran);
        one.Output.Should().Be(Credits("--cuts", "wide0", "--cuts", "wide1", "--cuts", "conv2", "--no-cache").Output);
        Cuts().Should().HaveCount(9);
    }

    [Test]
    public void Several_processes_share_it()
    {
        string[] tolerances = ["0.01", "0.02", "0.03"];
        ToolProcess[] runs = [.. tolerances.Select(
            t => ToolProcess.Start(_folder.Root, Environment(), ["credits", .. Arguments, "--json", "--rank-tolerance", t]))];
        string[] outputs = [.. runs.Select(run =>
        {
            using (run)
            {
                return run.Finish().Exits(0).Output;
            }
        })];
        outputs.Should().Equal(tolerances.Select(t => Credits("--rank-tolerance", t, "--no-cache").Output));
        Cuts().Should().HaveCount(8);
        Credits("--rank-tolerance", "0.04").Errors.Should().NotContain(Ran);
    }

    [Test]
    public void Switched_off_it_keeps_nothing()
    {
        Credits("--no-cache");
        _folder.Run(["credits", .. Arguments, "--json"]).Exits(0);
        _user.Content().Should().BeEmpty();
    }

    [Test]
    public void Cuts_make_room_before_analyses_those_used_longest_ago_first()
    {
        CutStatistics statistics = Statistics(seed: 1);
        AnalysisMessage analysis = MadeUpAnalysis.Create();
        long cutLength = MessageTests.SealedLength(CutMessage.Create(statistics)), analysisLength = MessageTests.SealedLength(analysis);
        var files = new CacheFiles(_user.PathOf("small"), mostBytes: analysisLength + (7 * cutLength / 2));
        var cuts = new CutCache(files);
        files.Keep("analysis", CacheFiles.Analysis, analysis).Should().BeNull();
        File.SetLastWriteTimeUtc(Path.Combine(files.Folder, "analysis.analysis"), DateTime.UtcNow.AddDays(-20));
        string[] keys = [.. Enumerable.Range(0, 6).Select(i => $"{i}")];
        foreach (string key in keys)
        {
            SortedSet<string> before = [.. Directory.GetFiles(files.Folder)];
            cuts.Keep(key, statistics);
            File.SetLastWriteTimeUtc(
                Directory.GetFiles(files.Folder).Except(before).Single(),
                DateTime.UtcNow.AddDays(int.Parse(key) - 10));
        }

        cuts.Find(keys[0]).Should().NotBeNull("it is used now");
        cuts.Shrink().Should().BeNull();

        Directory.GetFiles(files.Folder).Sum(f => new FileInfo(f).Length).Should().Be(analysisLength + (3 * cutLength));
        files.Find<AnalysisMessage>("analysis", CacheFiles.Analysis).Should().NotBeNull();
        keys.Select(key => cuts.Find(key) is not null).Should().Equal(true, false, false, false, true, true);
    }

    [Test]
    public void Every_bit_of_a_cut_comes_back([Values(0, 1, 2)] int kind)
    {
        double[,] products = new double[,] { { 1, double.NaN, -0.0 }, { double.NaN, 1e-310, 3 }, { -0.0, 3, double.PositiveInfinity } };
        var gram = DenseMatrix.OfArray(products);
        var wide = DenseMatrix.OfArray(new[,] { { 1, 2, 3 }, { 4, 5, -0.0 } });
        var centred = InnerProducts.Create(kind == 0 ? wide : gram, kind == 0 ? 2 : 7);
        var cut = new CutStatistics(
            new SnapshotSums(centred, kind == 1 ? InnerProducts.Create(2 * gram, 7) : null, kind == 2 ? wide : null, Math.PI),
            kind == 0 ? new ClassDecisions([1, 0, 1], [0.25, 0.75], -2.5) : null);
        var files = new CacheFiles(_user.PathOf("cache"));
        new CutCache(files).Keep("key", cut);

        CutStatistics found = new CutCache(files).Find("key")!;

        long[] Bits(CutStatistics c) => [.. new[] { c.Sums.Centred.Kept, c.Sums.Observed?.Kept, c.Sums.Triangle }
            .SelectMany(m => m is null ? [-1L] : (long[])[m.RowCount, .. m.Values.Select(BitConverter.DoubleToInt64Bits)])];
        Bits(found).Should().Equal(Bits(cut));
        (found.Sums.Dimension, found.Sums.Level, found.Sums.Centred.Snapshots).Should().Be((cut.Sums.Dimension, cut.Sums.Level, 3));
        found.Classes.Should().BeEquivalentTo(cut.Classes);
    }

    [Test]
    public void A_folder_that_takes_no_entry_is_said_once_and_costs_no_analysis()
    {
        string file = _user.Write("file", "");
        ToolRun run = _folder.RunWith(
            new Dictionary<string, string> { ["KOOPMAN_ASSERT_CACHE"] = Path.Combine(file, "cache") },
            ["credits", .. Arguments, "--json"]).Exits(0);
        run.Errors.Split('\n').Should()
            .ContainSingle(line => line.StartsWith("note: the cache (KOOPMAN_ASSERT_CACHE) cannot be written: "));
        run.Output.Should().Be(Credits("--no-cache").Output);
    }

    private static CutStatistics Statistics(int seed)
    {
        var random = new Random(seed);
        var snapshots = new MathNet.Numerics.LinearAlgebra.Double.DenseMatrix(
            4,
            30,
            [.. Enumerable.Range(0, 120).Select(_ => random.NextDouble())]);
        return new CutStatistics(new SnapshotSums(InnerProducts.Create(snapshots, 4), null, null, 1), null);
    }

    private static string[] Arguments => ["wide.onnx", "--samples", "mnist.npy", "--max-samples", "40", "--steps", "1", "--memory", Memory];

    private string[] Cuts() => Directory.GetFiles(_user.PathOf("cache"), "*.cut");

    private SortedDictionary<string, string> Entries()
    {
        SortedDictionary<string, string> all = _user.Content();
        foreach (string other in all.Keys.Where(k => !k.EndsWith(".cut", StringComparison.Ordinal)).ToList())
        {
            all.Remove(other);
        }

        return all;
    }

    private Dictionary<string, string> Environment() => new() { ["KOOPMAN_ASSERT_CACHE"] = _user.PathOf("cache") };

    private ToolRun Credits(params string[] more)
    {
        List<string> arguments = ["credits", .. Arguments, "--json"];
        if (more.Contains("--max-samples"))
        {
            arguments.RemoveRange(arguments.IndexOf("--max-samples"), 2);
        }

        return Run([.. arguments, .. more]);
    }

    private ToolRun Run(string[] arguments) => _folder.RunWith(Environment(), arguments).Exits(0);
}
