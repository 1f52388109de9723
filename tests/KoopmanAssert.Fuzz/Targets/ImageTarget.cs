using System.Buffers.Binary;
using System.IO.Hashing;
using KoopmanAssert.Core.Models;

namespace KoopmanAssert.Fuzz.Targets;

/// <summary>A folder with one image, whose name ends in .png whatever it is: the decoder goes by the content.</summary>
internal sealed class ImageTarget : Target
{
    private static readonly string[] Endings = [".png", ".jpg", ".bmp"];

    private readonly string _folder;

    public ImageTarget(string folder)
        : base("image", folder)
    {
        _folder = At("images");
        Directory.CreateDirectory(_folder);
    }

    public override IEnumerable<byte[]> Good() =>
        Directory.GetFiles(Repository.At("tests", "KoopmanAssert.Tests", "Models", "Samples", "Data", "stored"))
            .Where(image => Endings.Contains(Path.GetExtension(image))).Order(StringComparer.Ordinal).Select(File.ReadAllBytes);

    protected override void Read(byte[] content)
    {
        File.WriteAllBytes(Path.Combine(_folder, "a.png"), Mended(content));
        var samples = SampleSet.Load(_folder, 1);
        _ = (samples.HasNonFinite(out _), samples.IsConstant);
    }

    protected override bool IsPromised(Exception refusal) => IsCoded(refusal, _folder);

    // A stranger computes the checksums of a PNG, and a fuzzer would be stopped by each.
    private static byte[] Mended(byte[] image)
    {
        byte[] mended = [.. image];
        foreach (PngChunk chunk in PngChunks.Find(image))
        {
            (int start, int length) = chunk.Content.GetOffsetAndLength(image.Length);
            if (image.Length - start - length >= sizeof(uint))
            {
                uint sum = Crc32.HashToUInt32(image.AsSpan(start - sizeof(uint), length + sizeof(uint)));
                BinaryPrimitives.WriteUInt32BigEndian(mended.AsSpan(start + length), sum);
            }
        }

        return mended;
    }
}
