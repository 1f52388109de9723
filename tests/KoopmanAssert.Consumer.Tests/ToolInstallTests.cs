using System.IO.Compression;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The tool from the feed, installed as its README says.</summary>
[TestFixture]
[Category("Slow")]
public class ToolInstallTests
{
    private const string Package = "KoopmanAssert.Tool";

    [Test]
    public void In_a_manifest() => HoldsFailsAndIsUpdated("Manifest", GateProject.Environment,
        [
            Readme.Command(Package, "dotnet new tool-manifest"),
            [.. Readme.Command(Package, "dotnet tool install KoopmanAssert.Tool"), "--version", PackedFeed.Version],
        ],
        "dotnet", "koopman-assert");

    [Test]
    public void Globally()
    {
        string home = PackedFeed.NewFolder("Home");
        var environment = new Dictionary<string, string>(GateProject.Environment)
        {
            ["DOTNET_CLI_HOME"] = home,
            ["DOTNET_ROOT"] = Path.GetDirectoryName(Environment.ProcessPath!)!,
        };
        HoldsFailsAndIsUpdated("Global", environment,
            [[.. Readme.Command(Package, "dotnet tool install --global"), "--version", PackedFeed.Version]],
            Path.Combine(home, ".dotnet", "tools", "koopman-assert"));
    }

    /// <summary>Each program of the package is taken away in turn, so that the next one analyses.</summary>
    [Test]
    public void Every_program_for_this_processor_gives_the_bytes_of_the_one_that_the_runtime_compiles()
    {
        if (!PackedFeed.IsMachineCode)
        {
            Assert.Ignore("no C linker here: there is one program");
        }

        string folder = PackedFeed.NewFolder("Programs");
        string package = Path.Combine(PackedFeed.Path, $"{Package}.linux-x64.{PackedFeed.Version}.nupkg");
        ZipFile.ExtractToDirectory(package, folder);
        folder = Path.Combine(folder, "tools", "net10.0", "linux-x64");
        CommandLine.Run(folder, GateProject.Environment, "chmod", "-R", "u+x", ".").Expect(0);
        string[] credits =
        [
            "credits", Repository.At("examples", "lenet5-mnist", "lenet5.onnx"),
            "--samples", Repository.At("examples", "lenet5-mnist", "mnist.npy"),
            "--max-samples", "50", "--steps", "1", "--no-cache", "--json",
        ];
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        string built = Repository.At("src", "KoopmanAssert.Tool", "bin", configuration, "net10.0", "koopman-assert.dll");
        string[] expected = Credited("dotnet", built);
        foreach (string taken in new[] { "", "-x86-64-v4", "-x86-64-v3" })
        {
            if (taken.Length > 0)
            {
                File.Delete(Path.Combine(folder, $"koopman-assert{taken}"));
            }

            Assert.That(Credited(Path.Combine(folder, "koopman-assert")), Is.EqualTo(expected), $"without the program '{taken}'");
        }

        // The end of the standard error is an empty line somewhere between the others.
        string[] Credited(params string[] program) => CommandLine.Run(folder, GateProject.Environment, [.. program, .. credits])
            .Expect(0).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static void HoldsFailsAndIsUpdated(
        string name,
        Dictionary<string, string> environment,
        string[][] install,
        params string[] tool)
    {
        var project = new GateProject(name);
        CommandResult Run(params string[] words) => CommandLine.Run(project.Folder, environment, words);
        Array.ForEach(install, words => Run(words).Expect(0));

        Run([.. tool, "check"]).Expect(0);
        project.ShipFrozenLayer();
        Assert.That(Run([.. tool, "check"]).Expect(1), Does.Contain("KOOP0001: block 'conv2'"));
        Run([.. tool, "update", "models/lenet5.credits.json"]).Expect(0);
        Run([.. tool, "check"]).Expect(0);
    }
}
