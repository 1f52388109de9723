using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;

namespace KoopmanAssert.Tool;

/// <summary>
/// A message in a file, behind a hash of it and of what it is: one that is broken, or is something else, is told from a whole one.
/// </summary>
internal static class SealedMessage
{
    /// <summary>The bytes of the file.</summary>
    /// <param name="label">What it is.</param>
    /// <param name="message">The message.</param>
    public static byte[] Of(string label, IMessage message)
    {
        byte[] content = message.ToByteArray();
        return [.. Hash(label, content), .. content];
    }

    /// <summary>The message, or null where the bytes are not what was written.</summary>
    public static T? Read<T>(string label, byte[] bytes, MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        const int Length = SHA256.HashSizeInBytes;
        return bytes.Length >= Length && Hash(label, bytes.AsSpan(Length)).AsSpan().SequenceEqual(bytes.AsSpan(0, Length))
            ? parser.ParseFrom(bytes, Length, bytes.Length - Length)
            : null;
    }

    private static byte[] Hash(string label, ReadOnlySpan<byte> content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(label));
        hash.AppendData([0]);
        hash.AppendData(content);
        return hash.GetHashAndReset();
    }
}
