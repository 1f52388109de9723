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
