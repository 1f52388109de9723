using System.IO.Compression;
using System.Xml.Linq;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>What the packages say and hold.</summary>
[TestFixture]
[Category("Slow")]
public class PackageTests
{
    [TestCase("KoopmanAssert.NUnit", "NUnit", "[4.6.1, 6.0.0)")]
    [TestCase("KoopmanAssert.FluentAssertions", "FluentAssertions", "[7.2.2, 8.0.0)")]
    public void Test_frameworks_are_held_in_their_tested_range(string package, string dependency, string range)
    {
        using ZipArchive content = Open(package);
        var versions = Nuspec(content).Descendants().Where(e => e.Name.LocalName == "dependency")
            .ToDictionary(e => e.Attribute("id")!.Value, e => e.Attribute("version")!.Value);
        Assert.That(versions[dependency], Is.EqualTo(range));
        Assert.That(versions.Keys, Is.EquivalentTo(new[] { "KoopmanAssert", dependency }));
    }

    [TestCase("KoopmanAssert")]
    [TestCase("KoopmanAssert.NUnit")]
    [TestCase("KoopmanAssert.FluentAssertions")]
    public void A_package_brings_documentation_and_hands_over_the_source_folder(string package)
    {
        using ZipArchive content = Open(package);
        Assert.That(
            content.Entries.Select(e => e.FullName),
            Is.SupersetOf(new[] { $"lib/net10.0/{package}.xml", $"build/{package}.props", "README.md" }));
    }

    [TestCase("KoopmanAssert")]
    [TestCase("KoopmanAssert.NUnit")]
    [TestCase("KoopmanAssert.FluentAssertions")]
    [TestCase("KoopmanAssert.Tool")]
    [TestCase("KoopmanAssert.MSBuild")]
    public void Every_package_has_licence_readme_icon_symbols_and_one_time(string package)
    {
        using ZipArchive content = Open(package);
        Assert.That(content.Entries.Select(e => e.FullName), Is.SupersetOf(new[] { "README.md", "icon.png" }));
        Assert.That(
            content.Entries.Select(e => e.LastWriteTime).Distinct(),
            Has.Exactly(1).Items,
            "that of the commit, whenever it is packed");
        var metadata = Nuspec(content).Elements().ToDictionary(e => e.Name.LocalName, e => e.Value);
        Assert.That((metadata["license"], metadata["readme"], metadata["icon"]), Is.EqualTo(("MIT", "README.md", "icon.png")));
        using ZipArchive symbols = Open(package, "snupkg");
        Assert.That(symbols.Entries, Has.Some.Matches<ZipArchiveEntry>(e => e.Name.EndsWith(".pdb", StringComparison.Ordinal)));
    }

    [TestCase("KoopmanAssert")]
    [TestCase("KoopmanAssert.NUnit")]
    [TestCase("KoopmanAssert.FluentAssertions")]
    [TestCase("KoopmanAssert.Tool")]
    [TestCase("KoopmanAssert.MSBuild")]
    public void A_package_shows_its_own_readme_and_what_changed(string package)
    {
        using ZipArchive content = Open(package);
        string readme = Text(content.GetEntry("README.md")!);
        string notes = Nuspec(content).Elements().Single(e => e.Name.LocalName == "releaseNotes").Value;

        Assert.That(readme, Does.StartWith($"# {package}\n"));
        Assert.That(readme, Does.Not.Match(@"\]\((?!https://)"), "a gallery shows it without the repository");
        Assert.That(notes.ReplaceLineEndings("\n").Trim(), Is.EqualTo(File.ReadAllText(Repository.At("build", "CHANGELOG.md")).Trim()));
    }

    [TestCase("KoopmanAssert.Tool", "tools/net10.0/any/")]
    [TestCase("KoopmanAssert.MSBuild", "tools/net10.0/")]
    public void The_tool_brings_the_runtime_of_five_systems_and_no_more(string package, string folder)
    {
        using ZipArchive content = Open(package);
        string[] runtimes = [.. content.Entries.Where(e => e.FullName.StartsWith(folder + "runtimes/", StringComparison.Ordinal))
            .Select(e => e.FullName.Split('/')[^3])
            .Distinct()];
        Assert.That(runtimes, Is.EquivalentTo(new[] { "linux-arm64", "linux-x64", "osx-arm64", "win-arm64", "win-x64" }));
        Assert.That(new FileInfo(PathOf(package)).Length, Is.LessThan(60 << 20));
    }

    [Test]
    public void The_build_gate_is_for_the_project_that_asks_for_it_alone()
    {
        using ZipArchive content = Open("KoopmanAssert.MSBuild");
        string[] folders = [.. content.Entries.Where(e => e.FullName.Contains('/', StringComparison.Ordinal))
            .Select(e => e.FullName.Split('/')[0])
            .Distinct()];
        Assert.That(folders, Is.EquivalentTo(new[] { "_rels", "build", "buildMultiTargeting", "package", "tasks", "tools" }));
        Assert.That(
            Nuspec(content).Elements().Select(e => e.Name.LocalName),
            Does.Contain("developmentDependency").And.Not.Contain("dependencies"));
    }

    [Test]
    public void Two_clones_at_different_places_pack_the_same_bytes()
    {
        Dictionary<string, byte[]> one = PackClone("one"), other = PackClone("another place");
        Assert.That(one.Keys, Has.Count.EqualTo(10).And.EquivalentTo(other.Keys), "five packages and their symbols");
        Assert.That(one.Keys.Where(name => !one[name].AsSpan().SequenceEqual(other[name])), Is.Empty);
    }

    private static Dictionary<string, byte[]> PackClone(string name)
    {
        string clone = PackedFeed.NewFolder(name);
        CommandLine.Run(clone, PackedFeed.SourceBuild, "git", "clone", "--quiet", Repository.Root, ".").Expect(0);
        CommandLine.Run(clone, PackedFeed.SourceBuild, "git", "remote", "remove", "origin").Expect(0); // each would name another folder
        CommandLine.Run(clone, PackedFeed.SourceBuild, Readme.Command("dotnet pack")).Expect(0);
        return Directory.GetFiles(Path.Combine(clone, "artifacts", "packages"), "*nupkg")
            .ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes);
    }

    private static XElement Nuspec(ZipArchive content)
    {
        using Stream nuspec = content.Entries.Single(e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XDocument.Load(nuspec).Root!.Elements().Single();
    }

    private static string Text(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(entry.Open());
        return reader.ReadToEnd();
    }

    private static ZipArchive Open(string package, string ending = "nupkg") => ZipFile.OpenRead(PathOf(package, ending));

    private static string PathOf(string package, string ending = "nupkg")
        => Path.Combine(PackedFeed.Path, $"{package}.{PackedFeed.Version}.{ending}");
}
