using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>However a project is built, its baselines are checked once, and only by a build.</summary>
[TestFixture]
[Category("Slow")]
public class BuildKindTests
{
    [Test]
    public void Several_target_frameworks_are_checked_once()
    {
        var project = new GateProject("Several", "TargetFrameworks=net10.0;netstandard2.0");
        project.Restore().Expect(0);
        Assert.That(project.BuildAndCount("-m:2"), Is.EqualTo(1));
        Assert.That(project.BuildAndCount(), Is.Zero);

        project.ShipFrozenLayer();
        Assert.That(project.Build("-m:2").Expect(1), Does.Contain("1 Error(s)"));
        Assert.That(project.Build("-p:KoopmanAssertSeverity=warning").Expect(0), Does.Contain("1 Warning(s)"));
        Assert.That(project.Build("-p:KoopmanAssertSeverity=warning", "-p:NoWarn=KOOP0001").Expect(0), Does.Contain("0 Warning(s)"));
        project.Build("-p:KoopmanAssertSeverity=warning", "-p:WarningsAsErrors=KOOP0001").Expect(1);

        project.ShipAccepted();
        project.Run("clean", "-v:q").Expect(0);
        Assert.That(GateProject.Count(project.Run("pack", "--no-restore", "-v:n").Expect(0)), Is.EqualTo(1));
    }

    [Test]
    public void A_solution_is_built_in_parallel_and_as_a_graph()
    {
        string folder = PackedFeed.NewFolder("Solution");
        PackedFeed.Configure(folder);
        GateProject[] projects = [.. new[] { "One", "Two", "Three" }.Select(name => new GateProject(Path.Combine(folder, name)))];
        IEnumerable<string> names = projects.Select(p => Path.GetFileName(p.Folder));
        File.WriteAllText(
            Path.Combine(folder, "Shop.slnx"),
            $"<Solution>{string.Concat(names.Select(name => $"<Project Path=\"{name}/{name}.csproj\" />"))}</Solution>");

        Assert.That(GateProject.Count(Dotnet(folder, "build", "-m:2", "-v:n").Expect(0)), Is.EqualTo(3));
        Assert.That(GateProject.Count(Dotnet(folder, "build", "--no-restore", "-m:2", "-v:n").Expect(0)), Is.Zero);

        projects[1].ShipFrozenLayer();
        Assert.That(
            Dotnet(folder, "build", "--no-restore", "-m:2").Expect(1),
            Does.Contain($"{projects[1].Baseline}(11,5): error KOOP0001").And.Contain("Two.csproj").And.Contain("1 Error(s)"));
        Assert.That(Dotnet(folder, "build", "--no-restore", "-m:2", "-graph").Expect(1), Does.Contain("1 Error(s)"));
        Assert.That(projects.Select(p => File.Exists(p.Record)), Is.EqualTo(new[] { true, false, true }));
    }

    [Test]
    public void Publish_and_pack_check_once()
    {
        var project = new GateProject("Publish");
        Assert.That(GateProject.Count(project.Run("publish", "-v:n").Expect(0)), Is.EqualTo(1));
        Assert.That(GateProject.Count(project.Run("publish", "--no-restore", "-v:n").Expect(0)), Is.Zero);
        project.Run("clean", "-v:q").Expect(0);
        Assert.That(GateProject.Count(project.Run("pack", "--no-restore", "-v:n").Expect(0)), Is.EqualTo(1));

        project.ShipFrozenLayer();
        project.Run("publish", "--no-restore").Expect(1);
        project.Run("publish", "--no-build", "-c", "Release", "-v:q");
    }

    [TestCase("-t:Build", "-p:DesignTimeBuild=true")]
    [TestCase(
        "-t:Compile",
        "-p:DesignTimeBuild=true",
        "-p:BuildingInsideVisualStudio=true",
        "-p:SkipCompilerExecution=true",
        "-p:ProvideCommandLineArgs=true")]
    [TestCase("-t:VSTest")]
    [TestCase("-t:Compile")]
    public void Nothing_else_checks(params string[] options)
    {
        var project = new GateProject($"Else{options.Aggregate(0, (hash, option) => (hash * 31) + option.Length)}");
        project.Restore().Expect(0);
        project.ShipFrozenLayer();
        Assert.That(project.Run(["msbuild", .. options]).Expect(0), Does.Not.Contain("KOOP"));
    }

    [Test]
    public void A_project_below_and_folders_of_builds_keep_their_baselines_to_themselves()
    {
        var project = new GateProject("Outer");
        foreach (string folder in new[] { "inner", "inner/deeper", "site", ".cache/x", "bin", "artifacts" })
        {
            Directory.CreateDirectory(project.At(folder));
            File.Copy(project.Baseline, project.At(folder, $"{folder.Split('/')[0]}.credits.json"));
        }

        File.WriteAllText(project.At("inner", "inner.fsproj"), "<Project />");
        File.WriteAllText(project.At("site", "Site.deps.json"), "{}");
        project.Restore().Expect(0);
        string found = project.Run("msbuild", "-t:_KoopmanAssertFindBaselines", "-getItem:KoopmanBaseline").Expect(0);
        Assert.That(
            found,
            Does.Contain("lenet5.credits.json").And.Contain("bin.credits.json").And.Contain("artifacts.credits.json"));
        Assert.That(
            found,
            Does.Not.Contain("inner.credits.json").And.Not.Contain("site.credits.json").And.Not.Contain("cache.credits.json"));
        Assert.That(
            project.Run("msbuild", "-getItem:KoopmanBaseline", "-p:EnableDefaultKoopmanBaselineItems=false").Expect(0),
            Does.Not.Contain("lenet5"));
    }

    private static CommandResult Dotnet(string folder, params string[] words)
        => CommandLine.Run(folder, GateProject.Environment, ["dotnet", .. words]);
}
