using System.IO.Compression;
using System.Xml.Linq;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The version of the packages comes from the release tag, and from a property where there is none, without a warning.</summary>
[TestFixture]
[Category("Slow")]
public class VersionTests
{
    [Test]
    public void The_version_is_that_of_the_property_until_a_tag_gives_another()
    {
        var copy = new RepositoryCopy("versions");
        Assert.That(Pack(copy, "without"), Is.EqualTo("0.1.0"), "without a repository");

        foreach (string command in new[] { "init -q", "add .", "-c user.name=a -c user.email=a@b commit -q -m first" })
        {
            copy.Run($"git {command}").Expect(0);
        }

        Assert.That(Pack(copy, "untagged"), Is.EqualTo("0.1.0"), "without a tag");
        copy.Run("git tag v0.9.0").Expect(0);
        Assert.That(Pack(copy, "tagged"), Is.EqualTo("0.9.0"));
        copy.Run("git -c user.name=a -c user.email=a@b commit -q --allow-empty -m second").Expect(0);
        Assert.That(Pack(copy, "later"), Is.EqualTo("0.9.1-alpha.0.1"));
    }

    // The version of the one package, which its dependency on the other has too.
    private static string Pack(RepositoryCopy copy, string name)
    {
        string output = copy.Run($"dotnet pack src/KoopmanAssert.NUnit -c Release -p:PackageOutputPath={name}").Expect(0);
        Assert.That(output, Does.Not.Contain("warning"));
        string package = Directory.GetFiles(Path.Combine(copy.Folder, "src", "KoopmanAssert.NUnit", name), "*.nupkg").Single();
        using ZipArchive content = ZipFile.OpenRead(package);
        using Stream nuspec = content.Entries.Single(e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        XElement[] elements = [.. XDocument.Load(nuspec).Descendants()];
        string version = elements.Single(e => e.Name.LocalName == "version").Value;
        Assert.That(elements.Single(e => e.Attribute("id")?.Value == "KoopmanAssert").Attribute("version")!.Value, Is.EqualTo(version));
        return version;
    }
}
