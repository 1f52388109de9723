using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Several projects at once: updates, reports into one folder, and what a detailed log says.</summary>
[TestFixture]
[Category("Slow")]
public class BuildSolutionTests
{
    private string _folder = null!;
    private GateProject[] _projects = null!;

    [OneTimeSetUp]
    public void Restore()
    {
        _folder = PackedFeed.NewFolder("Shops");
        PackedFeed.Configure(_folder);
        // Two projects of one name, and one that has nothing to do with the package.
        _projects = [.. new[] { "One/Model", "Two/Model" }.Select(name =>
        {
            Directory.CreateDirectory(Path.Combine(_folder, name));
            return new GateProject(Path.Combine(_folder, name));
        })];
        Directory.CreateDirectory(Path.Combine(_folder, "Plain"));
        File.WriteAllText(
            Path.Combine(_folder, "Plain", "Plain.csproj"),
            "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>");
        File.WriteAllText(Path.Combine(_folder, "Shops.slnx"), """
            <Solution>
              <Folder Name="/One/"><Project Path="One/Model/Model.csproj" /></Folder>
              <Folder Name="/Two/"><Project Path="Two/Model/Model.csproj" /></Folder>
              <Project Path="Plain/Plain.csproj" />
            </Solution>
            """);
        Dotnet("restore").Expect(0);
    }

    [SetUp]
    public void Reset()
    {
        foreach (GateProject project in _projects)
        {
            project.ShipAccepted();
            File.Copy(Repository.LeNetBaseline, project.Baseline, overwrite: true);
        }
    }

    [Test]
    public void A_property_updates_the_baselines_of_a_whole_solution()
    {
        Array.ForEach(_projects, project => project.ShipFrozenLayer());
        Assert.That(Build().ExitCode, Is.EqualTo(1));
        string output = Build("-p:KoopmanAssertUpdate=true").Expect(0);
        Assert.That(output.Split('\n').Count(line => line.Contains("388.45", StringComparison.Ordinal)), Is.EqualTo(2), output);
        Build().Expect(0);
        string before = File.ReadAllText(Repository.LeNetBaseline);
        Assert.That(_projects.Select(project => File.ReadAllText(project.Baseline)), Has.None.EqualTo(before));
    }

    [Test]
    public void Reports_of_several_projects_in_one_folder_do_not_overwrite_each_other([Values("out", "../../out")] string place)
    {
        _projects[1].ShipFrozenLayer();
        string reports = place == "out" ? Path.Combine(_folder, "out") : Path.GetFullPath(place, _projects[0].Folder) + "/relative";
        Build($"-p:KoopmanAssertReportDirectory={(place == "out" ? reports : place + "/relative")}", "-p:KoopmanAssertReportFormats=json");

        string[] files = Directory.GetFiles(reports, "Model.*.koopman-assert.json");
        Assert.That(files, Has.Length.EqualTo(2));
        Assert.That(files.Select(File.ReadAllText), Has.Exactly(1).Contains("KOOP0001"));
    }

    [Test]
    public void A_detailed_log_has_the_inputs()
    {
        string output = _projects[0].Build("-v:d", "-p:KoopmanAssertSeverity=warning").Expect(0);
        Assert.That(output, Does.Contain("KoopmanAssert: [input] KoopmanAssertSeverity=warning"));
        Assert.That(output, Does.Contain("KoopmanAssert: [input] KoopmanAssertRequire="));
        string[] documented = [.. File.ReadAllLines(Repository.At("src", "KoopmanAssert.MSBuild", "README.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal) && !line.Contains('=', StringComparison.Ordinal))
            .Select(line => line.Split('`')[1])];
        Assert.That(documented, Has.Length.GreaterThan(8).And.All.Matches<string>(
            name => output.Contains($"[input] {name}=", StringComparison.Ordinal)));
    }

    private CommandResult Build(params string[] options) => Dotnet(["build", "--no-restore", "-m:2", .. options]);

    private CommandResult Dotnet(params string[] words) => CommandLine.Run(_folder, GateProject.Environment, ["dotnet", .. words]);
}
