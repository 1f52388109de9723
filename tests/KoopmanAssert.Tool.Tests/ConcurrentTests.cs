using FluentAssertions;
using KoopmanAssert.Core.Files;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>What several processes do to one baseline at once is done, all of it.</summary>
[TestFixture]
internal sealed class ConcurrentTests
{
    private const string Baseline = "fc.credits.json";
    private static readonly string[] Accept = ["accept", Baseline, "--force", "--reason", "concurrent"];
    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = WorkFolder.WithFcBaseline();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Three_processes_accept_three_retrains() => AcceptAtOnce(processes: 3);

    [Test]
    [Category("Slow")]
    public void Twenty_processes_accept_twenty_retrains()
    {
        byte[] baseline = _folder.Bytes(Baseline);
        for (int round = 0; round < Exhaustive.Times(1, all: 10); round++)
        {
            _folder.Write(Baseline, baseline);
            AcceptAtOnce(processes: 20);
        }
    }

    [Test]
    public void Of_several_that_create_a_baseline_one_does()
    {
        string[] init = ["init", "fc.onnx", "--samples", "mnist-9x9.npy", "-o", "new/one.credits.json"];
        ToolRun[] runs = AtOnce([.. Enumerable.Range(0, 3).Select(i => (string[])[.. init, "--seed", $"{i}"])]);

        runs.Count(run => run.ExitCode == 0).Should().Be(1);
        foreach (ToolRun refused in runs.Where(run => run.ExitCode != 0))
        {
            refused.IsRefused(3, DiagnosticCodes.BaselineExists, "already exists", "update");
        }

        int created = Array.FindIndex(runs, run => run.ExitCode == 0);
        _folder.Text("new/one.credits.json").Should().Contain($"\"seed\": {created}");
        Directory.GetFiles(_folder.PathOf("new")).Should().ContainSingle();
    }

    [Test]
    public void Several_checks_write_one_report_and_one_part()
    {
        string[] check = ["check", "--report", "out/all.json", "--shard", "1/1", "--part", "out/all.part"];
        foreach (ToolRun run in AtOnce([.. Enumerable.Repeat(check, 3)]))
        {
            run.Succeeds();
        }

        Directory.GetFiles(_folder.PathOf("out")).Should().HaveCount(2);
        _folder.Run("merge", "out/all.part", "--report", "out/all.json").Succeeds();
    }

    [Test]
    public void Who_waits_says_so_and_then_writes()
    {
        _folder.Write("retrain.onnx", Networks.Nudged(RealFiles.Fc, 0.001, seed: 1));
        IDisposable held = FileLock.Take(_folder.PathOf(Baseline), new LockWait());
        using ToolProcess waiting = _folder.Start([.. Accept, "retrain.onnx"]);

        waiting.Process.StandardError.ReadLine().Should().Be($"{Baseline}: note: waiting for another process that is writing this file");
        CreditBaseline.Load(_folder.PathOf(Baseline)).Accepted.Should().BeEmpty();
        held.Dispose();

        waiting.Finish().Succeeds();
        CreditBaseline.Load(_folder.PathOf(Baseline)).Accepted.Should().ContainSingle();
    }

    private void AcceptAtOnce(int processes)
    {
        string[] models = [.. Enumerable.Range(0, processes).Select(i => $"retrain{i}.onnx")];
        for (int i = 0; i < processes; i++)
        {
            _folder.Write(models[i], Networks.Nudged(RealFiles.Fc, 0.001, seed: i + 1));
        }

        ToolRun[] runs = AtOnce([.. models.Select(model => (string[])[.. Accept, model])]);

        for (int i = 0; i < processes; i++)
        {
            runs[i].Exits(0).Output.Should().StartWith($"accepted: {models[i]} ");
        }

        string[] hashes = [.. models.Select(model => AtomicFile.HashOf(_folder.Bytes(model)))];
        CreditBaseline.Load(_folder.PathOf(Baseline)).Accepted.Select(a => a.Sha256).Should().BeEquivalentTo(hashes);
        _folder.Content().Keys.Should().BeEquivalentTo([Baseline, "fc.onnx", "mnist-9x9.npy", .. models]);
    }

    private ToolRun[] AtOnce(string[][] commands)
    {
        ToolProcess[] processes = [.. commands.Select(command => _folder.Start(command))];
        Task<ToolRun>[] runs = [.. processes.Select(process => Task.Run(process.Finish))];
        Task.WaitAll(runs);
        Array.ForEach(processes, process => process.Dispose());
        return [.. runs.Select(run => run.Result)];
    }
}
