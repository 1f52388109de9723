using System.IO.Compression;
using System.Text;
using FluentAssertions;
using KoopmanAssert.Core.Baselines;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The file before an update comes back byte by byte, and what cannot be its packed text is refused.</summary>
[TestFixture]
internal sealed class PreviousGenerationTests
{
    private static readonly string[] Lines = ["{ \"a\": 1 }", "{ \"ü\": 2 }"];

    private BaselineFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new BaselineFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void A_file_comes_back_in_any_encoding()
    {
        byte[] file = [0xEF, 0xBB, 0xBF, .. "first,\r\n    { \"a\": 1 },\n    { \"ü\": 2 }\n"u8, 0, 0xFF, (byte)'\n'];
        PreviousGeneration previous = Of(file);
        Unpacked(previous.Pack(Lines)).Should().Equal(file);
        Unpacked(previous.Pack([]), []).Should().Equal(file);
    }

    [Test]
    public void Lines_that_the_file_still_has_are_only_referred_to()
    {
        string text = Text(Of("head\n    { \"a\": 1 },\n    { \"ü\": 2 }\n  { \"a\": 1 }\n"u8.ToArray()).Pack(Lines));
        text.Should().Be("head\n@0,\n@1\n  { \"a\": 1 }\n", "the last is indented otherwise");
    }

    [Test]
    public void The_generation_before_it_is_not_kept_in_it()
    {
        CreditBaseline baseline = _folder.Usual();
        Of("older"u8.ToArray(), baseline, out CreditBaseline second);
        Encoding.UTF8.GetString(PreviousGeneration.Of(second).File).Should().Be(_folder.UsualText());
    }

    [Test]
    public void A_file_of_megabytes_comes_back()
    {
        byte[] file = Encoding.ASCII.GetBytes(new string('x', 3 << 20));
        Unpacked(Of(file).Pack(Lines)).Should().Equal(file);
    }

    [TestCase("no base64!")]
    [TestCase("AAAA")]
    public void What_is_not_packed_is_refused(string packed) =>
        FluentActions.Invoking(() => Unpacked(packed)).Should().Throw<BaselineException>();

    [TestCase("@2")]
    [TestCase("@-1")]
    [TestCase("@")]
    [TestCase("@x,")]
    public void A_reference_to_no_line_is_refused(string line) =>
        FluentActions.Invoking(() => Unpacked(Packed($"head\n{line}\n"))).Should().Throw<BaselineException>();

    [Test]
    public void More_than_64_MiB_are_refused() =>
        FluentActions.Invoking(() => Unpacked(Packed(new string('x', (64 << 20) + 1)))).Should().Throw<BaselineException>();

    [Test]
    public void It_is_written_and_read_with_the_file_and_refused_with_its_place_only_when_it_is_asked_for()
    {
        Of("older"u8.ToArray(), _folder.Usual(), out CreditBaseline baseline);
        baseline.Save();
        CreditBaseline.Load(baseline.Path).Previous!.File.Should().Equal("older"u8.ToArray());

        string text = File.ReadAllText(baseline.Path);
        int start = text.LastIndexOf("\"previous\": \"", StringComparison.Ordinal) + "\"previous\": \"".Length;
        File.WriteAllText(baseline.Path, text[..start] + "!" + text[(start + 1)..]);
        PreviousGeneration damaged = CreditBaseline.Load(baseline.Path).Previous!;
        BaselineException refused = FluentActions.Invoking(() => damaged.File).Should().Throw<BaselineException>().Which;
        refused.Problem.Should().Contain("the file before the last update, packed");
        refused.Line.Should().Be(text.AsSpan(0, start).Count('\n') + 1);
    }

    // What a baseline has as the generation before it, once its file is replaced by these bytes.
    private PreviousGeneration Of(byte[] file) => Of(file, _folder.Usual(), out _);

    private PreviousGeneration Of(byte[] file, CreditBaseline baseline, out CreditBaseline updated)
    {
        _folder.Write(file);
        var previous = PreviousGeneration.Of(baseline);
        updated = baseline.With([], previous);
        return previous;
    }

    private static byte[] Unpacked(string packed, string[]? lines = null) => PreviousGeneration.Packed(
        packed, () => lines ?? Lines, () => new BaselineException(DiagnosticCodes.BaselineCorrupt, "x", "is damaged.", "Mend it.")).File;

    private static string Packed(string text)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest))
        {
            brotli.Write(Encoding.Latin1.GetBytes(text));
        }

        return Convert.ToBase64String(packed.ToArray());
    }

    private static string Text(string packed)
    {
        using var brotli = new BrotliStream(new MemoryStream(Convert.FromBase64String(packed)), CompressionMode.Decompress);
        using var reader = new StreamReader(brotli, Encoding.Latin1);
        return reader.ReadToEnd();
    }
}
