using FluentAssertions;
using KoopmanAssert.Fuzz;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>The seeds of the fuzzers, also those on which one has found something: each is read, or refused as its reader promises.</summary>
[TestFixture]
internal sealed class SeedTests
{
    private DirectoryInfo _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("koopman-assert-");

    [TearDown]
    public void TearDown() => _folder.Delete(recursive: true);

    [TestCaseSource(typeof(AllTargets), nameof(AllTargets.Names))]
    public void Each_seed_is_read_or_refused(string name)
    {
        Target target = AllTargets.Create(name, _folder.FullName)!;
        List<bool> taken = [.. target.Seeds().Select(target.Takes)];
        taken.Should().Contain(true, "a fuzzer starts from good files");
    }
}
