using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>Where a baseline cannot be written, init and update exit with 4, and what was there stays.</summary>
[TestFixture]
internal sealed class NotWritableTests
{
    private const string WayOut = "Make the location writable";
    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = WorkFolder.WithFcBaseline();
        _folder.Write("fc.onnx", Networks.LastLayerDoubled(RealFiles.Fc));
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    // Also for root, who could write it.
    [Test]
    public void A_read_only_baseline()
    {
        string path = _folder.PathOf("fc.credits.json");
        File.SetAttributes(path, FileAttributes.ReadOnly);
        Refuses(["update"], "'fc.credits.json' is read-only");
        File.SetAttributes(path, FileAttributes.Normal);
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void A_baseline_that_is_a_link()
    {
        File.Move(_folder.PathOf("fc.credits.json"), _folder.PathOf("target.json"));
        File.CreateSymbolicLink(_folder.PathOf("fc.credits.json"), "target.json");
        _folder.Run("check", "fc.credits.json").Exits(1);
        Refuses(["update", "fc.credits.json"], "'fc.credits.json' is a symbolic link");
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void A_temporary_file_that_is_a_link()
    {
        _folder.Write("victim.txt", "mine");
        File.CreateSymbolicLink(_folder.PathOf(".fc.credits.json.tmp"), "victim.txt");
        Refuses(["update"], "is a symbolic link");
    }

    [Test]
    public void A_path_below_a_file() =>
        Refuses(
            ["init", "fc.onnx", "--samples", "mnist-9x9.npy", "-o", "fc.onnx/new.credits.json"],
            "'fc.onnx/new.credits.json' cannot be written");

    [Test]
    public void A_folder_that_does_not_exist_is_made_where_it_can_be()
    {
        string[] init = ["init", "fc.onnx", "--samples", "mnist-9x9.npy", "-o"];
        _folder.Run([.. init, "new/folder/fc.credits.json"]).Succeeds();
        _folder.Run("check", "new").Exits(0);
        Refuses([.. init, "fc.onnx/folder/new.credits.json"], "'fc.onnx/folder/new.credits.json' cannot be written");
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void A_name_that_is_too_long_for_the_disk()
    {
        string name = new string('x', 300) + ".credits.json";
        Refuses(["init", "fc.onnx", "--samples", "mnist-9x9.npy", "-o", name], "cannot be written");
    }

    [Test]
    [Platform("Linux")]
    public void A_full_disk_below_the_standard_output()
    {
        ToolRun run = Unix.Shell(_folder.Root, "exec \"$@\" > /dev/full", "blocks", "fc.onnx");
        run.IsRefused(
            4, DiagnosticCodes.OutputNotWritable, "the standard output cannot be written", "Redirect it to a place that can be written");
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void A_closed_standard_error_loses_the_message_and_not_the_exit_code() =>
        Unix.Shell(_folder.Root, "exec \"$@\" 2>&-", "blocks", "nothing.onnx").Exits(2);

    private void Refuses(string[] arguments, string names) =>
        _folder.Refuses(arguments, 4, DiagnosticCodes.BaselineNotWritable, names, WayOut);
}
