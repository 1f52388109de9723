using System.Security.Cryptography;
using System.Text;
using FluentAssertions;
using KoopmanAssert.Tool.Cache;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>The hash of a file, and whether a model may keep weights in other files.</summary>
[TestFixture]
internal sealed class FileHashTests
{
    private const int Piece = 1 << 18;

    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new WorkFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void It_is_what_sha256sum_shows() =>
        FileHash.Of(Write(Encoding.ASCII.GetBytes("abc"))).Should()
            .Be("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"); // FIPS 180-4, the first example

    [TestCase(1)]
    [TestCase(Piece - 1)]
    [TestCase(Piece)]
    [TestCase(Piece + 1)]
    [TestCase((3 * Piece) + 5)]
    public void A_file_of_any_length_has_the_hash_of_all_its_bytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        string expected = Convert.ToHexStringLower(SHA256.HashData(bytes)), path = Write(bytes);
        FileHash.Of(path).Should().Be(expected);
        FileHash.OfSingleModel(path).Should().Be(expected);
    }

    [Test]
    public void A_reference_to_another_file_is_found_wherever_it_stands([Range(Piece - 9, Piece + 1)] int place)
    {
        byte[] bytes = new byte[2 * Piece];
        "location"u8.CopyTo(bytes.AsSpan(place));
        string path = Write(bytes);
        FileHash.OfSingleModel(path).Should().BeNull();
        FileHash.Of(path).Should().Be(Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    [Test]
    public void What_cannot_be_read_has_no_hash()
    {
        string empty = Write([]), missing = Path.Combine(Path.GetDirectoryName(empty)!, "missing");
        foreach (string path in (string[])[empty, missing, Path.GetDirectoryName(empty)!])
        {
            FileHash.Of(path).Should().BeNull();
            FileHash.OfSingleModel(path).Should().BeNull();
        }
    }

    private string Write(byte[] bytes) => _folder.Write("file", bytes);
}
