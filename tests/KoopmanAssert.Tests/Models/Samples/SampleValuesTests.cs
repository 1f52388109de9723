using System.IO.Compression;
using FluentAssertions;
using Google.Protobuf;
using KoopmanAssert.Core.Models;
using NUnit.Framework;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;
using static KoopmanAssert.Tests.SampleFiles;

namespace KoopmanAssert.Tests;

/// <summary>Samples are what was read of them, however a file stores it.</summary>
[TestFixture]
internal sealed class SampleValuesTests
{
    private static readonly byte[] BigEndian = [.. Enumerable.Range(0, 6).SelectMany(i => BitConverter.GetBytes((float)i).Reverse())];

    private SampleFiles _files = null!;

    [SetUp]
    public void SetUp() => _files = new SampleFiles();

    [TearDown]
    public void TearDown() => _files.Dispose();

    private static IEnumerable<TestCaseData> StoredOtherwise()
    {
        byte[] values = Bytes<float>(0, 1, 2, 3, 4, 5);
        yield return Stored("a.npy", Npy("<f4", "(3, 2)", values, version: 2), "header version 2");
        yield return Stored("a.npy", NpyOf("{'descr':'<f4','fortran_order':False,'shape':(3,2)}", values), "header without spaces");
        yield return Stored("a.npy", Npy(">f4", "(3, 2)", BigEndian), "big-endian");
        yield return Stored("a.npy", Npy("<f4", "(3, 2)", Bytes<float>(0, 2, 4, 1, 3, 5), fortran: true), "Fortran order");
        yield return Stored("a.npz", Npz(CompressionLevel.SmallestSize, ("x.npy", SmallNpy())), "npz, compressed");
        yield return Stored("a.npz", Npz(("other.npy", SmallNpy())), "npz, plain, another name");
        yield return Stored("a.pb", Tensor(DataType.Float, [3, 2], values).ToByteArray(), "pb");
        yield return Stored("a.npy", Npy("<f4", "(4, 2)", Bytes<float>(0, 1, 2, 3, 4, 5, 6, 7)), "a row more, which is not read");
    }

    [TestCaseSource(nameof(StoredOtherwise))]
    public void The_same_values_stored_otherwise_are_the_same_samples(string name, byte[] content) =>
        Values(name, content).Should().Be(Values("plain.npy", SmallNpy()));

    private static IEnumerable<TestCaseData> Others()
    {
        yield return Stored("a.npy", Npy("<f4", "(3, 2)", Bytes<float>(0, 1, 2, 3, 4, 6)), "a value");
        yield return Stored("a.npy", Npy("<f4", "(3, 2)", Bytes(-0f, 1, 2, 3, 4, 5)), "a sign of zero");
        yield return Stored("a.npy", Npy("<f4", "(3, 2)", Bytes<float>(2, 3, 0, 1, 4, 5)), "the order of rows");
        yield return Stored("a.npy", Npy("<f4", "(3, 2, 1)", Bytes<float>(0, 1, 2, 3, 4, 5)), "the shape");
        yield return Stored("a.npy", Npy("<f8", "(3, 2)", Bytes<double>(0, 1, 2, 3, 4, 5)), "the type");
        yield return Stored("a.npy", Npy("<f4", "(2, 2)", Bytes<float>(0, 1, 2, 3)), "a row less");
        yield return Stored("a.npz", Npz(("x.npy", SmallNpy()), ("y.npy", SmallNpy())), "another array");
    }

    [TestCaseSource(nameof(Others))]
    public void Other_values_are_other_samples(string name, byte[] content) =>
        Values(name, content).Should().NotBe(Values("plain.npy", SmallNpy()));

    [Test]
    public void Arrays_are_told_apart_by_their_names_and_not_by_their_order()
    {
        byte[] other = Npy("<f4", "(3, 2)", Bytes<float>(9, 9, 9, 9, 9, 9));
        string values = Values("a.npz", Npz(("x.npy", SmallNpy()), ("y.npy", other)));
        Values("b.npz", Npz(("y.npy", other), ("x.npy", SmallNpy()))).Should().Be(values);
        Values("c.npz", Npz(("x.npy", other), ("y.npy", SmallNpy()))).Should().NotBe(values);
    }

    [Test]
    public void A_table_is_the_same_with_other_line_ends() =>
        Values("a.csv", "1,2\r\n3,4\r\n5,6\r\n"u8.ToArray()).Should().Be(Values("b.csv", "1,2\n3,4\n5,6"u8.ToArray()));

    private static TestCaseData Stored(string name, byte[] content, string how) => new TestCaseData(name, content).SetArgDisplayNames(how);

    private string Values(string name, byte[] content) => SampleSet.Load(_files.Write(name, content), 3).Values;
}
