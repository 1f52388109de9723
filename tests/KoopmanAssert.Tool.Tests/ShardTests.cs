using System.Security.Cryptography;
using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>A check that is spread over several machines says what one machine says, or that a part of it is missing.</summary>
[TestFixture]
[Category("Slow")]
internal sealed class ShardTests
{
    private static readonly string[] Formats = ["json", "sarif", "html"];
    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = WorkFolder.WithFcBaseline();
        foreach (string place in (string[])["a", "b", "drifted", "no-model", "broken", "f", "g"])
        {
            foreach (string file in (string[])["fc.onnx", "mnist-9x9.npy", "fc.credits.json"])
            {
                _folder.Copy(_folder.PathOf(file), $"{place}/{file}");
            }
        }

        _folder.Write("drifted/fc.onnx", Networks.LastLayerDoubled(RealFiles.Fc));
        File.Delete(_folder.PathOf("no-model/fc.onnx"));
        _folder.Write("broken/fc.credits.json", "{\n  \"model\": 1,\n");
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void The_parts_of_four_shards_make_the_reports_of_one_run_byte_for_byte()
    {
        ToolRun whole = _folder.Run(["check", .. Reports("whole")]).Exits(3);
        ToolRun[] shards = [.. Enumerable.Range(1, 4).Select(k => _folder.Run("check", "--shard", $"{k}/4", "--part", $"parts/{k}.part"))];

        ToolRun merged = _folder.Run(["merge", "parts/3.part", "parts/1.part", "parts/4.part", "parts/2.part", .. Reports("merged")])
            .Exits(3);

        merged.Output.Should().Be(whole.Output);
        merged.Errors.Should().Be(whole.Errors);
        foreach (string format in Formats)
        {
            _folder.Text($"merged.{format}").Should().Be(_folder.Text($"whole.{format}"));
        }

        shards.Sum(s => s.Lines.Count(line => line.StartsWith("passed:"))).Should().Be(5, "each baseline is held by one shard");
        shards.Should().OnlyContain(s => s.Lines.Count(line => line.Contains(" on 400 samples")) <= 2, "there is as much to do for each");
        shards.Max(s => s.ExitCode).Should().Be(3);
    }

    [Test]
    public void More_shards_than_baselines_leave_some_with_nothing_to_do()
    {
        foreach (int k in Enumerable.Range(1, 3))
        {
            _folder.Run("check", "a", "b", "--shard", $"{k}/3", "--part", $"{k}.part").Succeeds();
        }

        _folder.Run("check", "a", "b", "--shard", "3/3").Succeeds().Output.Should().BeEmpty();
        _folder.Run("merge", "1.part", "2.part", "3.part").Succeeds().Output.Should().Be(_folder.Run("check", "a", "b").Output);
    }

    [Test]
    public void Diagnostics_of_the_whole_are_those_of_one_run()
    {
        foreach (int k in Enumerable.Range(1, 2))
        {
            _folder.Run("check", "--shard", $"{k}/2", "--part", $"{k}.part");
        }

        _folder.Run("merge", "1.part", "2.part", "--diagnostics").Output.Should().Be(_folder.Run("check", "--diagnostics").Output);
    }

    [Test]
    public void Parts_that_make_no_whole_are_refused()
    {
        _folder.Run("check", "a", "b", "--shard", "1/2", "--part", "1.part").Succeeds();
        _folder.Run("check", "a", "b", "--shard", "2/2", "--part", "2.part").Succeeds();
        _folder.Run("check", "a", "b", "f", "--shard", "2/2", "--part", "other.part").Succeeds();
        _folder.Run("check", "a", "--shard", "1/1", "--part", "one.part").Succeeds();
        byte[] part = _folder.Bytes("2.part");
        _folder.Write("cut.part", part[..^1]);
        _folder.Write("empty.part", "");
        _folder.Write("text.part", "koopman-assert");

        Refuses("shard 2 is missing", "1.part");
        Refuses("shard 1 is missing", "2.part");
        Refuses("both shard 1", "1.part", "1.part", "2.part");
        Refuses("a different check", "1.part", "other.part");
        Refuses("a different check", "1.part", "one.part");
        Refuses("'cut.part' is not a part", "1.part", "cut.part");
        Refuses("'empty.part' is not a part", "1.part", "empty.part");
        Refuses("'text.part' is not a part", "1.part", "text.part");
        Refuses("'none.part' does not exist", "1.part", "none.part");
    }

    [Test]
    public void A_baseline_that_is_another_one_where_the_parts_are_joined_is_refused()
    {
        _folder.Run("check", "a", "--shard", "1/1", "--part", "one.part").Succeeds();
        _folder.Write("a/fc.credits.json", _folder.Text("a/fc.credits.json") + "\n");
        _folder.Run("merge", "one.part").Exits(3).Errors.Should().Contain(DiagnosticCodes.PartsIncomplete)
            .And.Contain("a different version of 'a/fc.credits.json'");
    }

    [Test]
    public void A_part_of_another_version_is_refused_and_may_be_replaced()
    {
        byte[] content = [.. "written by version 1"u8];
        byte[] hash = SHA256.HashData([.. "koopman-assert part 1"u8, 0, .. content]);
        _folder.Write("one.part", (byte[])[.. hash, .. content]);
        _folder.Refuses(
            ["merge", "one.part"],
            3,
            DiagnosticCodes.PartsIncomplete,
            "'one.part' was written by another version of koopman-assert",
            "the part of every shard");
        _folder.Run("check", "a", "--shard", "1/1", "--part", "one.part").Succeeds();
        _folder.Run("merge", "one.part").Succeeds();
    }

    [TestCase("0/4")]
    [TestCase("5/4")]
    [TestCase("1/0")]
    [TestCase("4")]
    [TestCase("1/2/3")]
    [TestCase("-1/4")]
    [TestCase("1/10001")]
    [TestCase("a/b")]
    public void What_is_no_shard_is_refused(string shard)
        => _folder.Refuses(["check", "--shard", shard], 2, DiagnosticCodes.Usage, shard, "K/N");

    [Test]
    public void A_part_replaces_a_part_and_nothing_else()
    {
        _folder.Run("check", "a", "--shard", "1/1", "--part", "one.part").Succeeds();
        _folder.Run("check", "a", "--shard", "1/1", "--part", "one.part").Succeeds();
        _folder.Write("notes.part", "my notes");
        _folder.Refuses(
            ["check", "a", "--shard", "1/1", "--part", "notes.part"],
            4,
            DiagnosticCodes.OutputNotWritable,
            "'notes.part' already exists and is not a part",
            "Use another name");
        _folder.Refuses(["check", "--part", "one.txt"], 2, DiagnosticCodes.Usage, "one.txt", ".part");
    }

    [Test]
    public void Several_at_a_time_write_what_one_at_a_time_writes()
    {
        ToolRun one = _folder.Run(["check", "--threads", "1", .. Reports("one")]).Exits(3);
        ToolRun several = _folder.Run(["check", "--threads", "3", .. Reports("several")]).Exits(3);
        several.Output.Should().Be(one.Output);
        several.Errors.Should().Be(one.Errors);
        foreach (string format in Formats)
        {
            _folder.Text($"several.{format}").Should().Be(_folder.Text($"one.{format}"));
        }
    }

    private static string[] Reports(string name) => [.. Formats.SelectMany(format => (string[])["--report", $"{name}.{format}"])];

    private void Refuses(string names, params string[] parts)
        => _folder.Refuses(["merge", .. parts], 3, DiagnosticCodes.PartsIncomplete, names, "koopman-assert merge");
}
