using System.Runtime.InteropServices;
using Google.Protobuf;
using KoopmanAssert.Core.Numerics;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// An array that holds the large weights of a model, does not move, and is aligned as the tensors of ONNX Runtime, which can use them where
/// they are.
/// </summary>
/// <param name="fileLength">The bytes of the model's file. What is not used of so much takes no memory.</param>
internal sealed unsafe class WeightMemory(long fileLength)
{
    /// <summary>
    /// The least bytes of a weight that is kept here: a smaller one is copied in less time than it takes to describe it to the runtime.
    /// </summary>
    public const int Large = 1 << 16;

    // The order in which a kernel sums may depend on the alignment.
    private const int Alignment = 64;

    private readonly byte[] _bytes = fileLength < Large ? []
        : LargePages.Allocate<byte>((int)Math.Min(fileLength + ((fileLength / Large) + 1) * Alignment, Array.MaxLength), pinned: true);

    private int _used;

    /// <summary>Takes room for a weight, whose bytes are not set; empty where there is none.</summary>
    public Memory<byte> Take(int length)
    {
        fixed (byte* start = _bytes)
        {
            long beyond = (nint)(start + _used) % Alignment, first = beyond == 0 ? _used : _used + Alignment - beyond;
            if (first + length > _bytes.Length)
            {
                return default;
            }

            _used = (int)first + length;
            return _bytes.AsMemory((int)first, length);
        }
    }

    /// <summary>The address of a weight in this memory, which stays the same; null for other bytes.</summary>
    public byte* Find(ByteString weight) =>
        MemoryMarshal.TryGetArray(weight.Memory, out ArraySegment<byte> segment) && segment.Array == _bytes && segment.Count > 0
            ? (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, segment.Offset)
            : null;
}
