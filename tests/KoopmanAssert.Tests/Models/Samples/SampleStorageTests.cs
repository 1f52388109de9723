using System.Text;
using FluentAssertions;
using KoopmanAssert.Core.Models;
using NUnit.Framework;
using static KoopmanAssert.Tests.SampleFiles;

namespace KoopmanAssert.Tests;

/// <summary>What NumPy, Pillow, Git and spreadsheets store in several ways (Data/stored) is the same samples, or is refused.</summary>
[TestFixture]
internal sealed class SampleStorageTests
{
    private static readonly string Folder = Fixture("stored");

    private SampleFiles _files = null!;

    [SetUp]
    public void SetUp() => _files = new SampleFiles();

    [TearDown]
    public void TearDown() => _files.Dispose();

    private static IEnumerable<string> Group(string start) => Directory.EnumerateFiles(Folder).Select(p => Path.GetFileName(p))
        .Where(name => name.StartsWith(start, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Arrays => Group("array");

    private static IEnumerable<string> Images => Group("colour").Concat(Group("grey")).Concat(Group("bits")).Concat(Group("deep"));

    private static IEnumerable<string> Photos => Group("photo-");

    [TestCaseSource(nameof(Arrays))]
    public void An_array_is_the_same_samples_however_NumPy_stores_it(string name)
    {
        var samples = SampleSet.Load(Stored(name), 100);

        samples.Arrays[0].Rows<float>(0, 4).Should().Equal(Enumerable.Range(0, 24).Select(i => i / 2f));
        samples.Values.Should().Be(SampleSet.Load(Stored("array.npy"), 100).Values);
    }

    [TestCaseSource(nameof(Images))]
    public void An_image_is_the_same_samples_however_Pillow_stores_it(string name)
    {
        string group = name.Split('-', '.')[0];
        SampleSet samples = Image(name);
        SampleArray asPillow = SampleSet.Load(Stored($"read-{group}.npy"), 1).Arrays[0];

        samples.Arrays[0].Shape.Should().Equal(asPillow.Shape);
        samples.Arrays[0].Rows<double>(0, 1).Should().Equal(asPillow.Rows<double>(0, 1));
        samples.Values.Should().Be(Image($"{group}.png").Values);
    }

    [TestCaseSource(nameof(Photos))]
    public void A_JPEG_is_the_same_samples_however_its_coefficients_are_packed(string name) =>
        Image(name).Values.Should().Be(Image("photo.jpg").Values);

    // Decoders round differently, and fill in colours at half the resolution differently.
    [TestCase("photo.jpg", "read-photo.npy")]
    [TestCase("photo-progressive.jpg", "read-photo.npy")]
    [TestCase("cmyk.jpg", "read-cmyk.npy")]
    public void A_JPEG_reads_as_Pillow_reads_it_but_for_rounding(string name, string asPillow)
    {
        SampleArray found = Image(name).Arrays[0], expected = SampleSet.Load(Stored(asPillow), 1).Arrays[0];

        double[] errors = [.. found.Rows<double>(0, 1).Zip(expected.Rows<double>(0, 1), (a, b) => Math.Abs(a - b))];
        TestContext.Out.WriteLine($"{errors.Average():F2} on average, {errors.Max()} at most");
        errors.Average().Should().BeLessThan(1);
        errors.Max().Should().BeLessThan(8);
    }

    [TestCase("other-double.npy", "array.npy")]
    [TestCase("other-shape.npy", "array.npy")]
    public void Another_array_is_other_samples(string name, string than) =>
        SampleSet.Load(Stored(name), 100).Values.Should().NotBe(SampleSet.Load(Stored(than), 100).Values);

    [TestCase("other-quality.jpg", "photo.jpg")]
    [TestCase("other-subsampling.jpg", "photo.jpg")]
    [TestCase("other-of-a-photo.png", "photo.jpg")]
    public void Another_image_is_other_samples(string name, string than) => Image(name).Values.Should().NotBe(Image(than).Values);

    [TestCase("refused-bzip2.npz", DiagnosticCodes.SamplesUnreadable)]
    [TestCase("refused-lzma.npz", DiagnosticCodes.SamplesUnreadable)]
    [TestCase("refused-long-double.npy", DiagnosticCodes.SamplesUnreadable)]
    [TestCase("refused-scalar.npy", DiagnosticCodes.SamplesUnreadable)]
    public void An_array_that_is_not_read_is_refused(string name, string code) =>
        Refusal(() => SampleSet.Load(Stored(name), 100)).Code.Should().Be(code);

    // The decoder would give its colours with red and blue exchanged.
    [Test]
    public void Xcodes_own_variant_of_PNG_is_refused_by_name() =>
        Refusal(() => Image("refused-of-xcode.png")).Message.Should().StartWith(DiagnosticCodes.SamplesUnreadable).And.Contain("(CgBI)");

    // A PNG has checksums: damage never passes as other pixels.
    [TestCase("colour.png")]
    [TestCase("colour-P.png")]
    [TestCase("deep.png")]
    public void A_flipped_bit_is_refused_or_changes_no_pixel(string name)
    {
        byte[] content = File.ReadAllBytes(Stored(name));
        string values = Image(name).Values, folder = Directory.CreateDirectory(_files.PathOf("flipped")).FullName;
        int refused = 0;
        for (int bit = 8 * 8; bit < 8 * content.Length; bit += 3)
        {
            content[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(Path.Combine(folder, "a.png"), content);
            content[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                SampleSet.Load(folder, 1).Values.Should().Be(values, $"bit {bit}");
            }
            catch (SamplesException)
            {
                refused++;
            }
        }

        refused.Should().BeGreaterThan(content.Length);
    }

    [TestCase("refused.gif")]
    [TestCase("refused.webp")]
    public void A_format_of_images_that_is_not_read_is_refused_by_its_name(string name) =>
        Refusal(() => Image(name)).Message.Should().StartWith(DiagnosticCodes.SamplesMissing)
            .And.Contain($"'{name}', which is not an image. Supported: .png, .jpg, .jpeg, .bmp");

    [Test]
    public void What_an_image_is_says_its_content_and_not_its_name()
    {
        Image("colour.bmp", "a.png").Values.Should().Be(Image("colour.png", "a.jpg").Values);
        Image("refused.gif", "a.png").Values.Should().Be(Image("colour.png").Values);
        Refusal(() => Image("refused.webp", "a.png")).Code.Should().Be(DiagnosticCodes.SamplesUnreadable);
    }

    [TestCase("1.5,2\r\n-300,4\r\n", "autocrlf")]
    [TestCase("1.5,2\n-300,4", "no line end at the end")]
    [TestCase("1.5,2\n-300,4\n\n\n", "empty lines at the end")]
    [TestCase("\uFEFF1.5,2\r\n-300,4\r\n", "a byte order mark")]
    [TestCase("\"1.5\",\"2\"\n\"-300\",\"4\"\n", "quotes")]
    [TestCase("width,height\n1.5,2\n-300,4\n", "names")]
    [TestCase("\"width\",\"height, in cm\"\n1.5,2\n-300,4\n", "quoted names")]
    [TestCase("1.5;2\n-300;4\n", "semicolons")]
    [TestCase("1.5\t2\n-300\t4\n", "tabs")]
    [TestCase(" 1.5 , 2 \n -300 , 4 \n", "spaces")]
    [TestCase("1.500000000000000000e+00,2.000000000000000000e+00\n-3.000000000000000000e+02,4.000000000000000000e+00\n", "numpy.savetxt")]
    [TestCase("+1.5,2.0\n-3E2,04\n", "other writings of a number")]
    public void A_table_is_the_same_samples_however_it_is_written(string text, string how) =>
        Table(Encoding.UTF8.GetBytes(text)).Should().Be(Table("1.5,2\n-300,4\n"u8.ToArray()), how);

    [Test]
    public void A_table_is_the_same_samples_in_UTF_16() =>
        Table([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("1.5,2\r\n-300,4\r\n")])
            .Should().Be(Table("1.5,2\n-300,4\n"u8.ToArray()));

    private static string Stored(string name) => Path.Combine(Folder, name);

    private string Table(byte[] content) => _files.Load("table.csv", content).Values;

    private SampleSet Image(string name, string? storedAs = null)
    {
        string folder = _files.PathOf(Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        File.Copy(Stored(name), Path.Combine(folder, storedAs ?? name));
        return SampleSet.Load(folder, 1);
    }

    private static SamplesException Refusal(Action read) => read.Should().Throw<SamplesException>().Which;
}
