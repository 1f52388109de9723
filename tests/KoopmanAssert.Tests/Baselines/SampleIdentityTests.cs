using System.IO.Compression;
using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>A baseline holds for its samples however their file stores them.</summary>
[TestFixture]
internal sealed class SampleIdentityTests
{
    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void It_holds_for_the_same_samples_in_another_file_and_not_for_others()
    {
        string model = RepositoryFiles.Fc, plain = RepositoryFiles.SmallDigits;
        string packed = _folder.At("packed.npz"), other = _folder.At("other.npz");
        Pack(packed, File.ReadAllBytes(plain));
        byte[] changed = File.ReadAllBytes(plain);
        changed[200] ^= 1; // in the first row
        Pack(other, changed);
        var baseline = CreditBaseline.Create(
            CreditAnalysis.Run(model, plain, null, new AnalysisOptions { MeasureNoise = true }), _folder.At("fc.credits.json"));

        baseline.Compare(CreditAnalysis.Run(model, packed)).Holds.Should().BeTrue();
        FluentActions.Invoking(() => baseline.Compare(CreditAnalysis.Run(model, other))).Should()
            .Throw<BaselineException>().Which.Code.Should().Be("KOOP1008");
    }

    private static void Pack(string path, byte[] array)
    {
        using ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create);
        using Stream entry = zip.CreateEntry("x.npy", CompressionLevel.SmallestSize).Open();
        entry.Write(array);
    }
}
