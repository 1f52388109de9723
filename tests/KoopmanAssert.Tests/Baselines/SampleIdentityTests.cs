using System.Globalization;
using System.IO.Compression;
using System.Text;
using FluentAssertions;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Tests;
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

    [Test]
    public void It_holds_for_the_same_pixels_in_other_images()
    {
        var random = new Random(5);
        for (int i = 0; i < 20; i++)
        {
            byte[] pixels = new byte[6 * 6 * 3];
            random.NextBytes(pixels);
            _folder.Write(SampleFiles.Png(6, 6, pixels), $"images/{i:00}.png");
            _folder.Write(SampleFiles.Bmp(6, 6, pixels), $"other/{i:00}.bmp");
        }

        string model = Path.Combine(RepositoryFiles.Root, "tests", "KoopmanAssert.Tests", "Zoo", "models", "uint8-image.onnx");
        HoldEachOther(model, _folder.At("images"), _folder.At("other"));
    }

    [Test]
    public void It_holds_for_the_same_numbers_in_another_table()
    {
        SampleArray digits = SampleSet.Load(RepositoryFiles.SmallDigits, 60).Arrays[0];
        IEnumerable<string[]> rows = Enumerable.Range(0, (int)digits.Shape[0]).Select(
            r => digits.Rows<float>(r, 1).Select(v => v.ToString(CultureInfo.InvariantCulture)).ToArray());
        string plain = _folder.Write(Encoding.UTF8.GetBytes(string.Concat(rows.Select(r => $"{string.Join(',', r)}\n"))), "plain.csv");
        byte[] quoted = Encoding.UTF8.GetBytes("\uFEFF" + string.Join("\r\n", rows.Select(r => $"\"{string.Join("\";\"", r)}\"")));

        HoldEachOther(RepositoryFiles.Fc, plain, _folder.Write(quoted, "quoted.csv"));
    }

    private void HoldEachOther(string model, string first, string second)
    {
        foreach ((string accepted, string now) in new[] { (first, second), (second, first) })
        {
            CreditReport report = CreditAnalysis.Run(model, accepted, null, new AnalysisOptions { MeasureNoise = true });
            CreditBaseline.Create(report, _folder.At("net.credits.json"))
                .Compare(CreditAnalysis.Run(model, now)).Holds.Should().BeTrue();
        }
    }

    private static void Pack(string path, byte[] array)
    {
        using ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create);
        using Stream entry = zip.CreateEntry("x.npy", CompressionLevel.SmallestSize).Open();
        entry.Write(array);
    }
}
