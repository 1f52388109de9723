using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>Who stops the tool, or stops reading it, finds nothing half done and no stack trace.</summary>
[TestFixture]
internal sealed class InterruptTests
{
    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new WorkFolder();
        _folder.Copy(RealFiles.Lenet5FrozenLayer, "lenet5.onnx");
        _folder.Copy(RealFiles.Mnist);
        _folder.Copy(RealFiles.Lenet5Baseline);
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    // An analysis that does not end by itself is interrupted in time on any machine.
    [TestCase("init", "fc.onnx", "--samples", "mnist-9x9.npy", "-o", "new.credits.json")]
    [TestCase("update", "fc.credits.json")]
    [TestCase("accept", "fc.credits.json")]
    [TestCase("check")]
    [Platform("Linux")]
    public void Ctrl_C_writes_nothing_and_exits_with_130(params string[] arguments)
    {
        using var folder = WorkFolder.WithFcBaseline();
        folder.Write("fc.onnx", HostileNetworks.NeverEnds());
        SortedDictionary<string, string> before = folder.Content();
        foreach (int milliseconds in (int[])[1, 70, 200])
        {
            using ToolProcess process = Unix.StartInterruptible(folder.Root, arguments);
            Thread.Sleep(milliseconds);

            Unix.Interrupt(process.Process);

            ToolRun run = process.Finish().Exits(130);
            run.Output.Should().BeEmpty();
            run.Errors.Should().BeOneOf("", "interrupted: nothing was written\n");
            folder.Content().Should().Equal(before);
        }
    }

    [TestCase("--help")]
    [TestCase("init", "--help")]
    [TestCase("explain", "KOOP0001")]
    [TestCase("blocks", "lenet5.onnx")]
    [TestCase("credits", "lenet5.onnx", "--samples", "mnist.npy", "--json")]
    [TestCase("check")]
    public void A_reader_that_goes_away_ends_it_quietly(params string[] arguments)
    {
        using ToolProcess process = _folder.Start(arguments);

        ToolRun run = process.FinishUnread();

        run.ExitCode.Should().BeOneOf(0, 1);
        run.Errors.Should().BeEmpty();
    }
}
