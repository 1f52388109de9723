using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>What the packages say and hold.</summary>
[TestFixture]
[Category("Slow")]
public class PackageTests
{
    // What is compiled ahead of time takes long: one platform stands for all.
    private static readonly string[] Platforms =
        Exhaustive.IsAsked ? ["linux-x64", "linux-arm64", "win-x64", "osx-arm64", "any"] : ["linux-x64"];

    [TestCase("KoopmanAssert.NUnit", "NUnit", "[3.14.0, 6.0.0)")]
    [TestCase("KoopmanAssert.FluentAssertions", "FluentAssertions", "[6.12.2, 8.0.0)")]
    public void Test_frameworks_are_held_in_their_tested_range(string package, string dependency, string range)
    {
        using ZipArchive content = Open(package);
        var versions = Nuspec(content).Descendants().Where(e => e.Name.LocalName == "dependency")
            .ToDictionary(e => e.Attribute("id")!.Value, e => e.Attribute("version")!.Value);
        Assert.That(versions[dependency], Is.EqualTo(range));
        Assert.That(versions.Keys, Is.EquivalentTo(new[] { "KoopmanAssert", dependency }));
    }

    [TestCase("KoopmanAssert", "buildTransitive/KoopmanAssert.targets", "buildTransitive/KoopmanAssert.OnnxRuntime.targets")]
    [TestCase("KoopmanAssert.NUnit")]
    [TestCase("KoopmanAssert.FluentAssertions")]
    [TestCase("KoopmanAssert.DiffEngine")]
    [TestCase("KoopmanAssert.MLNet")]
    [TestCase("KoopmanAssert.Parquet")]
    public void A_package_brings_documentation_and_the_library_its_targets_for_all(string package, params string[] build)
    {
        using ZipArchive content = Open(package);
        string[] files = [.. content.Entries.Select(e => e.FullName)];
        Assert.That(files, Is.SupersetOf(new[] { $"lib/net10.0/{package}.xml", "README.md" }));
        Assert.That(files.Where(file => file.StartsWith("build", StringComparison.Ordinal)), Is.EquivalentTo(build));
    }

    [TestCase("KoopmanAssert")]
    [TestCase("KoopmanAssert.NUnit")]
    [TestCase("KoopmanAssert.FluentAssertions")]
    [TestCase("KoopmanAssert.DiffEngine")]
    [TestCase("KoopmanAssert.MLNet")]
    [TestCase("KoopmanAssert.Parquet")]
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
        using ZipArchive symbols = Open(package == "KoopmanAssert.Tool" ? "KoopmanAssert.Tool.win-x64" : package, "snupkg");
        Assert.That(symbols.Entries, Has.Some.Matches<ZipArchiveEntry>(e => e.Name.EndsWith(".pdb", StringComparison.Ordinal)));
    }

    [TestCase("KoopmanAssert")]
    [TestCase("KoopmanAssert.NUnit")]
    [TestCase("KoopmanAssert.FluentAssertions")]
    [TestCase("KoopmanAssert.DiffEngine")]
    [TestCase("KoopmanAssert.MLNet")]
    [TestCase("KoopmanAssert.Parquet")]
    [TestCase("KoopmanAssert.Tool")]
    [TestCase("KoopmanAssert.MSBuild")]
    [TestCase("KoopmanAssert.Templates")]
    public void A_package_shows_its_own_readme_and_what_changed(string package)
    {
        using ZipArchive content = Open(package);
        string readme = Text(content.GetEntry("README.md")!);
        string notes = Nuspec(content).Elements().Single(e => e.Name.LocalName == "releaseNotes").Value;

        Assert.That(readme, Does.StartWith($"# {package}\n"));
        Assert.That(readme, Does.Not.Match(@"\]\((?!https://)"), "a gallery shows it without the repository");
        Assert.That(notes.ReplaceLineEndings("\n").Trim(), Is.EqualTo(File.ReadAllText(Repository.At("build", "CHANGELOG.md")).Trim()));
    }

    [TestCase("linux-x64", 33, "libonnxruntime.so", "libonnxruntime_providers_shared.so")]
    [TestCase("linux-arm64", 18, "libonnxruntime.so", "libonnxruntime_providers_shared.so")]
    [TestCase("win-x64", 15, "onnxruntime.dll", "onnxruntime_providers_shared.dll")]
    [TestCase("osx-arm64", 21, "libonnxruntime.dylib")]
    [TestCase("any", 10, "runtimes/win-arm64/native/onnxruntime.dll", "runtimes/win-arm64/native/onnxruntime_providers_shared.dll")]
    public void The_tool_of_a_platform_brings_the_runtime_of_that_platform_alone(string platform, int megabytes, params string[] files)
    {
        using ZipArchive content = Open($"KoopmanAssert.Tool.{platform}");
        string folder = $"tools/net10.0/{platform}/";
        Assert.That(
            content.Entries.Select(e => e.FullName).Where(name => name.Split('/')[^1].Contains("onnxruntime", StringComparison.Ordinal)
                && !name.EndsWith("Microsoft.ML.OnnxRuntime.dll", StringComparison.Ordinal)),
            Is.EquivalentTo(files.Select(file => folder + file)));
        Assert.That(new FileInfo(PathOf($"KoopmanAssert.Tool.{platform}")).Length, Is.LessThan(megabytes << 20));
    }

    [Test]
    public void The_tool_of_a_platform_is_compiled_ahead_of_time()
    {
        using ZipArchive content = Open("KoopmanAssert.Tool.win-x64"), portable = Open("KoopmanAssert.Tool.any");
        long Size(ZipArchive package, string folder) => package.GetEntry($"tools/net10.0/{folder}/KoopmanAssert.dll")!.Length;
        Assert.That(Size(content, "win-x64"), Is.GreaterThan(2 * Size(portable, "any")), "code beside the intermediate language");
    }

    [Test]
    public void On_Linux_the_tool_is_one_program_for_every_processor_and_one_for_each_newer_level()
    {
        if (!PackedFeed.IsMachineCode)
        {
            Assert.Ignore("no C linker here: the package holds what the runtime compiles");
        }

        using ZipArchive content = Open("KoopmanAssert.Tool.linux-x64");
        Assert.That(
            content.Entries.Where(e => e.FullName.StartsWith("tools/", StringComparison.Ordinal)).Select(e => e.Name),
            Is.EquivalentTo(new[]
            {
                "DotnetToolSettings.xml", "koopman-assert", "koopman-assert-x86-64-v3", "koopman-assert-x86-64-v4",
                "libonnxruntime.so", "libonnxruntime_providers_shared.so",
            }));
    }

    [Test]
    public void The_build_gate_runs_on_the_runtime_of_the_project()
    {
        using ZipArchive content = Open("KoopmanAssert.MSBuild");
        Assert.That(content.Entries.Select(e => e.Name), Has.None.Matches("^(lib)?onnxruntime"));
        Assert.That(new FileInfo(PathOf("KoopmanAssert.MSBuild")).Length, Is.LessThan(4 << 20));
        XElement dependency = Nuspec(content).Descendants().Single(e => e.Name.LocalName == "dependency");
        Assert.That(
            (dependency.Attribute("id")?.Value, dependency.Attribute("version")?.Value),
            Is.EqualTo(("Microsoft.ML.OnnxRuntime", "1.30.0")));
        Assert.That(dependency.Attribute("exclude")?.Value.Split(','), Is.SupersetOf(new[] { "Runtime", "Compile", "Build", "Native" }));
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
            Does.Contain("developmentDependency"));
    }

    [Test]
    public void Two_clones_at_different_places_pack_the_same_bytes()
    {
        Dictionary<string, byte[]> one = PackClone("one"), other = PackClone("another place");
        string[] withCode =
        [
            "", ".DiffEngine", ".FluentAssertions", ".MLNet", ".MSBuild", ".NUnit", ".Parquet",
            .. Platforms.Select(platform => $".Tool.{platform}"),
        ];
        Assert.That(
            one.Keys.Select(name => Regex.Replace(name, @"\.\d+\.\d+\.\d+.*(?=\.s?nupkg$)", "")),
            Is.EquivalentTo(withCode.SelectMany(name => new[] { $"KoopmanAssert{name}.nupkg", $"KoopmanAssert{name}.snupkg" })
                .Except(Exhaustive.IsAsked && PackedFeed.IsMachineCode ? ["KoopmanAssert.Tool.linux-x64.snupkg"] : [])
                .Concat(["KoopmanAssert.Templates.nupkg", "KoopmanAssert.Tool.nupkg"])));
        Assert.That(other.Keys, Is.EquivalentTo(one.Keys));
        Assert.That(one.Keys.Where(name => !one[name].AsSpan().SequenceEqual(other[name])), Is.Empty);
    }

    private static Dictionary<string, byte[]> PackClone(string name)
    {
        string clone = PackedFeed.NewFolder(name);
        CommandLine.Run(clone, PackedFeed.SourceBuild, "git", "clone", "--quiet", Repository.Root, ".").Expect(0);
        CommandLine.Run(clone, PackedFeed.SourceBuild, "git", "remote", "remove", "origin").Expect(0); // each would name another folder
        // To compile to machine code takes minutes.
        string[] platforms = Exhaustive.IsAsked
            ? []
            : [$"-p:ToolPackageRuntimeIdentifiers={Platforms[0]}", "-p:CompilesToMachineCode=false"];
        CommandLine.Run(clone, PackedFeed.SourceBuild, [.. Readme.Command("dotnet pack"), .. platforms]).Expect(0);
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
