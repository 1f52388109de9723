using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>Where activations need a temporary file, and the folder for it is full or gone, the analysis is refused and nothing is lost.</summary>
[TestFixture]
[Platform(Exclude = "Win")]
internal sealed class TemporaryFolderTests
{
    private const string Problem = "has activations that do not fit in memory, and the temporary file for them cannot be used";
    private const string WayOut = "Free space in the folder for temporary files, set another folder [(]TMPDIR";

    // The first layer's 400 · 4,704 float32 values take 7.2 MiB.
    private static readonly string[] Spooling = ["check", "--memory", "2MiB", "--no-cache"];

    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new WorkFolder();
        _folder.Copy(RealFiles.Lenet5);
        _folder.Copy(RealFiles.Mnist);
        _folder.Run("init", "lenet5.onnx", "--samples", "mnist.npy").Succeeds();
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void A_folder_that_is_gone() => IsRefused(_folder.RunWith(At("gone"), Spooling), "gone");

    [Test]
    public void A_file_in_its_place() => IsRefused(_folder.RunWith(At("mnist.npy"), Spooling), "mnist.npy");

    // In a namespace of its own, where anyone may mount a file system of 512 KiB.
    [Test]
    [Platform("Linux")]
    public void A_folder_that_is_full()
    {
        string full = _folder.PathOf("full");
        Directory.CreateDirectory(full);
        string script = $"mount -t tmpfs -o size=512k tmpfs '{full}' && TMPDIR='{full}' exec \"$@\"";
        string[] inside = ["unshare", "-rm", "sh", "-c", script, "sh"];
        Unix.Require([.. inside, "true"]);
        using var tool = ToolProcess.StartBy(inside, _folder.Root, Spooling);
        IsRefused(tool.Finish(), "No space left on device");
    }

    [TestCase("gone")]
    [TestCase("mnist.npy")]
    public void It_does_not_matter_where_all_fits_in_memory(string folder) =>
        _folder.RunWith(At(folder), "check", "--no-cache").Exits(0);

    private Dictionary<string, string> At(string folder) => new() { ["TMPDIR"] = _folder.PathOf(folder) };

    private void IsRefused(ToolRun run, string says)
    {
        run.Exits(2);
        run.Errors.Should().MatchRegex($@"error KOOP4003: 'lenet5.onnx' {Problem}: ""[^""]*{says}[^""]*""\. {WayOut}");
        _folder.Run(Spooling).Exits(0);
    }
}
