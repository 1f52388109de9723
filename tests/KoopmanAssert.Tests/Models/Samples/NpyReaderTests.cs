using CsCheck;
using FluentAssertions;
using KoopmanAssert.Core.Models;
using NUnit.Framework;
using static KoopmanAssert.Tests.SampleFiles;

namespace KoopmanAssert.Tests;

[TestFixture]
internal sealed class NpyReaderTests
{
    private static readonly string[] Descrs = ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"];
    private SampleFiles _files = null!;

    [SetUp]
    public void SetUp() => _files = new SampleFiles();

    [TearDown]
    public void TearDown() => _files.Dispose();

    [Test]
    public void Every_type_byte_order_axis_order_and_version_gives_the_same_rows() =>
        Gen.Select(Gen.OneOf(Descrs), Gen.Bool, Gen.Bool, Gen.Int[1, 3], Gen.Long[1, 5].Array[1, 4], Gen.Int[1, 6]).Sample(
            (letters, bigEndian, fortran, version, shape, maxSamples) =>
            {
                int size = letters[1] - '0';
                byte[] expected = Counting(shape, size);
                byte[] data = fortran ? InFortranOrder(expected, shape, size) : expected;
                char order = bigEndian ? '>' : '<';
                byte[] content = Npy($"{order}{letters}", ShapeText(shape), bigEndian ? Swapped(data, size) : data, fortran, version);

                var samples = SampleSet.Load(_files.Write("any.npy", content), maxSamples);

                SampleArray array = samples.Arrays.Single();
                samples.Count.Should().Be((int)Math.Min(shape[0], maxSamples));
                samples.RowsInFile.Should().Be((int)shape[0]);
                array.Shape.Should().Equal([samples.Count, .. shape.Skip(1)]);
                byte[] kept = [.. Enumerable.Range(0, samples.Count).SelectMany(row => array.Row(row).ToArray())];
                kept.Should().Equal(expected.Take(kept.Length)).And.HaveCount(expected.Length / (int)shape[0] * samples.Count);
            },
            iter: 500,
            threads: 1,
            seed: "0000000000000");

    [Test]
    public void Rows_larger_than_a_block_read_in_both_orders([Values] bool fortran)
    {
        const int Width = 5_000_000;
        byte[] data = new byte[2 * Width * sizeof(float)];
        new Random(7).NextBytes(data);
        byte[] content = Npy("<f4", $"(2, {Width})", fortran ? InFortranOrder(data, [2, Width], sizeof(float)) : data, fortran);

        SampleArray array = _files.Load("wide.npy", content).Arrays[0];

        array.Row(0).SequenceEqual(data.AsSpan(0, Width * sizeof(float))).Should().BeTrue();
        array.Row(1).SequenceEqual(data.AsSpan(Width * sizeof(float))).Should().BeTrue();
    }

    [Test]
    public void Rows_over_many_blocks_convert_across_them()
    {
        const int Rows = 40_000_000;
        byte[] data = new byte[Rows];
        new Random(8).NextBytes(data);

        SampleArray array = _files.Load("long.npy", Npy("|u1", $"({Rows},)", data)).Arrays[0];

        array.Rows<byte>(0, Rows).AsSpan().SequenceEqual(data).Should().BeTrue();
        array.Rows<float>(16_777_210, 20).Should().Equal(data.Skip(16_777_210).Take(20).Select(v => (float)v));
    }

    [TestCase("|O", "object ('|O')")]
    [TestCase("<U5", "string")]
    [TestCase("|S5", "string")]
    [TestCase("<c8", "complex")]
    [TestCase("<f16", "long double")]
    [TestCase("|V8", "void")]
    [TestCase("<M8[ns]", "date and time")]
    [TestCase("<x4", "unknown")]
    [TestCase("", "unknown")]
    [TestCase("f4", "no byte order")]
    [TestCase("=f4", "no byte order")]
    [TestCase("|f4", "no byte order")]
    [TestCase("<<f4", "no byte order")]
    public void Types_that_are_not_read_are_refused_by_name(string descr, string problem) =>
        _files.Refused("a.npy", Npy(descr, "(3, 2)", new byte[24]), DiagnosticCodes.SamplesUnreadable, problem);

    [TestCase("()", DiagnosticCodes.SamplesUnreadable, "a single number")]
    [TestCase("(0,)", DiagnosticCodes.SamplesUnusable, "contains no sample")]
    [TestCase("(0, 3)", DiagnosticCodes.SamplesUnusable, "contains no sample")]
    [TestCase("(3, 0)", DiagnosticCodes.SamplesUnusable, "samples without values")]
    [TestCase("(3, 2, 2)", DiagnosticCodes.SamplesUnreadable, "is truncated")]
    [TestCase("(1000000, 1000000)", DiagnosticCodes.SamplesUnreadable, "is truncated")]
    [TestCase("(3, 1)", DiagnosticCodes.SamplesUnreadable, "longer than its data")]
    [TestCase("(4294967296, 4294967296)", DiagnosticCodes.SamplesUnreadable, "too large for any file")]
    [TestCase("(9223372036854775807,)", DiagnosticCodes.SamplesUnreadable, "too large for any file")]
    [TestCase("(99999999999999999999,)", DiagnosticCodes.SamplesUnreadable, "too large for any file")]
    public void Shapes_that_the_data_does_not_have_are_refused(string shape, string code, string problem) =>
        _files.Refused("a.npy", Npy("<f4", shape, new byte[24]), code, problem);

    [Test]
    public void More_than_64_axes_are_refused() =>
        _files.Refused(
            "a.npy",
            Npy("<f4", $"({string.Join(", ", Enumerable.Repeat(1, 65))})", new byte[4]),
            DiagnosticCodes.SamplesUnreadable,
            "which is invalid");

    [Test]
    public void A_file_cut_anywhere_is_refused()
    {
        byte[] content = SmallNpy();
        for (int length = 1; length < content.Length; length++)
        {
            _files.Refused("a.npy", content[..length], DiagnosticCodes.SamplesUnreadable, ".");
        }
    }

    [Test]
    public void A_file_that_goes_on_is_refused() =>
        _files.Refused(
            "a.npy",
            [.. SmallNpy(), 0],
            DiagnosticCodes.SamplesUnreadable,
            "longer than its data: its header declares 24 bytes of data, and 25 follow");

    [Test]
    public void Another_kind_of_file_is_refused() =>
        _files.Refused("a.npy", Npz(("x.npy", SmallNpy())), DiagnosticCodes.SamplesUnreadable, "is not a .npy file");

    [Test]
    public void Another_version_is_refused() =>
        _files.Refused("a.npy", NpyOf("", [], version: 4), DiagnosticCodes.SamplesUnreadable, "version 4.0. Supported: 1.0, 2.0 and 3.0");

    [Test]
    public void A_header_beyond_64_KiB_is_refused_even_when_it_is_there()
    {
        string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }" + new string(' ', 1 << 16);
        _files.Refused("a.npy", NpyOf(header, new byte[4], version: 2), DiagnosticCodes.SamplesUnreadable, "declares a header of");
    }

    [Test]
    public void A_header_longer_than_the_file_is_refused() =>
        _files.Refused(
            "a.npy",
            [0x93, .. "NUMPY"u8, 2, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0],
            DiagnosticCodes.SamplesUnreadable,
            "declares a header of 4294967295 bytes");

    [Test]
    public void Bools_other_than_0_and_1_are_refused() =>
        _files.Refused("a.npy", Npy("|b1", "(3,)", [0, 1, 2]), DiagnosticCodes.SamplesUnreadable, "neither 0 nor 1");

    private static byte[] Counting(long[] shape, int size) =>
        [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b) * size).Select(i => (byte)i)];

    private static string ShapeText(long[] shape) => $"({string.Join(", ", shape)}{(shape.Length == 1 ? "," : "")})";

    private static byte[] Swapped(byte[] data, int size) => [.. data.Chunk(size).SelectMany(element => element.Reverse())];

    // Walks the file's order, the first axis turning fastest, and looks each element up in C order.
    private static byte[] InFortranOrder(byte[] data, long[] shape, int size)
    {
        byte[] result = new byte[data.Length];
        for (long at = 0; at < data.Length / size; at++)
        {
            long rest = at;
            long[] index = [.. shape.Select(axis => (rest % axis, rest /= axis).Item1)];
            long source = index.Zip(shape).Aggregate(0L, (offset, axis) => offset * axis.Second + axis.First);
            data.AsSpan((int)source * size, size).CopyTo(result.AsSpan((int)at * size));
        }

        return result;
    }
}
