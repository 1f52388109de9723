using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using FluentAssertions;
using Google.Protobuf;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Models.Onnx;
using NUnit.Framework;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;
using static KoopmanAssert.Tests.SampleFiles;

namespace KoopmanAssert;

/// <summary>Files that promise far more than they hold, or unpack to far more than they are: refused within 500 MiB and 5 s each.</summary>
[TestFixture, NonParallelizable]
internal sealed class HostileHeaderTests
{
    private const long MostBytes = 500L << 20;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private static readonly Dictionary<string, Func<(string Name, byte[] Content)>> SampleFiles = new()
    {
        ["npy of 2^60 rows"] = () => ("a.npy", Npy("<f4", "(1152921504606846976, 1)", new byte[64])),
        ["npy of 2^31 values a row"] = () => ("a.npy", Npy("<f4", "(1, 2147483648)", new byte[64])),
        ["npy of 2^40 values"] = () => ("a.npy", Npy("<f8", "(1048576, 1048576)", new byte[64])),
        ["npy of 64 axes"] = () => ("a.npy", Npy("<f4", $"({string.Join(", ", Enumerable.Repeat(2, 64))})", new byte[64])),
        ["npy of 10,000 axes"] = () => ("a.npy", Npy("<f4", $"({string.Join(", ", Enumerable.Repeat(1, 10_000))})", new byte[4])),
        ["npy with a header of 4 GiB"] = () => ("a.npy", [0x93, .. "NUMPY"u8, 2, 0, 0xFF, 0xFF, 0xFF, 0xFF, .. new byte[64]]),
        ["npz that claims 2^40 values"] = () => ("a.npz", Npz(("x.npy", Npy("<f4", "(1048576, 1048576)", new byte[64])))),
        ["npz that unpacks to 512 MiB"] = () => ("a.npz", Packed("(8, 16777216)", 1 << 29)),
        ["npz of 10,000 entries"] = () => ("a.npz", Npz(
            [.. Enumerable.Range(0, 10_000).Select(i => ($"x{i}.npy", Npy("<f4", "(4294967296, 1)", [])))])),
        ["npz with a path out of its folder"] = () => ("a.npz", Npz(
            ("../../../../out.npy", Npy("<f4", "(3, 1)", new byte[12])),
            ("/tmp/out.npy", Npy("<f4", "(4, 1)", new byte[16])))),
        ["pb of 2^62 values"] = () => ("a.pb", new TensorProto
        {
            DataType = (int)DataType.Float,
            Dims = { 1L << 31, 1L << 31 },
            RawData = ByteString.CopyFrom(new byte[8]),
        }.ToByteArray()),
        ["pb that promises 2 GiB"] = () => ("a.pb", [0x08, 0x01, 0x10, 0x01, 0x4A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 1, 2, 3]),
        ["csv of one line"] = () => ("a.csv", Encoding.ASCII.GetBytes(new string('1', 64 << 20))),
        ["csv of commas"] = () => ("a.csv", Encoding.ASCII.GetBytes(new string(',', (1 << 22) - 100))),
        ["csv of quotes"] = () => ("a.csv", Encoding.ASCII.GetBytes(new string('"', (1 << 22) - 101))),
        ["png of 2^31 × 2^31 pixels"] = () => ("images/a.png", Png(int.MaxValue, int.MaxValue, [])),
        ["png of 15,000 × 15,000 pixels"] = () => ("images/a.png", Png(15_000, 15_000, [])),
        ["png that holds nothing of its 4,096 × 4,096 pixels"] = () => ("images/a.png", Png(4096, 4096, new byte[100])),
        ["png that unpacks to 256 MiB"] = () => ("images/a.png", Png(2, 2, new byte[1 << 28])),
        ["bmp of 2^31 pixels"] = () => ("images/a.bmp", Bmp(65_535, 32_768)),
        ["jpeg of 65,535 × 65,535 pixels"] = () => (
            "images/a.jpg",
            [
                0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, 0xFF, 0xFF, 0xFF, 0xFF, 3, 1, 0x11, 0, 2, 0x11, 1, 3, 0x11, 1,
                .. new byte[32],
            ]),
    };

    private static readonly Dictionary<string, Func<byte[]>> Models = new()
    {
        ["a weight of 2^62 values"] = () => WithWeight(w => w.Dims.AddRange([1L << 31, 1L << 31])),
        ["a weight of 2^40 values and none"] = () => WithWeight(w => w.Dims.Add(1L << 40)),
        ["a weight of −1 values"] = () => WithWeight(w => w.Dims.Add(-1)),
        ["external data of 2^62 bytes"] = () => WithWeight(w =>
        {
            (w.DataLocation, w.RawData) = (DataLocation.External, ByteString.Empty);
            w.Dims.Add(4);
            w.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "model.onnx" });
            w.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = $"{1L << 62}" });
        }),
        ["a graph that promises 2 GiB"] = () => [0x08, 0x08, 0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 1, 2, 3],
        ["an input of 2^40 values"] = () => new NetworkProto().Input("x", [-1, 1L << 40]).Node("Relu", "x", "y").Output("y").Model
            .ToByteArray(),
        ["branches 60 deep"] = () => Nested(60),
        ["branches 2,000 deep"] = () => Nested(2_000),
    };

    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCaseSource(nameof(SampleNames))]
    public void Hostile_samples_are_refused_within_500_MiB_and_5_seconds(string name)
    {
        (string file, byte[] content) = SampleFiles[name]();
        string path = _folder.Write(content, file);
        path = file.StartsWith("images", StringComparison.Ordinal) ? _folder.At("images") : path;
        Bounded(() => SampleSet.Load(path, 400));
        Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Should().ContainSingle("nothing is unpacked to the disk");
    }

    [TestCaseSource(nameof(ModelNames))]
    public void Hostile_models_are_refused_within_500_MiB_and_5_seconds(string name)
    {
        string path = _folder.Write(Models[name](), "model.onnx"), samples = _folder.Samples(6, 4);
        Bounded(() => CreditAnalysis.Run(path, samples));
    }

    private static IEnumerable<string> SampleNames => SampleFiles.Keys;

    private static IEnumerable<string> ModelNames => Models.Keys;

    private static void Bounded(Action load)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        var clock = Stopwatch.StartNew();
        load.Should().Throw<KoopmanAssertException>().Which.Message.Should().MatchRegex("^KOOP[24]0[0-9]{2}: ").And.NotContain("\n");
        clock.Elapsed.Should().BeLessThan(Longest);
        (GC.GetTotalAllocatedBytes(precise: true) - before).Should().BeLessThan(MostBytes);
    }

    private static byte[] WithWeight(Action<TensorProto> change)
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 4]).Node("Mul", "x w", "y").Output("y");
        var weight = new TensorProto { Name = "w", DataType = (int)DataType.Float, RawData = ByteString.CopyFrom(new byte[4]) };
        change(weight);
        network.Graph.Initializer.Add(weight);
        return network.Model.ToByteArray();
    }

    private static byte[] Nested(int depth)
    {
        var body = new GraphProto
        {
            Name = "leaf",
            Node = { NetworkProto.Operator("Telepathy", "x", "y") },
            Output = { new ValueInfoProto { Name = "y" } },
        };
        for (int i = 0; i < depth; i++)
        {
            body = new GraphProto
            {
                Name = "b",
                Node = { NetworkProto.Operator("If", "c", "y", "", ("then_branch", body), ("else_branch", new GraphProto { Name = "e" })) },
                Output = { new ValueInfoProto { Name = "y" } },
            };
        }

        NetworkProto network = new NetworkProto().Input("x", [-1, 4]).Constant("c", [], true).Output("y");
        network.Graph.Node.AddRange(body.Node);
        return network.Model.ToByteArray();
    }

    private static byte[] Packed(string shape, long zeros)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = zip.CreateEntry("x.npy", CompressionLevel.Optimal).Open();
            entry.Write(Npy("<f4", shape, []));
            byte[] piece = new byte[1 << 20];
            for (long written = 0; written < zeros; written += piece.Length)
            {
                entry.Write(piece);
            }
        }

        return file.ToArray();
    }

    private static byte[] Png(int width, int height, byte[] scanlines)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(scanlines);
        }

        return [0x89, .. "PNG\r\n\u001a\n"u8, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, packed.ToArray()), .. Chunk("IEND"u8, [])];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> kind, byte[] content)
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        return [.. length, .. kind, .. content, 0, 0, 0, 0];
    }

    private static byte[] Bmp(int width, int height)
    {
        byte[] file = new byte[64];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), 54);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
        (file[26], file[28]) = (1, 24);
        return file;
    }
}
