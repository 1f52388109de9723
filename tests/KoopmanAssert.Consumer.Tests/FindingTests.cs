using System.Text.RegularExpressions;
using System.Xml.Linq;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The build, the tests and the tool list the same baselines of a project.</summary>
[TestFixture]
[Category("Slow")]
[Platform(Exclude = "Win")]
public partial class FindingTests
{
    private const string Tests = """
        using KoopmanAssert;
        using NUnit.Framework;

        namespace Shop.Tests;

        public class Gate
        {
            [TestCaseSource(typeof(BaselineCases), nameof(BaselineCases.All))]
            public void Found(string baseline) => Assert.Pass();
        }
        """;

    private const int Trees = 6;

    /// <summary>Outputs as by default, in a folder of another name inside the project, and as the SDK's own layout of artifacts.</summary>
    [TestCase(1)]
    [TestCase(2, "OutputPath=made/out/")]
    [TestCase(3, "BaseOutputPath=built here/", "BaseIntermediateOutputPath=tmp/")]
    [TestCase(4, "UseArtifactsOutput=true", "ArtifactsPath=$(MSBuildThisFileDirectory)artifacts")]
    public void On_random_trees_all_list_the_same(int seed, params string[] properties)
    {
        var project = new ConsumerProject(
            $"Tree{seed}", Tests, "KoopmanAssert.NUnit", "KoopmanAssert.MSBuild", "NUnit 4.6.1", "NUnit3TestAdapter 6.3.1");
        Directory.Delete(project.At("models"), recursive: true);
        new XElement("Project", ConsumerProject.Properties([.. properties, "EnableDefaultItems=false"]))
            .Save(project.At("Directory.Build.props"));
        // Of each tree the baselines of one folder are copied.
        project.Add(new XElement("ItemGroup",
            new XElement("Compile", new XAttribute("Include", "Gate.cs")),
            new XElement("None", new XAttribute("Include", "copied/**"), new XAttribute("CopyToOutputDirectory", "PreserveNewest"))));
        string outside = PackedFeed.NewFolder($"Outside{seed}");
        IEnumerable<string> own = Enumerable.Range(0, Trees).SelectMany(i =>
            new BaselineTree(project.At($"{i}"), Path.Combine(outside, $"{i}"), (Trees * seed) + i, isProject: true).Own
                .Select(baseline => $"{i}/{baseline}"));
        string[] named = ["copied/x.credits.json", "bin/models/y.credits.json", "artifacts/z.credits.json"];
        foreach (string baseline in named)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(project.At(baseline))!);
            File.WriteAllText(project.At(baseline), BaselineTree.Damaged);
        }

        string[] expected = [.. own.Concat(named).Order(StringComparer.Ordinal)];

        project.Run("build", "-c", "Release", "-p:KoopmanAssertCheckOnBuild=false").Expect(0);
        project.Run("publish", "-c", "Release", "--no-build", "-o", "site", "-p:KoopmanAssertCheckOnBuild=false").Expect(0);
        Assert.That(project.At("site", "copied", "x.credits.json"), Does.Exist);

        string build = project.Run("build", "-c", "Release", "--no-restore", "-t:KoopmanAssertCheck", "-v:n").Expect(1);
        string tool = project.Run(
            "exec",
            Path.Combine(GateProject.Package, "tools", "net10.0", "koopman-assert.dll"),
            "check").Expect(3);
        string tests = project.Test("--no-build", "--list-tests").Expect(0);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Listed(build, project), Is.EqualTo(expected), "the build");
            Assert.That(Listed(tool, project), Is.EqualTo(expected), "the tool");
            Assert.That(
                Case().Matches(tests).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal),
                Is.EqualTo(expected),
                "the tests");
            Assert.That(build, Does.Contain("KoopmanAssert: passed over 1 baseline in 'site', which belongs to a build"));
            Assert.That(tool, Does.Contain("note: passed over 1 baseline in 'site', which belongs to a build"));
        }
    }

    [Test]
    public void Include_Update_and_Remove_change_what_the_build_finds()
    {
        var project = new GateProject("Items");
        Directory.CreateDirectory(project.At("old"));
        string[] damaged = ["models/mild.credits.json", "models/not.credits.json", "old/a.credits.json", "../elsewhere.credits.json"];
        Array.ForEach(damaged, file => File.WriteAllText(project.At(file), BaselineTree.Damaged));

        project.Write(
            [],
            new XElement("KoopmanBaseline", new XAttribute("Remove", "old/**;models/not.credits.json")),
            new XElement("KoopmanBaseline", new XAttribute("Update", "models/mild.credits.json"), new XAttribute("Severity", "warning")),
            new XElement("KoopmanBaseline", new XAttribute("Include", "../elsewhere.credits.json")));
        project.Restore().Expect(0);

        string output = project.Build("-v:n").Expect(1);
        Assert.That(output, Does.Contain("mild.credits.json(1,1): warning KOOP1002"));
        Assert.That(output, Does.Contain("elsewhere.credits.json(1,1): error KOOP1002"));
        Assert.That(output, Does.Contain("lenet5.credits.json: passed"));
        Assert.That(output, Does.Not.Contain("old/a").And.Not.Contain("not.credits.json"));
        Assert.That(output, Does.Contain("KoopmanAssert: Items.csproj held 1 of 3 baselines"));
    }

    private static IEnumerable<string> Listed(string output, ConsumerProject project) => Failure().Matches(output)
        .Select(m => m.Groups[1].Value.Trim().Replace(project.Folder + "/", "", StringComparison.Ordinal))
        .Distinct()
        .Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^(?: *\d+>)?(.*\.credits\.json)\(\d+,\d+\): error KOOP1002", RegexOptions.Multiline)]
    private static partial Regex Failure();

    [GeneratedRegex("""Found\("([^"]+)"\)""")]
    private static partial Regex Case();
}
