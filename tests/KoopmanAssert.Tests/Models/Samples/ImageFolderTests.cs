using System.Buffers.Binary;
using FluentAssertions;
using KoopmanAssert.Core.Models;
using NUnit.Framework;

namespace KoopmanAssert.Tests;

/// <summary>Folders of images: the pixels, their order and scale, and everything that is no folder of images.</summary>
[TestFixture]
internal sealed class ImageFolderTests
{
    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Images_are_samples_in_the_order_of_their_names()
    {
        Write("b.png", 2, 1, [10, 20, 30, 40, 50, 60]);
        Write("a.png", 2, 1, [1, 2, 3, 4, 5, 6]);
        var samples = SampleSet.Load(_folder.At("images"), 5);
        samples.AreImages.Should().BeTrue();
        samples.Arrays.Should().ContainSingle().Which.Shape.Should().Equal(2, 1, 2, 3);
        samples.Arrays[0].Rows<byte>(0, 2).Should().Equal(1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60);
        (SampleSet.Load(_folder.At("images"), 1).Count, SampleSet.Load(_folder.At("images"), 1).RowsInFile).Should().Be((1, 2));
    }

    [Test]
    public void The_hash_is_of_all_names_and_contents()
    {
        Write("a.png", 2, 1, [1, 2, 3, 4, 5, 6]);
        Write("b.png", 2, 1, [1, 2, 3, 4, 5, 6]);
        string first = Hash();
        File.Move(_folder.At("images/b.png"), _folder.At("images/c.png"));
        string renamed = Hash();
        Write("c.png", 2, 1, [1, 2, 3, 4, 5, 7]);
        new[] { first, renamed, Hash() }.Should().OnlyHaveUniqueItems();

        string Hash() => SampleSet.Load(_folder.At("images"), 1).Sha256;
    }

    [Test]
    public void Pixels_become_what_the_input_takes()
    {
        Write("a.png", 2, 1, [255, 0, 51, 102, 102, 102]);
        Values([-1, 3, 1, 2], "unit").Should().Equal(1f, 0.4f, 0f, 0.4f, 0.2f, 0.4f);
        Values([-1, 1, 2, 3], "raw").Should().Equal(255f, 0f, 51f, 102f, 102f, 102f);
        Values([-1, 1, 1, 2], "raw").Should().Equal(82f, 102f);
        Values([-1, -1, -1, 1], "raw").Should().Equal(82f, 102f);
        Values([-1, 1, 2, 1], "signed")[1].Should().BeApproximately(-0.2f, 1e-6f);
        Values([-1, 3, 1, 2], "imagenet")[0].Should().BeApproximately((1 - 0.485f) / 0.229f, 1e-5f);
        Values([-1, 3, 1, 2], "0.5,0,0,0.25,1,1")[0].Should().BeApproximately(2f, 1e-6f);
    }

    [Test]
    public void An_input_of_bytes_gets_them_as_they_are()
    {
        string model = Path.Combine(RepositoryFiles.Root, "tests", "KoopmanAssert.Tests", "Zoo", "models", "uint8-image.onnx");
        var random = new Random(5);
        for (int i = 0; i < 20; i++)
        {
            byte[] pixels = new byte[6 * 6 * 3];
            random.NextBytes(pixels);
            Write($"{i:00}.png", 6, 6, pixels);
        }

        CreditAnalysis.Run(model, _folder.At("images")).Blocks.Should().AllSatisfy(b => b.LogCredit.Should().NotBeNull());
    }

    [Test]
    public void A_model_without_an_image_input_refuses_them()
    {
        Write("a.png", 2, 1, [1, 2, 3, 4, 5, 6]);
        FluentActions.Invoking(() => CreditAnalysis.Run(RepositoryFiles.Fc, _folder.At("images"))).Should().Throw<SamplesException>()
            .WithMessage(
                "KOOP2008: *is a folder of images of 2 × 1 pixels, but the input 'input'"
                + "*not images of that size with one or three channels*");
    }

    [Test]
    public void Images_of_another_size_are_refused_by_name()
    {
        Write("a.png", 2, 1, [1, 2, 3, 4, 5, 6]);
        Write("b.png", 1, 2, [1, 2, 3, 4, 5, 6]);
        Refused(DiagnosticCodes.SamplesMisfit, "'b.png' that is 1 × 2 pixels, where 'a.png' is 2 × 1");
    }

    [Test]
    public void What_is_no_image_is_refused_by_name()
    {
        Write("a.png", 2, 1, [1, 2, 3, 4, 5, 6]);
        foreach (string leaving in new[] { ".DS_Store", "Thumbs.db", "desktop.ini" })
        {
            _folder.Write([1], $"images/{leaving}");
        }

        var samples = SampleSet.Load(_folder.At("images"), 1);
        samples.Count.Should().Be(1);
        samples.Notes.Should().Equal("passed over in the folder of images: '.DS_Store', 'Thumbs.db', 'desktop.ini'");
        _folder.Write([1], "images/notes.txt");
        Refused(DiagnosticCodes.SamplesMissing, "contains 'notes.txt', which is not an image. Supported: .png, .jpg, .jpeg, .bmp");
    }

    [Test]
    public void A_folder_in_it_is_refused_by_name()
    {
        Write("a.png", 2, 1, [1, 2, 3, 4, 5, 6]);
        Directory.CreateDirectory(_folder.At("images/.cache"));
        SampleSet.Load(_folder.At("images"), 1).Count.Should().Be(1);
        Directory.CreateDirectory(_folder.At("images/cats"));
        Refused(DiagnosticCodes.SamplesMissing, "contains the folder 'cats'");
    }

    [Test]
    public void An_image_that_Git_LFS_did_not_fetch_is_called_that()
    {
        Write("a.png", 2, 1, [1, 2, 3, 4, 5, 6]);
        _folder.Write("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n"u8.ToArray(), "images/b.png");
        Refused(DiagnosticCodes.SamplesUnreadable,
            "'b.png' that is a Git LFS pointer, not the file that it stands for. Run `git lfs pull`");
    }

    [Test]
    public void Sixteen_bits_are_read_exactly_and_eight_beside_them_widened()
    {
        Write("a.png", 2, 1, Deep(0, 1, 255, 256, 32_769, 65_535), depth: 16);
        Write("b.png", 2, 1, [0, 1, 2, 3, 254, 255]);
        var samples = SampleSet.Load(_folder.At("images"), 5);
        samples.Arrays[0].Rows<ushort>(0, 2).Should().Equal(0, 1, 255, 256, 32_769, 65_535, 0, 257, 514, 771, 65_278, 65_535);
        Values([-1, 1, 2, 3], "raw").Should().Equal(0f, 1f, 255f, 256f, 32_769f, 65_535f);
        Values([-1, 1, 2, 3], "unit")[4].Should().Be((float)(32_769 / 65_535.0));
        Values([-1, 1, 1, 2], "raw")[1].Should().Be((float)Math.Round((0.299 * 256) + (0.587 * 32_769) + (0.114 * 65_535)));
    }

    [Test]
    public void A_folder_of_which_only_later_images_have_sixteen_bits_stays_as_it_was()
    {
        Write("a.png", 2, 1, [1, 2, 3, 4, 5, 6]);
        string before = SampleSet.Load(_folder.At("images"), 1).Values;
        Write("b.png", 2, 1, Deep(0, 1, 255, 256, 32_769, 65_535), depth: 16);
        SampleSet.Load(_folder.At("images"), 1).Values.Should().Be(before);
    }

    [Test]
    public void An_empty_folder_is_refused()
    {
        Directory.CreateDirectory(_folder.At("images"));
        Refused(DiagnosticCodes.SamplesMissing, "is a folder without images");
    }

    [Test]
    public void A_damaged_image_is_refused_by_name([Range(1, 60, 7)] int kept)
    {
        Write("a.png", 2, 1, [1, 2, 3, 4, 5, 6]);
        byte[] whole = File.ReadAllBytes(_folder.At("images/a.png"));
        _folder.Write(whole[..kept], "images/a.png");
        Refused(DiagnosticCodes.SamplesUnreadable, "has an entry 'a.png' that is");
    }

    // A segment of a JPEG that goes beyond the end, and a chunk of a PNG whose length, as a signed number, leads back to its start.
    [TestCase("FFD8FFE0FB0F")]
    [TestCase("89504E470D0A1A0A0000000D494844520000000100000001080200000000000000FFFFFFF47445587400000000")]
    public void An_image_whose_lengths_lead_out_of_it_is_refused_and_not_read_for_ever(string content)
    {
        Directory.CreateDirectory(_folder.At("images"));
        _folder.Write(Convert.FromHexString(content), "images/a.png");
        Task.Run(() => Refused(DiagnosticCodes.SamplesUnreadable, "has an entry 'a.png' that is")).Wait(TimeSpan.FromSeconds(30)).Should()
            .BeTrue("it ends");
    }

    [Test]
    public void An_image_that_says_it_has_too_many_pixels_is_refused_before_it_is_decoded()
    {
        Write("a.png", 2, 1, [1, 2, 3, 4, 5, 6]);
        byte[] content = File.ReadAllBytes(_folder.At("images/a.png"));
        BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(16), 15_000);
        BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(20), 15_000);
        _folder.Write(content, "images/a.png");
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refused(DiagnosticCodes.TooLarge, "is 15000 × 15000 pixels; the limit is 16777216 pixels");
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1 << 24);
    }

    [TestCase("")]
    [TestCase("grey")]
    [TestCase("1,2,3")]
    [TestCase("0,0,0,1,1,0")]
    [TestCase("0,0,0,1,1,nan")]
    [TestCase("0,0,0,1,1,1,1")]
    public void Other_words_for_a_scale_are_refused(string text) =>
        FluentActions.Invoking(() => PixelScale.Parse(text)).Should().Throw<SettingsException>()
            .WithMessage("*'pixels'*raw, unit, signed*");

    [TestCase("raw")]
    [TestCase("unit")]
    [TestCase("signed")]
    [TestCase("imagenet")]
    [TestCase("0.1,0.2,0.3,0.4,0.5,1E-05")]
    public void Every_scale_has_its_words(string text)
    {
        PixelScale.Parse(text).ToString().Should().Be(text);
        PixelScale.Parse(text).Should().Be(PixelScale.Parse(text)).And.NotBe(PixelScale.Custom([0, 0, 0], [1, 1, 1]));
    }

    [Test]
    public void A_scale_of_three_means_and_two_deviations_is_refused() =>
        FluentActions.Invoking(() => PixelScale.Custom([0, 0, 0], [1, 1])).Should().Throw<SettingsException>();

    private float[] Values(long[] axes, string scale)
    {
        SampleArray array = ImageRows.Convert(
            new SampleFile("images"),
            SampleSet.Load(_folder.At("images"), 1).Arrays[0],
            axes,
            takesWhole: false,
            PixelScale.Parse(scale))!;
        array.Shape.Skip(1).Zip(axes.Skip(1)).Should().AllSatisfy(pair => pair.Second.Should().BeOneOf(-1, pair.First));
        return array.Rows<float>(0, 1);
    }

    private void Refused(string code, string says)
    {
        SamplesException fault = FluentActions.Invoking(() => SampleSet.Load(_folder.At("images"), 5)).Should().Throw<SamplesException>()
            .Which;
        fault.Code.Should().Be(code);
        fault.Message.Should().Contain(says);
    }

    /// <summary>The bytes of numbers of 16 bits as a PNG has them.</summary>
    private static byte[] Deep(params ushort[] values) => [.. values.SelectMany(v => new[] { (byte)(v >> 8), (byte)v })];

    /// <summary>Writes a PNG of red, green and blue.</summary>
    private void Write(string name, int width, int height, byte[] pixels, byte depth = 8) =>
        _folder.Write(SampleFiles.Png(width, height, pixels, depth), $"images/{name}");
}
