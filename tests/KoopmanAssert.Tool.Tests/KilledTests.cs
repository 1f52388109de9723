using System.Diagnostics;
using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>Whenever update is killed, the baseline is the old one or the new one, byte for byte, and the next run works.</summary>
[TestFixture]
internal sealed class KilledTests
{
    private const string Name = "fc.credits.json";
    private static readonly string[] AllFiles = [Name, "fc.onnx", "mnist-9x9.npy"];
    private readonly byte[][] _baselines = new byte[2][];
    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = WorkFolder.WithFcBaseline();
        foreach (int model in (int[])[1, 0, 1]) // from then on, each keeps the other as the generation before
        {
            TakeModel(model);
            _folder.Run("update").Succeeds();
            _baselines[model] = _folder.Bytes(Name);
        }

        _baselines[1].Should().NotEqual(_baselines[0]);
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    [Category("Slow")]
    public void Killed_at_random_moments()
    {
        var random = new Random(20);
        var watch = Stopwatch.StartNew();
        Update(0);
        TimeSpan whole = watch.Elapsed;
        for (int kill = 1; kill <= Exhaustive.Times(5, all: 20); kill++)
        {
            TakeModel(kill % 2);
            using (ToolProcess update = _folder.Start("update"))
            {
                Thread.Sleep(whole * random.NextDouble());
            }

            _folder.Bytes(Name).Should()
                .Match<byte[]>(b => b.SequenceEqual(_baselines[0]) || b.SequenceEqual(_baselines[1]), "killed the {0}th time", kill);
            Update(kill % 2);
        }
    }

    // Where it matters most: between the first byte of the temporary file and its renaming.
    [Test]
    [Category("Slow")]
    public void Killed_while_it_writes()
    {
        string temporary = _folder.PathOf($".{Name}.tmp");
        for (int kill = 0; kill < 3; kill++)
        {
            TakeModel(kill % 2);
            using (ToolProcess update = _folder.Start("update"))
            {
                SpinWait.SpinUntil(() => File.Exists(temporary) || update.Process.HasExited);
            }

            _folder.Bytes(Name).Should()
                .Match<byte[]>(b => b.SequenceEqual(_baselines[0]) || b.SequenceEqual(_baselines[1]), "killed the {0}th time", kill);
            Update(kill % 2);
        }
    }

    [Test]
    public void What_a_killed_process_left_is_taken_over()
    {
        TakeModel(0);
        _folder.Write($".{Name}.tmp", _baselines[0][..100]);
        _folder.Write($".{Name}.lock", "");
        _folder.Run("check").Exits(1);

        Update(0);
    }

    // Killed between the renaming and the deletion of its lock, an update leaves the next one nothing to write.
    [Test]
    public void An_update_with_nothing_to_write_removes_the_lock_of_a_killed_one()
    {
        _folder.Write($".{Name}.lock", "");
        Update(1);
    }

    private void TakeModel(int number) =>
        _folder.Write("fc.onnx", number == 0 ? Networks.Read(RealFiles.Fc) : Networks.LastLayerDoubled(RealFiles.Fc));

    private void Update(int model)
    {
        TakeModel(model);
        _folder.Run("update").Succeeds();
        _folder.Bytes(Name).Should().Equal(_baselines[model]);
        _folder.Content().Keys.Should().Equal(AllFiles);
    }
}
