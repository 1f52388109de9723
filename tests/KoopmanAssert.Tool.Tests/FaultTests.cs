using FluentAssertions;
using KoopmanAssert.Core.Files;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>
/// Each step of writing a file is made to fail: the file is the old one or the new one, the exit code says which, and the next run works.
/// </summary>
[TestFixture]
[Platform("Linux")]
[Category("Slow")]
internal sealed class FaultTests
{
    private const string Baseline = "fc.credits.json", Report = "all.json", Part = "all.part";

    // A disk that fails, a disk that is full, a call that a signal interrupts, a right that is missing.
    private static readonly string[] Errors = ["EIO", "ENOSPC", "EINTR", "EACCES"];

    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        Strace.Require();
        _folder = WorkFolder.WithFcBaseline();
        _folder.Copy(Repository.FcRetrains[0], "retrain.onnx");
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Accept() => FailsAtEveryStep(Baseline, ["accept", Baseline, "retrain.onnx"]);

    [Test]
    public void Update()
    {
        _folder.Copy(Repository.FcRetrains[0], "fc.onnx");
        FailsAtEveryStep(Baseline, ["update", Baseline]);
    }

    [Test]
    public void A_report() => FailsAtEveryStep(Report, ["check", Baseline, "--report", Report]);

    [Test]
    public void A_part() => FailsAtEveryStep(Part, ["check", Baseline, "--shard", "1/1", "--part", Part]);

    // The cache only saves time: whatever happens to it, the verdict stays.
    [Test]
    public void The_cache(
        [Values("rename", "mkdir", "ftruncate", "unlink", "utimensat")] string call, [Values("EIO", "ENOSPC")] string error)
    {
        Strace.FailAll(_folder, call, error, ["check", Baseline]).Exits(0);
        _folder.Run("check", Baseline).Exits(0);
    }

    // The third opens the lock before the first deletes it, and has it only when the second is there.
    [Test]
    public void A_lock_that_was_deleted_while_it_was_opened_holds_nothing()
    {
        byte[] before = _folder.Bytes(Baseline);
        IDisposable first = FileLock.Take(_folder.PathOf(Baseline), new LockWait());
        string log = _folder.PathOf("../opened");
        using ToolProcess third = Strace.Delay(_folder, $".{Baseline}.lock", "flock", log, ["accept", Baseline, "retrain.onnx"]);
        SpinWait.SpinUntil(() => third.Process.HasExited || IsOpened(log));
        first.Dispose();
        using (FileLock.Take(_folder.PathOf(Baseline), new LockWait()))
        {
            Thread.Sleep(Strace.Delayed + TimeSpan.FromSeconds(1));
            _folder.Bytes(Baseline).Should().Equal(before);
        }

        third.Finish().Exits(0);
        CreditBaseline.Load(_folder.PathOf(Baseline)).Accepted.Should().ContainSingle();
    }

    private static bool IsOpened(string log) => File.Exists(log) && File.ReadAllText(log).Contains("openat", StringComparison.Ordinal);

    private void FailsAtEveryStep(string file, string[] command)
    {
        string held = $".{file}.lock";
        string[] watched = [file, $".{file}.tmp", held];
        Dictionary<string, byte[]> before = Snapshot();
        Strace.Calls(_folder, watched, command); // now the analysis is in the cache
        Restore(before);
        IReadOnlyList<SystemCall> calls = Strace.Calls(_folder, watched, command);
        byte[] written = _folder.Bytes(file);
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach ((SystemCall call, string error) in Faults(calls))
        {
            Restore(before);
            ToolRun run = Strace.Fail(_folder, watched, call, error, command);
            byte[]? now = File.Exists(_folder.PathOf(file)) ? _folder.Bytes(file) : null;
            bool isNew = now is not null && now.AsSpan().SequenceEqual(written);

            string because = $"of {call} with {error}, after which the tool wrote: {run.Errors}";
            (isNew || Same(now, before.GetValueOrDefault(file))).Should().BeTrue(because);
            run.Exits(run.ExitCode);
            (run.ExitCode == 0).Should().Be(isNew, because);
            Strace.RunUntraced(_folder, command).Exits(0);
            _folder.Bytes(file).Should().Equal(written, because);
            // A lock that cannot be deleted is taken over by the next writer.
            _folder.Content().Keys.Where(name => call.Name != "unlink" || name != held)
                .Should().BeEquivalentTo(before.Keys.Append(file).Distinct(), because);
            string outcome = $"{call.Name,-10} {error,-6} exit {run.ExitCode}, {(isNew ? "new" : "old")} file";
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        }

        calls.Should().Contain(call => call.Name.StartsWith("rename")).And.Contain(call => call.Name == "fsync");
        TestContext.Out.WriteLine(string.Join('\n', outcomes.Select(o => $"{o.Key}: {o.Value} times")));
    }

    // All of them with all errors, or the first and the last call of a name with the errors in turn.
    private static IEnumerable<(SystemCall Call, string Error)> Faults(IReadOnlyList<SystemCall> calls) => Exhaustive.IsAsked
        ? calls.SelectMany(call => Errors.Select(error => (call, error)))
        : calls.GroupBy(call => call.Name).SelectMany(all => new[] { all.First(), all.Last() }).Distinct()
            .Select((call, i) => (call, Errors[i % Errors.Length]));

    private Dictionary<string, byte[]> Snapshot() => _folder.Content().Keys.ToDictionary(name => name, _folder.Bytes);

    private void Restore(Dictionary<string, byte[]> files)
    {
        foreach (string name in _folder.Content().Keys)
        {
            File.Delete(_folder.PathOf(name));
        }

        foreach ((string name, byte[] content) in files)
        {
            _folder.Write(name, content);
        }
    }

    private static bool Same(byte[]? a, byte[]? b) => a is null || b is null ? a == b : a.AsSpan().SequenceEqual(b);
}
