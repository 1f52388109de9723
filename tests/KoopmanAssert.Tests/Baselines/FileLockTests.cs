using System.Diagnostics;
using System.Globalization;
using System.Text;
using FluentAssertions;
using KoopmanAssert.Core.Files;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>One writer at a time, and none that overwrites what it has not read.</summary>
[TestFixture]
internal sealed class FileLockTests
{
    private const int Writers = 8, Times = 25;
    private static readonly LockWait Impatient = new() { Patience = TimeSpan.FromMilliseconds(100) };
    private BaselineFolder _folder = null!;
    private string _path = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new BaselineFolder();
        _path = _folder.At("a.credits.json");
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void A_lock_is_gone_when_it_is_released_and_can_be_taken_again()
    {
        for (int time = 0; time < 3; time++)
        {
            using (FileLock.Take(_path, Impatient))
            {
                Directory.GetFiles(_folder.Path).Should().Equal(FileLock.NameFor(_path));
            }

            Directory.GetFiles(_folder.Path).Should().BeEmpty();
        }
    }

    [Test]
    public void What_a_killed_process_left_locks_nothing_and_is_taken_away()
    {
        File.WriteAllBytes(FileLock.NameFor(_path), []);
        AtomicFile.Write(_path, [1], Impatient);
        Directory.GetFiles(_folder.Path).Should().Equal(_path);
    }

    [Test]
    public void A_second_writer_gives_up_with_a_code_of_its_own_and_leaves_the_file()
    {
        File.WriteAllBytes(_path, [1]);
        using IDisposable held = FileLock.Take(_path, Impatient);

        RuntimeException failure = FluentActions.Invoking(() => AtomicFile.Write(_path, [2], Impatient)).Should().Throw<RuntimeException>()
            .Which;

        (failure.Code, failure.File).Should().Be((DiagnosticCodes.FileHeld, _path));
        failure.WayOut.Should().Contain("End the other process");
        File.ReadAllBytes(_path).Should().Equal(1);
    }

    [Test]
    public void A_second_writer_waits_says_so_after_a_second_and_writes()
    {
        IDisposable held = FileLock.Take(_path, Impatient);
        var watch = Stopwatch.StartNew();
        List<(string Path, TimeSpan After)> said = [];
        var wait = new LockWait(path =>
        {
            said.Add((path, watch.Elapsed));
            held.Dispose();
        });

        AtomicFile.Write(_path, [2], wait);

        said.Should().ContainSingle().Which.Path.Should().Be(_path);
        said[0].After.Should().BeGreaterThan(TimeSpan.FromSeconds(1)).And.BeLessThan(TimeSpan.FromSeconds(10));
        File.ReadAllBytes(_path).Should().Equal(2);
    }

    [Test]
    public void A_wait_can_be_cancelled()
    {
        using IDisposable held = FileLock.Take(_path, Impatient);
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        FluentActions.Invoking(() => AtomicFile.Write(_path, [2], new LockWait(Cancellation: cancellation.Token))).Should()
            .Throw<OperationCanceledException>();
        File.Exists(_path).Should().BeFalse();
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void Nothing_is_made_through_a_link_of_the_name_of_the_lock()
    {
        File.CreateSymbolicLink(FileLock.NameFor(_path), _folder.At("elsewhere"));
        FluentActions.Invoking(() => AtomicFile.Write(_path, [1])).Should().Throw<BaselineException>().Which.Code.Should()
            .Be(DiagnosticCodes.BaselineNotWritable);
        File.Exists(_folder.At("elsewhere")).Should().BeFalse();
    }

    [Test]
    public void A_file_that_holds_something_else_by_now_is_left()
    {
        AtomicFile.TryReplace(_path, null, [1]).Should().BeTrue();
        AtomicFile.TryReplace(_path, null, [2]).Should().BeFalse();
        AtomicFile.TryReplace(_path, AtomicFile.HashOf([2]), [3]).Should().BeFalse();
        File.ReadAllBytes(_path).Should().Equal(1);
        AtomicFile.TryReplace(_path, AtomicFile.HashOf([1]), [4]).Should().BeTrue();
        File.Delete(_path);
        AtomicFile.TryReplace(_path, AtomicFile.HashOf([4]), [5]).Should().BeFalse();
        File.Exists(_path).Should().BeFalse();
    }

    // A counter: each writer reads it and writes one more. What is lost is missing in the end, and a file that is not whole is no number.
    [Test]
    public void Nothing_of_what_many_writers_write_at_once_is_lost()
    {
        File.WriteAllText(_path, "0");
        Task[] all = [.. Enumerable.Range(0, Writers).Select(_ => Task.Run(Increment))];
        Task.WaitAll(all);

        File.ReadAllText(_path).Should().Be($"{Writers * Times}");
        Directory.GetFiles(_folder.Path).Should().Equal(_path);
    }

    [Test]
    public void A_loaded_baseline_does_not_overwrite_what_was_saved_since()
    {
        _folder.Usual().Save();
        var mine = CreditBaseline.Load(_folder.Baseline);
        CreditBaseline changed = mine.With([]);
        changed.Save();
        changed.Save();
        changed.With([]).Save();
        string text = File.ReadAllText(_folder.Baseline);
        File.WriteAllText(_folder.Baseline, text + "\n");

        BaselineException failure = FluentActions.Invoking(changed.With([]).Save).Should().Throw<BaselineException>().Which;

        (failure.Code, failure.File).Should().Be((DiagnosticCodes.BaselineChanged, _folder.Baseline));
        failure.WayOut.Should().StartWith("Load the baseline again");
        File.ReadAllText(_folder.Baseline).Should().Be(text + "\n");
        _folder.Usual().Save();
        File.ReadAllText(_folder.Baseline).Should().Be(text, "a new baseline replaces whatever is there");
    }

    private void Increment()
    {
        for (int written = 0; written < Times;)
        {
            byte[] read = File.ReadAllBytes(_path);
            int next = int.Parse(read, CultureInfo.InvariantCulture) + 1;
            written += AtomicFile.TryReplace(_path, AtomicFile.HashOf(read), Encoding.UTF8.GetBytes($"{next}")) ? 1 : 0;
        }
    }
}
