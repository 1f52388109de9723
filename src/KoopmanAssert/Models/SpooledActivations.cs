using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using KoopmanAssert.Core.Numerics;
using Microsoft.ML.OnnxRuntime;

namespace KoopmanAssert.Core.Models;

/// <summary>Snapshots in a temporary file, so ordered that some features of all snapshots lie together.</summary>
/// <remarks>A tile holds <see cref="PartWidth"/> features: snapshot after snapshot, each with its features in order.</remarks>
/// <param name="cut">The cut.</param>
/// <param name="count">The number n of snapshots.</param>
/// <param name="spool">The file.</param>
/// <param name="start">Where in the file the snapshots begin; they take <see cref="Activations.Size"/> bytes.</param>
/// <param name="partBytes">The bytes that one tile may have.</param>
internal sealed class SpooledActivations(Cut cut, int count, Spool spool, long start, long partBytes) : Activations
{
    private const int Slice = 256;

    private readonly bool _isDouble = IsDouble(cut);
    private readonly int _size = IsDouble(cut) ? sizeof(double) : sizeof(float);

    public override int Dimension => cut.Dimension;

    public override int Count => count;

    public override int PartWidth { get; } =
        (int)Math.Min(cut.Dimension, Math.Max(Slice, partBytes / (Size(cut, count) / cut.Dimension) / Slice * Slice));

    public override void Write(OrtValue tensor, int firstSnapshot, int rows, int offset, int width)
    {
        float[] single = _isDouble ? [] : new float[TensorRows.NeedsConversion(tensor) ? width : 0];
        double[] wide = new double[_isDouble ? width : 0];
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<byte> values = _isDouble
                ? MemoryMarshal.AsBytes(TensorRows.Row(tensor, row, width, wide)) : MemoryMarshal.AsBytes(
                    TensorRows.Row(tensor, row, width, single));
            int snapshot = firstSnapshot + row, at = 0;
            foreach ((long place, int length) in Pieces(snapshot, offset, width))
            {
                spool.Write(values.Slice(at, length), place);
                at += length;
            }
        }
    }

    public override void Read(int snapshot, int first, Span<double> destination)
    {
        foreach ((long place, int length) in Pieces(snapshot, first, destination.Length))
        {
            int values = length / _size;
            ReadValues(place, destination[..values]);
            destination = destination[values..];
        }
    }

    public override Snapshots Part(int first, int width)
    {
        if (first % PartWidth != 0 || width != TileWidth(first))
        {
            return base.Part(first, width);
        }

        return _isDouble ? ReadTile<double>(first, width) : ReadTile<float>(first, width);
    }

    private Tile<T> ReadTile<T>(int first, int width)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        T[] values = ArrayPool<T>.Shared.Rent(width * count);
        spool.Read(MemoryMarshal.AsBytes(values.AsSpan(0, width * count)), TilePlace(first));
        return new Tile<T>(values, width, count);
    }

    private void ReadValues(long place, Span<double> destination)
    {
        if (_isDouble)
        {
            spool.Read(MemoryMarshal.AsBytes(destination), place);
            return;
        }

        var single = new float[destination.Length];
        spool.Read(MemoryMarshal.AsBytes(single.AsSpan()), place);
        TensorPrimitives.ConvertTruncating<float, double>(single, destination);
    }

    private int TileWidth(int first) => Math.Min(PartWidth, Dimension - (first / PartWidth * PartWidth));

    // All tiles before it are full.
    private long TilePlace(int first) => start + (first / PartWidth * (long)PartWidth * count * _size);

    /// <summary>Where in the file some features of a snapshot lie, and in how many bytes each.</summary>
    private IEnumerable<(long Place, int Length)> Pieces(int snapshot, int first, int width)
    {
        for (int end = first + width; first < end;)
        {
            int within = first % PartWidth, tile = TileWidth(first), length = Math.Min(end - first, tile - within);
            yield return (TilePlace(first) + ((((long)snapshot * tile) + within) * _size), length * _size);
            first += length;
        }
    }

    // Large arrays that are only dropped pile up until the collector looks at them.
    private sealed class Tile<T>(T[] values, int width, int count) : Snapshots, IDisposable
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        public override int Dimension => width;

        public override int Count => count;

        public override void Read(int snapshot, int first, Span<double> destination) =>
            TensorPrimitives.ConvertTruncating<T, double>(values.AsSpan((snapshot * width) + first, destination.Length), destination);

        public override ReadOnlySpan<float> Stored(int snapshot, int first, int length) =>
            typeof(T) == typeof(float) ? MemoryMarshal.Cast<T, float>(values.AsSpan((snapshot * width) + first, length)) : [];

        public void Dispose() => ArrayPool<T>.Shared.Return(values);
    }
}
