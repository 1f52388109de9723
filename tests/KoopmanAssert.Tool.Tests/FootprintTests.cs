using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>An analysis leaves nothing on the disk but its output: no telemetry, no cache, no temporary file.</summary>
[TestFixture]
internal sealed class FootprintTests
{
    private static readonly string[] Places =
    [
        "HOME", "TMPDIR", "TEMP", "TMP", "USERPROFILE", "APPDATA", "LOCALAPPDATA",
        "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR",
    ];

    [Test]
    public void Init_and_check_leave_only_the_baseline()
    {
        using var models = WorkFolder.WithFc();
        using var user = new WorkFolder();
        // The runtime's own sockets for debuggers lie in the temporary folder; they are not the tool's.
        Dictionary<string, string> environment = new() { ["DOTNET_EnableDiagnostics"] = "0" };
        foreach (string place in Places)
        {
            environment[place] = Directory.CreateDirectory(user.PathOf(place)).FullName;
        }

        Directory.CreateDirectory(user.PathOf("working"));
        ToolRun Run(params string[] arguments)
        {
            using var process = ToolProcess.Start(user.PathOf("working"), environment, arguments);
            return process.Finish();
        }

        Run("init", models.PathOf("fc.onnx"), "--samples", models.PathOf("mnist-9x9.npy")).Succeeds();
        Run("check", models.PathOf("fc.credits.json")).Succeeds();
        Run("credits", models.PathOf("fc.onnx"), "--samples", models.PathOf("mnist-9x9.npy"), "--steps", "2", "--max-samples", "64")
            .Succeeds();

        user.Content().Keys.Should().BeEquivalentTo([.. Places, "working"]);
        models.Content().Keys.Should().Equal("fc.credits.json", "fc.onnx", "mnist-9x9.npy");
    }
}
