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
        using ZipArchive content = ZipFile.OpenRead(Path.Combine(PackedFeed.Path, $"{package}.{PackedFeed.Version}.nupkg"));
        using Stream nuspec = content.GetEntry($"{package}.nuspec")!.Open();
        var versions = XDocument.Load(nuspec).Descendants().Where(e => e.Name.LocalName == "dependency").ToDictionary(e => e.Attribute("id")!.Value, e => e.Attribute("version")!.Value);
        Assert.That(versions[dependency], Is.EqualTo(range));
        Assert.That(versions.Keys, Is.EquivalentTo(new[] { "KoopmanAssert", dependency }));
    }

    [TestCase("KoopmanAssert")]
    [TestCase("KoopmanAssert.NUnit")]
    [TestCase("KoopmanAssert.FluentAssertions")]
    public void A_package_brings_documentation_and_hands_over_the_source_folder(string package)
    {
        using ZipArchive content = ZipFile.OpenRead(Path.Combine(PackedFeed.Path, $"{package}.{PackedFeed.Version}.nupkg"));
        Assert.That(content.Entries.Select(e => e.FullName), Is.SupersetOf(new[] { $"lib/net10.0/{package}.xml", $"build/{package}.props", "README.md" }));
    }
}
