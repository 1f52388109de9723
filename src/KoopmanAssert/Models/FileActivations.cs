using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using KoopmanAssert.Core.Numerics;
using Microsoft.ML.OnnxRuntime;

namespace KoopmanAssert.Core.Models;

/// <summary>Snapshots in a temporary file, in tiles: a tile holds some features of all snapshots, and is read at once.</summary>
/// <remarks>
/// A tile holds <see cref="PartWidth"/> features, the last tile the rest. Within it the snapshots follow each other, each with its
/// features in order.
/// </remarks>
/// <param name="cut">The cut.</param>
/// <param name="count">The number n of snapshots.</param>
/// <param name="file">The file, which other cuts may share.</param>
/// <param name="start">The position of the first tile; the tiles take <see cref="Activations.SizeInBytes"/> bytes.</param>
/// <param name="tileBytes">The most bytes of a tile, unless 256 features take more.</param>
internal sealed class FileActivations(Cut cut, int count, TemporaryFile file, long start, long tileBytes) : Activations
{
    // A tile is a multiple of this many features wide.
    private const int WidthUnit = 256;

    private readonly bool _isDouble = IsDouble(cut);
    private readonly int _valueSize = ValueSize(cut);

    public override int Dimension => cut.Dimension;

    public override int Count => count;

    public override int PartWidth { get; } = (int)Math.Min(
        cut.Dimension,
        Math.Max(WidthUnit, tileBytes / (SizeInBytes(cut, count) / cut.Dimension) / WidthUnit * WidthUnit));

    public override void Write(OrtValue tensor, int firstSnapshot, int rows, int offset, int width)
    {
        float[] single = _isDouble ? [] : new float[TensorRows.NeedsConversion(tensor) ? width : 0];
        double[] wide = new double[_isDouble ? width : 0];
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<byte> values = _isDouble
                ? MemoryMarshal.AsBytes(TensorRows.Row(tensor, row, width, wide))
                : MemoryMarshal.AsBytes(TensorRows.Row(tensor, row, width, single));
            Write(firstSnapshot + row, offset, width, values);
        }
    }

    public override void Write(int snapshot, ReadOnlySpan<double> values)
    {
        if (_isDouble)
        {
            Write(snapshot, 0, Dimension, MemoryMarshal.AsBytes(values));
            return;
        }

        float[] single = new float[Dimension];
        TensorPrimitives.ConvertTruncating(values, single);
        Write(snapshot, 0, Dimension, MemoryMarshal.AsBytes(single.AsSpan()));
    }

    private void Write(int snapshot, int first, int width, ReadOnlySpan<byte> values)
    {
        foreach ((long position, int length) in Locate(snapshot, first, width))
        {
            file.Write(values[..length], position);
            values = values[length..];
        }
    }

    public override void Read(int snapshot, int first, Span<double> destination) =>
        Read<double, float>(snapshot, first, destination, isStored: _isDouble);

    protected override void ReadSingle(int snapshot, int first, Span<float> destination) =>
        Read<float, double>(snapshot, first, destination, isStored: !_isDouble);

    // What is stored in the type that is asked for needs no second copy.
    private void Read<T, TOther>(int snapshot, int first, Span<T> destination, bool isStored)
        where T : unmanaged, INumberBase<T>
        where TOther : unmanaged, INumberBase<TOther>
    {
        if (isStored)
        {
            ReadBytes(snapshot, first, destination);
            return;
        }

        TOther[] stored = ArrayPool<TOther>.Shared.Rent(destination.Length);
        ReadBytes(snapshot, first, stored.AsSpan(0, destination.Length));
        TensorPrimitives.ConvertTruncating<TOther, T>(stored.AsSpan(0, destination.Length), destination);
        ArrayPool<TOther>.Shared.Return(stored);
    }

    private void ReadBytes<T>(int snapshot, int first, Span<T> values)
        where T : unmanaged
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(values);
        foreach ((long position, int length) in Locate(snapshot, first, values.Length))
        {
            file.Read(bytes[..length], position);
            bytes = bytes[length..];
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
        where T : unmanaged, INumberBase<T>
    {
        T[] values = ArrayPool<T>.Shared.Rent(width * count);
        file.Read(MemoryMarshal.AsBytes(values.AsSpan(0, width * count)), TilePosition(first));
        return new Tile<T>(values, width, count);
    }

    private int TileWidth(int first) => Math.Min(PartWidth, Dimension - (first / PartWidth * PartWidth));

    // All tiles before it have the full width.
    private long TilePosition(int first) => start + (first / PartWidth * (long)PartWidth * count * _valueSize);

    /// <summary>The positions in the file of some features of a snapshot, in order, and the bytes at each.</summary>
    private IEnumerable<(long Position, int Length)> Locate(int snapshot, int first, int width)
    {
        for (int end = first + width; first < end;)
        {
            int within = first % PartWidth, tile = TileWidth(first), length = Math.Min(end - first, tile - within);
            yield return (TilePosition(first) + ((((long)snapshot * tile) + within) * _valueSize), length * _valueSize);
            first += length;
        }
    }

    // The array goes back to the pool when the tile is disposed: large arrays that are only dropped pile up until a full collection.
    private sealed class Tile<T>(T[] values, int width, int count) : Snapshots, IDisposable
        where T : unmanaged, INumberBase<T>
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
