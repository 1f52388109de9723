using FluentAssertions;
using KoopmanAssert.Tool.Cache;
using KoopmanAssert.Tool.Messages;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>What an earlier run has analysed is not analysed again, and says the same to the last byte.</summary>
[TestFixture]
internal sealed class CacheTests
{
    private WorkFolder _folder = null!;
    private WorkFolder _user = null!;
    private Dictionary<string, string> _cached = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = WorkFolder.WithFcBaseline();
        _user = new WorkFolder();
        _cached = new() { ["KOOPMAN_ASSERT_CACHE"] = _user.PathOf("cache") };
    }

    [TearDown]
    public void TearDown()
    {
        _folder.Dispose();
        _user.Dispose();
    }

    [TestCase("check")]
    [TestCase("credits", "fc.onnx", "--samples", "mnist-9x9.npy", "--json", "--kernels", "--features")]
    [TestCase("credits", "fc.onnx", "--samples", "mnist-9x9.npy", "--profile", "paper", "--steps", "2", "--repeats", "2", "--json")]
    [TestCase("diff", "fc.onnx", "fc.onnx", "--samples", "mnist-9x9.npy")]
    public void A_second_run_says_the_same_and_analyses_nothing(params string[] arguments)
    {
        ToolRun without = _folder.Run(arguments), first = Cached(arguments);
        SortedDictionary<string, string> entries = _user.Content();
        entries.Keys.Where(k => k.EndsWith(".analysis", StringComparison.Ordinal)).Should().NotBeEmpty();

        // Where an analysis would not survive it, an answer comes from the cache.
        ToolRun second = Cached([.. arguments, "--timeout", "0.000001"]);

        first.Output.Should().Be(without.Output);
        second.Succeeds().Output.Should().Be(without.Output);
        _user.Content().Should().Equal(entries);
    }

    [Test]
    public void Init_from_the_cache_writes_the_same_bytes()
    {
        string[] init = ["init", "fc.onnx", "--samples", "mnist-9x9.npy", "-o"];
        Cached([.. init, "a.credits.json"]).Succeeds();
        Cached([.. init, "b.credits.json", "--timeout", "0.000001"]).Succeeds();
        _folder.Bytes("a.credits.json").Should().Equal(_folder.Bytes("fc.credits.json"));
        _folder.Bytes("b.credits.json").Should().Equal(_folder.Bytes("fc.credits.json"));
    }

    [Test]
    public void Another_native_library_is_another_analysis()
    {
        Cached("check").Succeeds();
        _cached["KOOPMAN_ASSERT_ONNXRUNTIME"] = _user.PathOf("runtime"); // read where the tool has no library of its own
        Cached("check").Succeeds();
        Directory.GetFiles(_user.PathOf("cache")).Should().HaveCount(2);
    }

    [Test]
    public void Another_model_other_samples_or_other_settings_are_analysed()
    {
        Cached("check").Succeeds();
        int Entries() => Directory.GetFiles(_user.PathOf("cache")).Length;
        Entries().Should().Be(1);

        Cached("credits", "fc.onnx", "--samples", "mnist-9x9.npy", "--max-samples", "300").Succeeds();
        Entries().Should().Be(2);
        _folder.Write("fc.onnx", Networks.LastLayerDoubled(RealFiles.Fc));
        Cached("check").Exits(1);
        Entries().Should().Be(3);
        _folder.Copy(RealFiles.Fc);
        byte[] samples = _folder.Bytes("mnist-9x9.npy");
        samples[^1] ^= 1;
        _folder.Write("mnist-9x9.npy", samples);
        Cached("credits", "fc.onnx", "--samples", "mnist-9x9.npy").Succeeds();
        Entries().Should().Be(4);
    }

    [Test]
    [Category("Slow")]
    public void A_broken_entry_is_computed_again_and_mended()
    {
        Cached("check").Succeeds();
        string entry = Directory.GetFiles(_user.PathOf("cache")).Single();
        byte[] whole = File.ReadAllBytes(entry);
        foreach (byte[] broken in (byte[][])[[], whole[..40], whole[..^1], [.. whole[..^1], (byte)(whole[^1] ^ 1)], [.. whole, 0]])
        {
            File.WriteAllBytes(entry, broken);
            Cached("check").Succeeds().Output.Should().Contain("passed: 4 blocks");
            File.ReadAllBytes(entry).Should().Equal(whole);
        }
    }

    [Test]
    public void An_entry_under_the_name_of_another_is_not_taken()
    {
        Cached("check").Succeeds();
        _folder.Write("fc.onnx", Networks.LastLayerDoubled(RealFiles.Fc));
        string accepted = Directory.GetFiles(_user.PathOf("cache")).Single();
        Cached("check").Exits(1);
        string moved = Directory.GetFiles(_user.PathOf("cache")).Single(f => f != accepted);

        File.Copy(accepted, moved, overwrite: true);

        Cached("check").Exits(1);
    }

    [Test]
    public void Several_processes_share_it()
    {
        ToolProcess[] checks = [.. Enumerable.Range(0, 4).Select(_ => ToolProcess.Start(_folder.Root, _cached, "check"))];
        foreach (ToolProcess check in checks)
        {
            using (check)
            {
                check.Finish().Succeeds();
            }
        }

        Directory.GetFiles(_user.PathOf("cache")).Should().ContainSingle();
    }

    [Test]
    public void Without_it_nothing_is_read_or_written()
    {
        Cached("check", "--no-cache").Succeeds();
        _folder.Run("check").Succeeds();
        _user.Content().Should().BeEmpty();
    }

    [Test]
    public void By_default_it_lies_in_the_cache_folder_of_the_user()
    {
        Dictionary<string, string> user = new()
        {
            ["KOOPMAN_ASSERT_CACHE"] = "",
            ["XDG_CACHE_HOME"] = _user.Root,
            ["LOCALAPPDATA"] = _user.Root,
            ["HOME"] = _user.Root,
        };
        _folder.RunWith(user, "check").Succeeds();
        _user.Content().Keys.Should().Contain(k => k.Contains("koopman-assert") && k.EndsWith(".analysis"));
    }

    [Test]
    public void A_folder_that_cannot_be_made_is_said_and_changes_no_verdict()
    {
        string file = _user.Write("file", "");
        ToolRun run = _folder.RunWith(new Dictionary<string, string> { ["KOOPMAN_ASSERT_CACHE"] = Path.Combine(file, "cache") }, "check")
            .Exits(0);
        run.Errors.Should().StartWith("note: the cache (KOOPMAN_ASSERT_CACHE) cannot be written: ").And.EndWith("\n");
        run.Output.Should().Contain("passed: 4 blocks");
    }

    [Test]
    public void The_entries_used_longest_ago_make_room()
    {
        AnalysisMessage analysis = MadeUpAnalysis.Create(note: new string('x', 1000));
        string[] keys = [.. Enumerable.Range(0, 5)
            .Select(i => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData([(byte)i])))];
        var cache = new CacheFiles(_user.PathOf("small"), mostBytes: 7 * MessageTests.SealedLength(analysis) / 2);
        foreach (string key in keys)
        {
            (cache.Keep(key, CacheFiles.Analysis, analysis) ?? cache.Shrink()).Should().BeNull();
            File.SetLastWriteTimeUtc(
                Path.Combine(_user.PathOf("small"), key + ".analysis"),
                DateTime.UtcNow.AddDays(-10 + Array.IndexOf(keys, key)));
            cache.Find<AnalysisMessage>(keys[0], CacheFiles.Analysis).Should().BeEquivalentTo(analysis, "it is used all the time");
        }

        keys.Select(key => cache.Find<AnalysisMessage>(key, CacheFiles.Analysis) is not null).Should()
            .Equal(true, false, false, true, true);
    }

    private ToolRun Cached(params string[] arguments) => _folder.RunWith(_cached, arguments);
}
