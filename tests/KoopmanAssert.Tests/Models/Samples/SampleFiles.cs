using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using FluentAssertions;
using Google.Protobuf;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Models.Onnx;

namespace KoopmanAssert.Tests;

/// <summary>Samples files written byte by byte into a folder of their own, and the checked-in ones that numpy and onnx made.</summary>
internal sealed class SampleFiles : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("samples-");

    /// <summary>A file of Data/.</summary>
    public static string Fixture(string name, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "Data", name);

    /// <summary>The bytes of values, as this machine (little-endian) has them.</summary>
    public static byte[] Bytes<T>(params T[] values)
        where T : unmanaged => MemoryMarshal.AsBytes<T>(values).ToArray();

    /// <summary>A whole .npy.</summary>
    public static byte[] Npy(string descr, string shape, byte[] data, bool fortran = false, int version = 1) =>
        NpyOf($"{{'descr': '{descr}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': {shape}, }}", data, version);

    /// <summary>A whole .npy with any header text.</summary>
    public static byte[] NpyOf(string header, byte[] data, int version = 1)
    {
        byte[] text = Encoding.UTF8.GetBytes(header + "\n");
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)text.Length) : BitConverter.GetBytes(text.Length);
        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. text, .. data];
    }

    /// <summary>Three rows of two float32 values, 0 to 5.</summary>
    public static byte[] SmallNpy() => Npy("<f4", "(3, 2)", Bytes<float>(0, 1, 2, 3, 4, 5));

    /// <summary>A whole .npz.</summary>
    public static byte[] Npz(CompressionLevel level, params (string Name, byte[] Content)[] entries)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream entry = zip.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    /// <summary>A whole uncompressed .npz.</summary>
    public static byte[] Npz(params (string Name, byte[] Content)[] entries) => Npz(CompressionLevel.NoCompression, entries);

    /// <summary>A whole .pb with raw data.</summary>
    public static TensorProto Tensor(TensorProto.Types.DataType type, long[] dims, byte[]? raw = null)
    {
        var tensor = new TensorProto { DataType = (int)type, Name = "x" };
        tensor.Dims.AddRange(dims);
        if (raw is not null)
        {
            tensor.RawData = ByteString.CopyFrom(raw);
        }

        return tensor;
    }

    /// <summary>A whole PNG of red, green and blue, with 8 or 16 bits.</summary>
    public static byte[] Png(int width, int height, byte[] pixels, byte depth = 8)
    {
        int rowBytes = width * 3 * depth / 8;
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (depth, 2);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (int row = 0; row < height; row++)
            {
                zlib.WriteByte(0);
                zlib.Write(pixels, row * rowBytes, rowBytes);
            }
        }

        return
        [
            0x89, .. "PNG\r\n\u001a\n"u8,
            .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, packed.ToArray()), .. Chunk("IEND"u8, []),
        ];
    }

    /// <summary>The same picture as a BMP, which holds the rows from the bottom up, in blue, green and red, each filled up to words.</summary>
    public static byte[] Bmp(int width, int height, byte[] pixels)
    {
        byte[] header = new byte[54];
        "BM"u8.CopyTo(header);
        (header[10], header[14], header[26], header[28]) = (54, 40, 1, 24);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(22), height);
        IEnumerable<byte> rows = pixels.Chunk(width * 3).Reverse()
            .SelectMany(row => row.Chunk(3).SelectMany(pixel => pixel.Reverse()).Concat(new byte[width % 4]));
        return [.. header, .. rows];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> kind, byte[] content)
    {
        byte[] length = new byte[4], sum = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(sum, Crc32.HashToUInt32([.. kind, .. content]));
        return [.. length, .. kind, .. content, .. sum];
    }

    /// <summary>Writes a file into the folder and returns its path.</summary>
    public string Write(string name, byte[] content)
    {
        string path = PathOf(name);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>A path in the folder.</summary>
    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Writes a file and reads all of it.</summary>
    public SampleSet Load(string name, byte[] content) => SampleSet.Load(Write(name, content), int.MaxValue);

    /// <summary>Expects a refusal that names code, file, problem and a way out.</summary>
    public static void Refused(
        string path,
        string code,
        string problem,
        int maxSamples = int.MaxValue,
        long maxBytes = SampleSet.DefaultMaxBytes)
    {
        SamplesException fault = FluentActions.Invoking(() => SampleSet.Load(path, maxSamples, maxBytes)).Should().Throw<SamplesException>()
            .Which;
        fault.Code.Should().Be(code, fault.Message);
        fault.File.Should().Be(path);
        fault.Message.Should().StartWith($"{code}: '{path}' ").And.EndWith(fault.WayOut);
        fault.Problem.Should().Contain(problem).And.EndWith(".");
        fault.WayOut.Should().MatchRegex(@"^(Give|Save|Use|Supported:) .*\.$");
    }

    /// <summary>Writes a file and expects its refusal.</summary>
    public void Refused(string name, byte[] content, string code, string problem) => Refused(Write(name, content), code, problem);

    public void Dispose() => _folder.Delete(recursive: true);
}
