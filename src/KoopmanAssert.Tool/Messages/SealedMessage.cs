using System.Security.Cryptography;
using System.Text;

namespace KoopmanAssert.Tool.Messages;

/// <summary>
/// A message in a file, behind a hash of its bytes and of a label that says what it is. So a damaged file, or one that holds something
/// else, is recognised.
/// </summary>
internal static class SealedMessage
{
    private const int HashLength = SHA256.HashSizeInBytes;

    /// <summary>Hands out the bytes of the file.</summary>
    /// <param name="label">What it is.</param>
    /// <param name="message">The message.</param>
    /// <param name="sink">Receives the bytes.</param>
    public static void Write<T>(string label, T message, MessageFrame.Sink sink)
    {
        MessageFrame frame = MessageSerializer.Write(message);
        using IncrementalHash hash = Begin(label);
        frame.WriteTo(hash.AppendData);
        sink(hash.GetHashAndReset());
        frame.WriteTo(sink);
    }

    /// <summary>The message, or null if the bytes are not those that were written under this label.</summary>
    public static T? Read<T>(string label, byte[] bytes)
        where T : class
    {
        if (!IsSealed(label, bytes))
        {
            return null;
        }

        using var content = new MemoryStream(bytes, HashLength, bytes.Length - HashLength);
        return MessageSerializer.Read<T>(MessageFrame.ReadFrom(content));
    }

    /// <summary>Whether the bytes were written under a label and are whole.</summary>
    public static bool IsSealed(string label, byte[] bytes)
    {
        if (bytes.Length < HashLength)
        {
            return false;
        }

        using IncrementalHash hash = Begin(label);
        hash.AppendData(bytes.AsSpan(HashLength));
        return hash.GetHashAndReset().AsSpan().SequenceEqual(bytes.AsSpan(0, HashLength));
    }

    private static IncrementalHash Begin(string label)
    {
        var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(label));
        hash.AppendData([0]);
        return hash;
    }
}
