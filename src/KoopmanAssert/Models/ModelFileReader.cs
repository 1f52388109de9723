using System.Buffers;
using System.Security.Cryptography;
using Google.Protobuf;
using KoopmanAssert.Core.Models.Onnx;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// Reads the file of a model once, from its first byte to its last. Large weights go straight to where they stay; all else goes to the
/// parser, which would copy them into arrays.
/// </summary>
/// <remarks>
/// A message of protobuf is a list of fields: a number and a type in one varint, then the value, with its length before it where that is
/// not fixed. Only the messages that lead to the weights of the main graph are looked into. What is not understood goes to the parser as it
/// is, which then refuses it.
/// </remarks>
internal sealed class ModelFileReader : IDisposable
{
    private const int LongestVarint = 10;

    private readonly FileStream _file;
    private readonly WeightMemory _memory;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Dictionary<int, ByteString> _weights = []; // by their place among the initializers
    private int _initializers;

    private ModelFileReader(string path)
    {
        _file = File.OpenRead(path);
        _memory = new WeightMemory(_file.Length);
    }

    private enum Message
    {
        Model,
        Graph,
        Initializer,
    }

    /// <summary>Reads and parses a file of at most 2 GiB.</summary>
    /// <exception cref="InvalidProtocolBufferException">It is not a model, or is nested more than 100 deep.</exception>
    public static ModelFile Read(string path)
    {
        using var reader = new ModelFileReader(path);
        return reader.Read();
    }

    public void Dispose()
    {
        _file.Dispose();
        _hash.Dispose();
    }

    private ModelFile Read()
    {
        var rest = new ArrayBufferWriter<byte>();
        ReadMessage(Message.Model, _file.Length, rest);
        ModelProto proto = ModelProto.Parser.ParseFrom(rest.WrittenSpan);
        foreach ((int place, ByteString weight) in _weights)
        {
            proto.Graph.Initializer[place].RawData = weight;
        }

        return new ModelFile(proto, _hash.GetHashAndReset(), _memory);
    }

    /// <summary>Reads a message of <paramref name="length"/> bytes, and writes all of it but large weights.</summary>
    private void ReadMessage(Message message, long length, ArrayBufferWriter<byte> rest)
    {
        Span<byte> header = stackalloc byte[2 * LongestVarint];
        for (long end = _file.Position + length; _file.Position < end;)
        {
            int read = 0;
            if (!TryReadField(message, end, header, ref read, rest))
            {
                rest.Write(header[..read]);
                Copy(end - _file.Position, rest);
            }
        }
    }

    /// <summary>Reads a field; returns false where it is not understood, after the first bytes of it.</summary>
    private bool TryReadField(Message message, long end, Span<byte> header, ref int read, ArrayBufferWriter<byte> rest)
    {
        if (!TryReadVarint(end, header, ref read, out ulong tag) || tag > uint.MaxValue)
        {
            return false;
        }

        ulong value;
        long length;
        switch ((WireFormat.WireType)(tag & 7))
        {
            case WireFormat.WireType.Varint when TryReadVarint(end, header, ref read, out _):
                length = 0;
                break;
            case WireFormat.WireType.Fixed32:
                length = sizeof(uint);
                break;
            case WireFormat.WireType.Fixed64:
                length = sizeof(ulong);
                break;
            case WireFormat.WireType.LengthDelimited when TryReadVarint(end, header, ref read, out value) && value <= int.MaxValue:
                length = (long)value;
                break;
            default:
                return false;
        }

        if (length > end - _file.Position)
        {
            return false;
        }

        bool hasFields = (tag & 7) == (uint)WireFormat.WireType.LengthDelimited;
        if (!hasFields || !TryReadInto(message, (int)(tag >> 3), (int)length, rest))
        {
            rest.Write(header[..read]);
            Copy(length, rest);
        }

        return true;
    }

    /// <summary>Reads what leads to a large weight, or is one; returns false, before it, for anything else.</summary>
    private bool TryReadInto(Message message, int field, int length, ArrayBufferWriter<byte> rest)
    {
        switch (message, field)
        {
            case (Message.Model, ModelProto.GraphFieldNumber):
                ReadPart(Message.Graph, field, length, rest);
                return true;
            case (Message.Graph, GraphProto.InitializerFieldNumber):
                _initializers++;
                if (length < WeightMemory.Large)
                {
                    return false;
                }

                ReadPart(Message.Initializer, field, length, rest);
                return true;
            case (Message.Initializer, TensorProto.RawDataFieldNumber):
                return TryReadWeight(length);
            default:
                return false;
        }
    }

    private void ReadPart(Message message, int field, int length, ArrayBufferWriter<byte> rest)
    {
        var part = new ArrayBufferWriter<byte>();
        ReadMessage(message, length, part);
        WriteVarint(WireFormat.MakeTag(field, WireFormat.WireType.LengthDelimited), rest);
        WriteVarint((uint)part.WrittenCount, rest);
        rest.Write(part.WrittenSpan);
    }

    // Of several in one message the last counts.
    private bool TryReadWeight(int length)
    {
        int place = _initializers - 1;
        _ = _weights.Remove(place);
        Memory<byte> weight = length < WeightMemory.Large ? default : _memory.Take(length);
        if (weight.IsEmpty)
        {
            return false;
        }

        ReadExactly(weight.Span);
        _weights.Add(place, UnsafeByteOperations.UnsafeWrap(weight)); // nothing writes it from here on
        return true;
    }

    private void Copy(long length, ArrayBufferWriter<byte> rest)
    {
        int count = checked((int)length);
        if (count > 0)
        {
            ReadExactly(rest.GetSpan(count)[..count]);
            rest.Advance(count);
        }
    }

    private void ReadExactly(Span<byte> bytes)
    {
        _file.ReadExactly(bytes);
        _hash.AppendData(bytes);
    }

    private bool TryReadVarint(long end, Span<byte> header, ref int read, out ulong value)
    {
        value = 0;
        for (int i = 0; i < LongestVarint && _file.Position < end; i++)
        {
            ReadExactly(header.Slice(read, 1));
            byte next = header[read++];
            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                return true;
            }
        }

        return false;
    }

    private static void WriteVarint(uint value, ArrayBufferWriter<byte> rest)
    {
        for (; value >= 0x80; value >>= 7)
        {
            rest.Write([(byte)(value | 0x80)]);
        }

        rest.Write([(byte)value]);
    }
}
