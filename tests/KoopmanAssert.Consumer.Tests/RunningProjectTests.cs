using System.Xml.Linq;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Tests open the baselines of their own project, wherever they run and whatever is loaded beside them.</summary>
[TestFixture]
[Category("Slow")]
public class RunningProjectTests
{
    private const string Tests = """
        using KoopmanAssert;
        using NUnit.Framework;

        namespace Shop.Tests;

        public class Gate
        {
            [TestCaseSource(typeof(BaselineCases), nameof(BaselineCases.All))]
            public void Baseline_holds(string baseline) => Assert.That(CreditBaseline.Load(baseline), Credits.Hold);
        }
        """;

    private const string Fixture = """
        using KoopmanAssert;
        using NUnit.Framework;

        namespace Shop.Fixtures;

        public abstract class NetworkTests
        {
            [TestCaseSource(typeof(BaselineCases), nameof(BaselineCases.All))]
            public void Baseline_holds(string baseline) => Assert.That(CreditBaseline.Load(baseline), Credits.Hold);

            [Test]
            public void Credits_match() => Assert.That(
                CreditAnalysis.Run("models/lenet5.onnx", "models/mnist.npy"),
                Credits.MatchBaseline("models/lenet5.credits.json"));
        }
        """;

    private const string Derived = "namespace Shop.Tests; [NUnit.Framework.TestFixture] public class Gate : Shop.Fixtures.NetworkTests;";

    private static readonly string[] NUnit = ["KoopmanAssert.NUnit", "NUnit 4.6.1", "NUnit3TestAdapter 6.3.1"];

    [Test]
    public void A_test_project_with_base_fixtures_in_another_opens_its_own_baselines([Values] bool sharesOutput)
    {
        var fixtures = new ConsumerProject($"A_Fixtures{sharesOutput}", Fixture, NUnit);
        var project = new ConsumerProject($"Z_Gate{sharesOutput}", Derived, NUnit);
        project.Add(Reference(fixtures.At($"A_Fixtures{sharesOutput}.csproj")));
        string output = sharesOutput ? PackedFeed.NewFolder("SharedOutput") : project.Output;
        if (sharesOutput)
        {
            fixtures.Add(ConsumerProject.Properties($"OutputPath={output}", "AppendTargetFrameworkToOutputPath=false"));
            project.Add(ConsumerProject.Properties($"OutputPath={output}", "AppendTargetFrameworkToOutputPath=false"));
        }

        project.Test().Expect(0);
        project.Ship(Repository.LeNetFrozenLayer);
        Assert.That(project.Test("--no-build").Expect(1), Does.Contain("Most likely at fault (KOOP0001): 'conv2'"));

        project.Ship(Repository.LeNet);
        fixtures.Ship(Repository.LeNetFrozenLayer);
        project.Test("--no-build").Expect(0);
    }

    [Test]
    public void A_shared_test_library_brings_the_package_with_it()
    {
        string kit = PackedFeed.NewFolder("TestKit");
        PackedFeed.Configure(kit);
        File.WriteAllText(Path.Combine(kit, "Fixture.cs"), Fixture);
        new XElement("Project", new XAttribute("Sdk", "Microsoft.NET.Sdk"),
            ConsumerProject.Properties("TargetFramework=net10.0"),
            new XElement("ItemGroup",
                Package("KoopmanAssert.NUnit", PackedFeed.Version),
                Package("NUnit", "4.6.1"))).Save(Path.Combine(kit, "TestKit.csproj"));
        var project = new ConsumerProject("KitUser", Derived, "NUnit3TestAdapter 6.3.1");
        project.Add(Reference(Path.Combine(kit, "TestKit.csproj")));

        HoldsAndDrifts(project);
    }

    [TestCase("GenerateAssemblyInfo=false")]
    [TestCase("ContinuousIntegrationBuild=true", "DeterministicSourcePaths=true", "PathMap=$(MSBuildProjectDirectory)=/_/mapped")]
    [TestCase("UseArtifactsOutput=true", "ArtifactsPath=$(MSBuildProjectDirectory)/made")]
    public void However_the_project_is_built_its_folder_is_known(params string[] properties)
    {
        var project = new ConsumerProject($"Built{properties[0].Split('=')[0]}", Tests, NUnit);
        // Some of them have to be known before the project file.
        new XElement("Project", ConsumerProject.Properties(properties)).Save(project.At("Directory.Build.props"));
        HoldsAndDrifts(project);
    }

    [Test]
    public void On_another_machine_and_beside_a_stale_checkout_the_copies_in_the_output_count()
    {
        var project = new ConsumerProject("Deployed", Tests, NUnit);
        project.Add(new XElement("ItemGroup",
            new XElement("None", new XAttribute("Update", "models/**"), new XAttribute("CopyToOutputDirectory", "PreserveNewest"))));
        project.Run("build", "-c", "Release").Expect(0);
        string machine = PackedFeed.NewFolder("Machine"), model = Path.Combine(machine, "models", "lenet5.onnx");
        Copy(project.Output, machine);
        Directory.Move(project.Folder, project.Folder + "-away");
        Test(machine).Expect(0);

        Copy(Path.Combine(project.Folder + "-away", "models"), project.At("models"));
        project.Ship(Repository.LeNetFrozenLayer);
        Test(machine).Expect(0);
        File.Copy(Repository.LeNetFrozenLayer, model, overwrite: true);
        project.Ship(Repository.LeNet);
        Assert.That(Test(machine).Expect(0), Does.Contain("models/lenet5.credits.json"), "the checkout has the content that was built");
        project.Ship(Repository.LeNetFrozenLayer);
        Assert.That(Test(machine).Expect(1), Does.Contain("'conv2'"));

        Directory.Delete(Path.GetDirectoryName(model)!, recursive: true);
        Assert.That(Test(machine).Expect(1), Does.Contain("KOOP1001"), "and nothing passes where there is nothing");

        CommandResult Test(string folder) => CommandLine.Run(
            folder,
            new Dictionary<string, string>(),
            "dotnet",
            "test",
            Path.Combine(folder, "Deployed.dll"),
            "--logger",
            "console;verbosity=normal");
    }

    [Test]
    public void A_checkout_that_was_moved_after_the_build_is_its_own_source()
    {
        var project = new ConsumerProject("Moved", Tests, NUnit);
        project.Run("build", "-c", "Release").Expect(0);
        string moved = project.Folder + "-on";
        Directory.Move(project.Folder, moved);
        string tests = Path.Combine(moved, "bin", "Release", "net10.0", "Moved.dll");
        CommandLine.Run(moved, new Dictionary<string, string>(), "dotnet", "test", tests).Expect(0);
        File.Copy(Repository.LeNetFrozenLayer, Path.Combine(moved, "models", "lenet5.onnx"), overwrite: true);
        Assert.That(CommandLine.Run(moved, new Dictionary<string, string>(), "dotnet", "test", tests).Expect(1), Does.Contain("'conv2'"));
    }

    [Test]
    public void Tests_that_were_published_open_the_source_while_it_is_there()
    {
        var project = new ConsumerProject("Published", Tests, NUnit);
        project.Run("publish", "-c", "Release", "-o", "published").Expect(0);
        project.Ship(Repository.LeNetFrozenLayer);
        Assert.That(project.Run("test", project.At("published", "Published.dll")).Expect(1), Does.Contain("'conv2'"));
    }

    [Test]
    public void Without_the_build_files_of_the_package_the_missing_note_is_named()
    {
        var project = new ConsumerProject("Excluded", Tests, NUnit);
        project.Add(new XElement("ItemGroup", new XElement("PackageReference",
            new XAttribute("Update", "KoopmanAssert.NUnit"), new XAttribute("ExcludeAssets", "build;buildTransitive"))));
        Assert.That(project.Test().Expect(1), Does.Contain("KOOP4004").And.Contain("*.koopman-assert.project"));
    }

    [Test]
    public void Baselines_of_another_folder_are_cases_too()
    {
        var project = new ConsumerProject("Elsewhere", Tests.Replace(
            "nameof(BaselineCases.All))",
            "nameof(BaselineCases.In), new object[] { \"../Elsewhere-models\" })",
            StringComparison.Ordinal), NUnit);
        Directory.Move(project.At("models"), project.Folder + "-models");
        Assert.That(project.Test().Expect(0), Does.Contain("../Elsewhere-models/lenet5.credits.json"));
        File.Copy(Repository.LeNetFrozenLayer, Path.Combine(project.Folder + "-models", "lenet5.onnx"), overwrite: true);
        Assert.That(project.Test("--no-build").Expect(1), Does.Contain("'conv2'"));
    }

    private static void HoldsAndDrifts(ConsumerProject project)
    {
        Assert.That(project.Test().Expect(0), Does.Contain("models/lenet5.credits.json"));
        project.Ship(Repository.LeNetFrozenLayer);
        Assert.That(project.Test("--no-build").Expect(1), Does.Contain("Most likely at fault (KOOP0001): 'conv2'"));
    }

    private static XElement Reference(string project)
        => new("ItemGroup", new XElement("ProjectReference", new XAttribute("Include", project)));

    private static XElement Package(string name, string version)
        => new("PackageReference", new XAttribute("Include", name), new XAttribute("Version", version));

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
