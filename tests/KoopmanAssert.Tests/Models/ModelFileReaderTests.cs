using System.Security.Cryptography;
using FluentAssertions;
using Google.Protobuf;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Models.Onnx;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Whatever a file holds, it is read as protobuf's own parser reads it, or refused where that refuses it.</summary>
[TestFixture]
internal sealed unsafe class ModelFileReaderTests
{
    private const int Size = WeightMemory.Large / sizeof(float);

    private static readonly byte[] First = Weight("w", 1), Second = Weight("w", 2);

    private ModelFolder _folder = null!;

    private static IEnumerable<TestCaseData> Files =>
    [
        Case("two models, which merge", [.. Model(Graph(First)), .. Model(Graph(Second))]),
        Case("two graphs in a model", Model([.. Graph(First), .. Graph([.. First, .. Second])])),
        Case("a small weight between large ones", Model(Graph([.. First, .. Field(5, Text("small")), .. Second]))),
        Case("large bytes twice", Model(Graph(Field(5, [.. Raw(Size, 1), .. Raw(Size, 2)])))),
        Case("large bytes, then few", Model(Graph(Field(5, [.. Raw(Size, 1), .. Raw(1, 2)])))),
        Case("few bytes, then large", Model(Graph(Field(5, [.. Raw(1, 2), .. Raw(Size, 1)])))),
        Case("values instead of bytes", Model(Graph(Field(5, Field(4, new byte[4 * Size]))))),
        Case("a tag in more bytes than it needs", Model(Graph([0xAA, 0x80, 0x00, .. First[1..], .. Second]))),
        Case("a tag in more bytes than a tag has", Model(Graph([0xAA, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01, .. First[1..], .. Second]))),
        Case("a tag with bits beyond those of a tag", Model(Graph([0xAA, 0x80, 0x80, 0x80, 0x80, 0x01, .. First[1..], .. Second]))),
        Case("a length in more bytes than it needs", Model(Graph([0x2A, 0xC8, 0x80, 0x80, 0x00, .. new byte[72], .. First]))),
        Case("a length beyond the end", Model(Graph([0x2A, 0xFF, 0xFF, 0xFF, 0x07, .. First]))),
        Case("a length below zero", Model(Graph([0x2A, .. Enumerable.Repeat((byte)0xFF, 9), 0x01, .. First]))),
        Case("weights in a group", Model(Graph([0x2B, .. First, 0x2C, .. Second]))),
        Case("the end of a group that did not begin", Model(Graph([0x2C, .. First]))),
        Case("a weight that is a number", Model(Graph([0x28, 0x07, .. First]))),
        Case("four and eight bytes", Model(Graph([0x2D, 1, 2, 3, 4, 0x29, 1, 2, 3, 4, 5, 6, 7, 8, .. First]))),
        Case("four bytes of which one is missing", Model(Graph([.. First, 0x2D, 1, 2, 3]))),
        Case("a tag of zero", Model(Graph([0, .. First]))),
        Case("a type that there is not", Model(Graph([0x2F, .. First]))),
        Case("a varint without an end", Model(Graph([.. First, 0xFF]))),
        Case("nothing", []),
        Case("text", "no model"u8.ToArray()),
    ];

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCaseSource(nameof(Files))]
    public void A_file_is_read_as_the_parser_reads_it(byte[] file) => IsReadAsParsed(file);

    [Test]
    public void A_model_is_read_as_the_parser_reads_it([Values("fc.onnx", "miniresnet.onnx", "rowlstm.onnx", "LeNet")] string name) =>
        IsReadAsParsed(File.ReadAllBytes(name == "LeNet" ? RepositoryFiles.LeNet : RepositoryFiles.Data(name)));

    [Test]
    public void A_truncated_model_is_refused()
    {
        byte[] whole = Model(Graph([.. First, .. Field(1, Text("node")), .. Second]));
        for (int length = 1; length < whole.Length; length += length < 40 || whole.Length - length < 40 ? 1 : 4_999)
        {
            IsReadAsParsed(whole[..length]);
        }
    }

    [Test]
    public void A_model_with_other_bytes_is_read_or_refused_as_by_the_parser()
    {
        byte[] whole = Model(Graph([.. First, .. Field(1, Text("node")), .. Second]));
        var random = new Random(1);
        int[] structure = [.. Enumerable.Range(0, whole.Length).Where(i => whole[i] != 1 && whole[i] != 2)]; // not the values of a weight
        for (int i = 0; i < 300; i++)
        {
            byte[] changed = [.. whole];
            for (int n = random.Next(1, 4); n > 0; n--)
            {
                changed[structure[random.Next(structure.Length)]] = (byte)random.Next(256);
            }

            IsReadAsParsed(changed);
        }
    }

    [Test]
    public void Large_weights_stay_where_they_were_read_and_are_aligned()
    {
        string path = _folder.Write(Model(Graph([.. First, .. Field(5, Raw(Size - 1, 1)), .. Second])), "model.onnx");
        ModelFile file = ModelFileReader.Read(path);
        long[] places = [.. file.Proto.Graph.Initializer.Select(weight => (long)file.Weights!.Find(weight.RawData))];
        places[0].Should().NotBe(0);
        places[1].Should().Be(0, "it is small");
        places[2].Should().BeGreaterThanOrEqualTo(places[0] + (4 * Size));
        places.Should().OnlyContain(place => place % 64 == 0);
        new ReadOnlySpan<byte>((byte*)places[2], 4 * Size).ToArray().Should().OnlyContain(value => value == 2);
        GC.KeepAlive(file);
    }

    [Test]
    public void Memory_has_room_for_all_weights_that_a_file_can_hold_and_for_no_more()
    {
        var memory = new WeightMemory(10 * WeightMemory.Large);
        for (int i = 0; i < 10; i++)
        {
            memory.Take(WeightMemory.Large).Length.Should().Be(WeightMemory.Large);
        }

        memory.Take(WeightMemory.Large).IsEmpty.Should().BeTrue();
        new WeightMemory(10).Take(1).IsEmpty.Should().BeTrue();
    }

    private void IsReadAsParsed(byte[] bytes)
    {
        string path = _folder.Write(bytes, "model.onnx");
        ModelProto? expected = Try(() => ModelProto.Parser.ParseFrom(bytes));
        ModelFile? file = Try(() => ModelFileReader.Read(path));
        (file is null).Should().Be(expected is null);
        if (file is not null)
        {
            file.Proto.ToByteArray().AsSpan().SequenceEqual(expected!.ToByteArray()).Should().BeTrue();
            file.Hash.Should().Equal(SHA256.HashData(bytes));
        }
    }

    private static T? Try<T>(Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static TestCaseData Case(string name, byte[] file) => new TestCaseData(file).SetArgDisplayNames(name);

    private static byte[] Model(byte[] fields) => [0x08, 0x08, .. fields];

    private static byte[] Graph(byte[] fields) => Field(7, [.. Field(2, Text("graph")), .. fields]);

    private static byte[] Weight(string name, byte value) =>
        Field(5, [0x08, .. Varint(Size), 0x10, 0x01, .. Raw(Size, value), .. Field(8, Text(name))]);

    private static byte[] Raw(int count, byte value) => Field(9, [.. Enumerable.Repeat(value, 4 * count)]);

    private static byte[] Text(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static byte[] Field(int number, byte[] value) => [(byte)((number << 3) | 2), .. Varint((uint)value.Length), .. value];

    private static byte[] Varint(uint value) => value < 0x80 ? [(byte)value] : [(byte)(value | 0x80), .. Varint(value >> 7)];
}
