using System.Xml.Linq;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>A build says what it held, or that there was nothing to hold; and it holds however the project is built.</summary>
[TestFixture]
[Category("Slow")]
public class BuildHeldTests
{
    [Test]
    public void A_build_says_once_how_many_baselines_it_held()
    {
        var project = new GateProject("Held");
        project.Restore().Expect(0);
        Assert.That(Lines(project.Build("-v:n").Expect(0)), Is.EqualTo(new[] { "KoopmanAssert: Held.csproj held 1 baseline" }));
        Assert.That(
            Lines(project.Build("-v:n").Expect(0)),
            Is.EqualTo(new[] { "KoopmanAssert: Held.csproj held 1 baseline (skipped: unchanged since the last check)" }));
        Assert.That(Lines(project.Build("-t:Rebuild").Expect(0)), Is.Empty, "below normal verbosity");

        project.ShipFrozenLayer();
        Assert.That(
            Lines(project.Build("-v:n", "-p:KoopmanAssertSeverity=warning").Expect(0)),
            Is.EqualTo(new[] { "KoopmanAssert: Held.csproj held 0 of 1 baseline" }));
    }

    [Test]
    public void A_project_says_how_many_baselines_it_has_to_have()
    {
        var project = new GateProject("Required");
        project.Restore().Expect(0);
        Assert.That(
            project.Build("-p:KoopmanAssertRequire=2").Expect(1),
            Does.Contain("Required.csproj : error KOOP1001: The project has 1 baselines, but KoopmanAssertRequire asks for 2."));
        project.Build("-p:KoopmanAssertRequire=1").Expect(0);
        Assert.That(project.Build("-p:KoopmanAssertRequire=some").Expect(1), Does.Contain("error KOOP4001: 'some' is not a valid value"));

        File.Delete(project.Baseline);
        Assert.That(project.Build().Expect(1), Does.Contain("Required.csproj : error KOOP1001: The project has no baseline."));
        Assert.That(
            Lines(project.Build("-p:KoopmanAssertRequire=false", "-v:n").Expect(0)),
            Is.EqualTo(new[] { "KoopmanAssert: Required.csproj has no baseline, and needs none." }));
    }

    [Test]
    public void A_global_package_reference_asks_for_baselines_only_where_it_is_told_to()
    {
        string folder = PackedFeed.NewFolder("Global");
        PackedFeed.Configure(folder);
        new XElement("Project",
            ConsumerProject.Properties("ManagePackageVersionsCentrally=true"),
            new XElement("ItemGroup", new XElement(
                "GlobalPackageReference",
                new XAttribute("Include", "KoopmanAssert.MSBuild"),
                new XAttribute("Version", PackedFeed.Version)))).Save(Path.Combine(folder, "Directory.Packages.props"));
        GateProject[] projects = [.. new[] { "WithModel", "Without" }.Select(name => new GateProject(Path.Combine(folder, name)))];
        Array.ForEach(projects, project => new XElement("Project", new XAttribute("Sdk", "Microsoft.NET.Sdk"),
            ConsumerProject.Properties("TargetFramework=net10.0")).Save(project.At($"{Path.GetFileName(project.Folder)}.csproj")));
        File.Delete(projects[1].Baseline);
        File.WriteAllText(
            Path.Combine(folder, "Shop.slnx"),
            "<Solution><Project Path=\"WithModel/WithModel.csproj\" /><Project Path=\"Without/Without.csproj\" /></Solution>");

        Assert.That(Lines(Dotnet(folder, "build", "-v:n").Expect(0)), Is.EquivalentTo(new[]
        {
            "KoopmanAssert: WithModel.csproj held 1 baseline", "KoopmanAssert: Without.csproj has no baseline, and needs none.",
        }));
        Assert.That(
            Dotnet(folder, "build", "--no-restore", "-p:KoopmanAssertRequire=true").Expect(1),
            Does.Contain("Without.csproj : error KOOP1001").And.Contain("1 Error(s)"));
    }

    [Test]
    public void A_library_of_several_frameworks_is_held_once_however_it_is_built()
    {
        string folder = PackedFeed.NewFolder("Frameworks");
        PackedFeed.Configure(folder);
        var library = new GateProject(Path.Combine(folder, "Library"), "TargetFrameworks=net10.0;netstandard2.0");
        string app = Directory.CreateDirectory(Path.Combine(folder, "App")).FullName;
        File.WriteAllText(Path.Combine(app, "App.cs"), "_ = new Shop.Digits();");
        new XElement("Project", new XAttribute("Sdk", "Microsoft.NET.Sdk"),
            ConsumerProject.Properties("TargetFramework=net10.0", "OutputType=Exe"),
            new XElement("ItemGroup", new XElement("ProjectReference", new XAttribute("Include", "../Library/Library.csproj"))))
            .Save(Path.Combine(app, "App.csproj"));
        File.WriteAllText(
            Path.Combine(folder, "Shop.slnx"),
            "<Solution><Project Path=\"App/App.csproj\" /><Project Path=\"Library/Library.csproj\" /></Solution>");
        Dotnet(folder, "restore").Expect(0);
        string[][] builds =
        [
            ["build", "App"], ["build", "Library"], ["build", "Library", "-f", "net10.0"], ["build", "-m:2"], ["publish", "App"],
            ["publish", "Library", "-f", "net10.0"],
        ];

        foreach (string[] build in builds)
        {
            library.ShipAccepted();
            Dotnet(folder, "clean", "-v:q").Expect(0);
            Assert.That(
                Lines(Dotnet(folder, [.. build, "--no-restore", "-v:n"]).Expect(0)),
                Is.EqualTo(new[] { "KoopmanAssert: Library.csproj held 1 baseline" }),
                string.Join(' ', build));
            library.ShipFrozenLayer();
            Assert.That(
                Dotnet(folder, [.. build, "--no-restore", "-clp:Summary"]).Expect(1),
                Does.Contain("error KOOP0001: block 'conv2'").And.Contain("1 Error(s)"),
                string.Join(' ', build));
        }
    }

    private static string[] Lines(string output) =>
    [
        .. output.Split('\n').Select(line => line[Math.Max(0, line.IndexOf("KoopmanAssert: ", StringComparison.Ordinal))..].Trim())
            .Where(line => line.StartsWith("KoopmanAssert: ", StringComparison.Ordinal)),
    ];

    private static CommandResult Dotnet(string folder, params string[] words)
        => CommandLine.Run(folder, GateProject.Environment, ["dotnet", .. words]);
}
