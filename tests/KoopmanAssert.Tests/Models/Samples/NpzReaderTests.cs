using System.Buffers.Binary;
using System.IO.Compression;
using FluentAssertions;
using KoopmanAssert.Core.Models;
using NUnit.Framework;
using static KoopmanAssert.Tests.SampleFiles;

namespace KoopmanAssert.Tests;

[TestFixture]
internal sealed class NpzReaderTests
{
    // Offsets in the records of a zip: APPNOTE 4.3.7 (local header), 4.3.12 (central directory) and 4.3.16 (its end).
    private const int LocalFlags = 6;
    private const int LocalData = 30;
    private const int CentralFlags = 8;
    private const int CentralCrc = 16;
    private const int CentralCompressed = 20;
    private const int CentralSize = 24;
    private const int CentralExtraLength = 30;
    private const int CentralOffset = 42;
    private const int CentralName = 46;
    private const int EndCentralSize = 12;
    private SampleFiles _files = null!;

    [SetUp]
    public void SetUp() => _files = new SampleFiles();

    [TearDown]
    public void TearDown() => _files.Dispose();

    [Test]
    public void Stored_and_deflated_entries_read(
        [Values(CompressionLevel.NoCompression, CompressionLevel.SmallestSize)] CompressionLevel level)
    {
        byte[] mask = Npy("|b1", "(3, 1)", [1, 0, 1]);

        SampleSet samples = _files.Load("a.npz", Npz(level, ("x.npy", SmallNpy()), ("mask.npy", mask)));

        samples.Count.Should().Be(3);
        samples.Arrays.Select(array => array.Name).Should().Equal("x", "mask");
        samples.Arrays[0].Rows<float>(1, 2).Should().Equal(2, 3, 4, 5);
        samples.Arrays[1].BooleanRows(0, 3).Should().Equal(true, false, true);
    }

    [Test]
    public void Zeros_that_deflate_to_almost_nothing_are_no_lie()
    {
        byte[] zeros = Npy("|u1", "(20, 1000000)", new byte[20_000_000]);

        _files.Load("a.npz", Npz(CompressionLevel.SmallestSize, ("x.npy", zeros))).Count.Should().Be(20);
    }

    [Test]
    public void Arrays_with_different_numbers_of_rows_are_refused_even_beyond_the_kept_rows() =>
        Refused(_files.Write("a.npz", Npz(("x.npy", SmallNpy()), ("y.npy", Npy("|u1", "(4,)", new byte[4])))),
            DiagnosticCodes.SamplesMisfit, "contains 3 rows in 'x' and 4 in 'y'", maxSamples: 2);

    [Test]
    public void An_entry_that_is_no_array_is_refused() =>
        _files.Refused(
            "a.npz",
            Npz(("x.npy", SmallNpy()), ("readme.txt", [1])),
            DiagnosticCodes.SamplesUnreadable,
            "has an entry 'readme.txt' that is not an array");

    [Test]
    public void A_folder_in_the_zip_is_refused() =>
        _files.Refused("a.npz", Npz(("x/", [])), DiagnosticCodes.SamplesUnreadable, "has an entry 'x/' that is not an array");

    [Test]
    public void An_empty_zip_is_refused() =>
        _files.Refused("a.npz", Npz(), DiagnosticCodes.SamplesUnreadable, "contains no array");

    [Test]
    public void Two_entries_of_one_name_are_refused() =>
        _files.Refused(
            "a.npz",
            Npz(("x.npy", SmallNpy()), ("x.npy", SmallNpy())),
            DiagnosticCodes.SamplesUnreadable,
            "'x.npy' that is duplicated");

    [Test]
    public void A_damaged_array_is_refused_by_the_entry_and_the_file() =>
        _files.Refused(
            "a.npz",
            Npz(("x.npy", SmallNpy()[..^1])),
            DiagnosticCodes.SamplesUnreadable,
            "has an entry 'x.npy' that is truncated");

    [Test]
    public void An_array_without_rows_is_refused() =>
        _files.Refused(
            "a.npz",
            Npz(("x.npy", Npy("<f4", "(0, 2)", []))),
            DiagnosticCodes.SamplesUnusable,
            "has an entry 'x.npy' that contains no sample");

    [Test]
    public void A_npy_under_the_wrong_name_is_refused() =>
        _files.Refused("a.npz", SmallNpy(), DiagnosticCodes.SamplesUnreadable, "is not an .npz file");

    [Test]
    public void An_encrypted_entry_is_refused()
    {
        byte[] zip = Npz(("x.npy", SmallNpy()));
        zip[LocalFlags] |= 1;
        zip[Central(zip) + CentralFlags] |= 1;
        _files.Refused("a.npz", zip, DiagnosticCodes.SamplesUnreadable, "is encrypted");
    }

    [Test]
    public void One_flipped_bit_of_a_stored_value_is_refused()
    {
        byte[] zip = Npz(("x.npy", SmallNpy()));
        zip[LocalData + "x.npy".Length + SmallNpy().Length - 1] ^= 1;
        _files.Refused("a.npz", zip, DiagnosticCodes.SamplesUnreadable, "its checksum is");
    }

    [Test]
    public void A_wrong_checksum_is_refused()
    {
        byte[] zip = Npz(CompressionLevel.SmallestSize, ("x.npy", SmallNpy()));
        zip[Central(zip) + CentralCrc] ^= 1;
        _files.Refused("a.npz", zip, DiagnosticCodes.SamplesUnreadable, "its checksum is");
    }

    [Test]
    public void A_size_beyond_what_deflate_can_pack_is_refused()
    {
        byte[] zip = Npz(CompressionLevel.SmallestSize, ("x.npy", Npy("|u1", "(4000000000,)", new byte[100])));
        BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(Central(zip) + CentralSize), 4_000_000_128);
        _files.Refused("a.npz", zip, DiagnosticCodes.SamplesUnreadable, "its size is invalid");
    }

    [Test]
    public void A_compressed_size_beyond_the_file_is_refused()
    {
        byte[] zip = Npz(("x.npy", SmallNpy()));
        BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(Central(zip) + CentralCompressed), 1 << 20);
        _files.Refused("a.npz", zip, DiagnosticCodes.SamplesUnreadable, "its size is invalid");
    }

    [Test]
    public void An_entry_that_unpacks_to_less_than_its_size_is_refused()
    {
        byte[] zip = Npz(CompressionLevel.SmallestSize, ("x.npy", Npy("|u1", "(1000,)", new byte[900])));
        Span<byte> size = zip.AsSpan(Central(zip) + CentralSize);
        BinaryPrimitives.WriteUInt32LittleEndian(size, BinaryPrimitives.ReadUInt32LittleEndian(size) + 100);
        _files.Refused("a.npz", zip, DiagnosticCodes.SamplesUnreadable, "is truncated: it ends after 971 bytes");
    }

    [Test]
    public void An_entry_that_unpacks_to_more_than_its_size_is_refused()
    {
        byte[] zip = Npz(CompressionLevel.SmallestSize, ("x.npy", Npy("|u1", "(1000,)", new byte[5_000_000])));
        Span<byte> size = zip.AsSpan(Central(zip) + CentralSize);
        BinaryPrimitives.WriteUInt32LittleEndian(size, BinaryPrimitives.ReadUInt32LittleEndian(size) - 4_999_000);
        _files.Refused("a.npz", zip, DiagnosticCodes.SamplesUnreadable, "its checksum is");
    }

    [Test]
    public void The_memory_limit_counts_all_arrays()
    {
        string path = _files.Write("a.npz", Npz(("x.npy", SmallNpy()), ("y.npy", SmallNpy())));

        SampleSet.Load(path, 3, maxBytes: 48).Count.Should().Be(3);
        SampleSet.Load(path, 2, maxBytes: 32).Count.Should().Be(2);
        Refused(
            path,
            DiagnosticCodes.TooLarge,
            "has an entry 'y.npy' that needs more than 0 MiB of memory, the limit for samples",
            maxBytes: 47);
    }

    [Test]
    public void Entries_with_64_bit_sizes_read()
    {
        byte[] npy = SmallNpy();

        _files.Load("a.npz", WithSizes(Npz(("x.npy", npy)), npy.Length, npy.Length, 0)).Count.Should().Be(3);
    }

    [TestCase(-1, 100, 0)]
    [TestCase(100, -1, 0)]
    [TestCase(long.MaxValue, long.MaxValue, 0)]
    [TestCase(100, long.MaxValue, 0)]
    [TestCase(long.MaxValue, 100, 0)]
    [TestCase(100, 100, long.MaxValue)]
    [TestCase(100, 100, long.MinValue)]
    [TestCase(100, 100, -1)]
    public void Sizes_of_64_bits_that_cannot_be_true_are_refused(long size, long compressed, long offset) =>
        _files.Refused("a.npz", WithSizes(Npz(("x.npy", SmallNpy())), size, compressed, offset), DiagnosticCodes.SamplesUnreadable, ".");

    // Moves the sizes and the offset of the only entry into a zip64 extra field: APPNOTE 4.5.3.
    private static byte[] WithSizes(byte[] zip, long size, long compressed, long offset)
    {
        int central = Central(zip);
        int end = zip.AsSpan().IndexOf("PK\u0005\u0006"u8);
        byte[] extra = [1, 0, 24, 0, .. Bytes(size, compressed, offset)];
        byte[] entry = zip[central..(central + CentralName + "x.npy".Length)];
        entry.AsSpan(CentralCompressed, 8).Fill(0xFF);
        entry.AsSpan(CentralOffset, 4).Fill(0xFF);
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(CentralExtraLength), (ushort)extra.Length);
        byte[] record = zip[end..];
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(EndCentralSize), entry.Length + extra.Length);
        return [.. zip[..central], .. entry, .. extra, .. record];
    }

    private static int Central(byte[] zip) => zip.AsSpan().IndexOf("PK\u0001\u0002"u8);
}
