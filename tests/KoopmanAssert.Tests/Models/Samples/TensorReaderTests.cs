using FluentAssertions;
using Google.Protobuf;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Models.Onnx;
using NUnit.Framework;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;
using static KoopmanAssert.Tests.SampleFiles;

namespace KoopmanAssert.Tests;

[TestFixture]
internal sealed class TensorReaderTests
{
    private SampleFiles _files = null!;

    [SetUp]
    public void SetUp() => _files = new SampleFiles();

    [TearDown]
    public void TearDown() => _files.Dispose();

    [TestCase(DataType.Float16, SampleType.Float16)]
    [TestCase(DataType.Float, SampleType.Float32)]
    [TestCase(DataType.Double, SampleType.Float64)]
    [TestCase(DataType.Int8, SampleType.Int8)]
    [TestCase(DataType.Int16, SampleType.Int16)]
    [TestCase(DataType.Int32, SampleType.Int32)]
    [TestCase(DataType.Int64, SampleType.Int64)]
    [TestCase(DataType.Uint8, SampleType.UInt8)]
    [TestCase(DataType.Uint16, SampleType.UInt16)]
    [TestCase(DataType.Uint32, SampleType.UInt32)]
    [TestCase(DataType.Uint64, SampleType.UInt64)]
    [TestCase(DataType.Bool, SampleType.Bool)]
    public void Raw_data_of_every_type_reads(DataType type, SampleType expected)
    {
        byte[] raw = [.. Enumerable.Range(0, 6 * expected.Size()).Select(i => (byte)(i % 2))];

        var samples = SampleSet.Load(_files.Write("a.pb", Tensor(type, [3, 2], raw).ToByteArray()), 2);

        samples.RowsInFile.Should().Be(3);
        SampleArray array = samples.Arrays.Single();
        array.Name.Should().Be("x");
        array.Type.Should().Be(expected);
        array.Shape.Should().Equal(2, 2);
        array.Row(1).ToArray().Should().Equal(raw[(raw.Length / 3)..(raw.Length / 3 * 2)]);
    }

    [Test]
    public void Fields_keep_extreme_values()
    {
        Loaded(DataType.Int64, t => t.Int64Data.AddRange([long.MinValue, long.MaxValue])).Rows<long>(0, 2).Should()
            .Equal(long.MinValue, long.MaxValue);
        Loaded(DataType.Uint64, t => t.Uint64Data.AddRange([0, ulong.MaxValue])).Rows<ulong>(0, 2).Should().Equal(0, ulong.MaxValue);
        Loaded(DataType.Uint32, t => t.Uint64Data.AddRange([0, uint.MaxValue])).Rows<uint>(0, 2).Should().Equal(0, uint.MaxValue);
        Loaded(DataType.Int8, t => t.Int32Data.AddRange([-128, 127])).Rows<sbyte>(0, 2).Should().Equal(-128, 127);
        Loaded(DataType.Float16, t => t.Int32Data.AddRange([0x3C00, 0xFC00])).Rows<float>(0, 2).Should().Equal(1, float.NegativeInfinity);
    }

    private static IEnumerable<TestCaseData> Damaged()
    {
        yield return Case(
            "external data",
            "stores its data in another file",
            DataType.Float,
            t => t.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "/etc/passwd" }));
        yield return Case(
            "external location",
            "stores its data in another file",
            DataType.Float,
            t => t.DataLocation = DataLocation.External);
        yield return Case("a segment", "is a segment", DataType.Float, t => t.Segment = new Segment { Begin = 0, End = 1 });
        yield return Case("no type", "has no element type", DataType.Undefined, _ => { });
        yield return Case("bfloat16", "contains bfloat16 values", DataType.Bfloat16, _ => { });
        yield return Case("strings", "contains string values", DataType.String, t => t.StringData.Add(ByteString.CopyFromUtf8("a")));
        yield return Case("complex", "contains complex64 values", DataType.Complex64, _ => { });
        yield return Case("an unknown type", "contains 99 values", (DataType)99, _ => { });
        yield return Case("no data", "declares 2 values of type Float32, and it contains 0", DataType.Float, _ => { });
        yield return Case(
            "too few values", "declares 2 values of type Float32, and it contains 1", DataType.Float, t => t.FloatData.Add(1));
        yield return Case("the wrong field", "and it contains 0", DataType.Float, t => t.DoubleData.AddRange([1, 2]));
        yield return Case(
            "raw data too short",
            "declares 8 bytes of type Float32, and it contains 7",
            DataType.Float,
            t => t.RawData = ByteString.CopyFrom(new byte[7]));
        yield return Case(
            "raw data too long",
            "declares 8 bytes of type Float32, and it contains 9",
            DataType.Float,
            t => t.RawData = ByteString.CopyFrom(new byte[9]));
        yield return Case("raw and fields", "contains its data twice", DataType.Float, t =>
        {
            t.RawData = ByteString.CopyFrom(new byte[8]);
            t.FloatData.AddRange([1, 2]);
        });
        yield return Case("two fields", "contains its data twice", DataType.Float, t =>
        {
            t.FloatData.AddRange([1, 2]);
            t.Int32Data.Add(1);
        });
        yield return Case("an int8 of 300", "a value that is not of type Int8", DataType.Int8, t => t.Int32Data.AddRange([1, 300]));
        yield return Case("an uint8 of -1", "a value that is not of type UInt8", DataType.Uint8, t => t.Int32Data.AddRange([1, -1]));
        yield return Case(
            "an uint32 of 2^32", "a value that is not of type UInt32", DataType.Uint32, t => t.Uint64Data.AddRange([1, 1UL << 32]));
        yield return Case(
            "float16 bits of 2^16", "a value that is not of type Float16", DataType.Float16, t => t.Int32Data.AddRange([1, 1 << 16]));
        yield return Case("a bool of 2", "neither 0 nor 1", DataType.Bool, t => t.Int32Data.AddRange([1, 2]));
        yield return Case("a negative size", "which is invalid", DataType.Float, t => t.Dims[0] = -1);
        yield return Case("an overflowing shape", "too large for any file", DataType.Float, t => t.Dims.Add(long.MaxValue));
        yield return Case("a single number", "a single number", DataType.Float, t => t.Dims.Clear());
    }

    [TestCaseSource(nameof(Damaged))]
    public void A_tensor_is_refused_with(string problem, byte[] content) =>
        _files.Refused("a.pb", content, DiagnosticCodes.SamplesUnreadable, problem);

    [TestCase(new long[] { 0, 2 }, "contains no sample")]
    [TestCase(new long[] { 2, 0 }, "samples without values")]
    public void A_tensor_without_values_is_refused(long[] dims, string problem) =>
        _files.Refused("a.pb", Tensor(DataType.Float, dims, []).ToByteArray(), DiagnosticCodes.SamplesUnusable, problem);

    [Test]
    public void Another_kind_of_file_is_refused() =>
        _files.Refused("a.pb", SmallNpy(), DiagnosticCodes.SamplesUnreadable, "is not an ONNX TensorProto");

    // The end of a group that nobody began, tag 0xA4 0x06: what follows it would not be read.
    [Test]
    public void A_tensor_that_ends_early_is_refused()
    {
        byte[] whole = Tensor(DataType.Float, [2, 1], new byte[8]).ToByteArray();
        _files.Refused("a.pb", [.. whole, 0xA4, 0x06], DiagnosticCodes.SamplesUnreadable, "is not an ONNX TensorProto");
        _files.Refused("b.pb", [.. whole, 0xA4, 0x06, .. whole], DiagnosticCodes.SamplesUnreadable, "is not an ONNX TensorProto");
    }

    [Test]
    public void Deep_nesting_is_refused()
    {
        // Field 100 as a group in a group, without end: tag 0xA3 0x06.
        byte[] content = [.. Enumerable.Repeat(new byte[] { 0xA3, 0x06 }, 100_000).SelectMany(tag => tag)];
        _files.Refused("a.pb", content, DiagnosticCodes.SamplesUnreadable, "is not an ONNX TensorProto");
    }

    [Test]
    public void A_file_beyond_the_memory_limit_is_refused()
    {
        string path = _files.Write("a.pb", Tensor(DataType.Float, [3, 2], new byte[24]).ToByteArray());

        Refused(path, DiagnosticCodes.TooLarge, "the limit for a .pb file is 30 bytes", maxBytes: 30);
    }

    private static TestCaseData Case(string name, string problem, DataType type, Action<TensorProto> damage)
    {
        TensorProto tensor = Tensor(type, [2]);
        damage(tensor);
        return new TestCaseData(problem, tensor.ToByteArray()).SetArgDisplayNames(name);
    }

    private SampleArray Loaded(DataType type, Action<TensorProto> fill)
    {
        TensorProto tensor = Tensor(type, [2]);
        fill(tensor);
        return _files.Load("a.pb", tensor.ToByteArray()).Arrays.Single();
    }
}
