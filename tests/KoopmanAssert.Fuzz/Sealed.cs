using System.Security.Cryptography;
using System.Text;
using KoopmanAssert.Tool.Messages;

namespace KoopmanAssert.Fuzz;

/// <summary>Messages as files hold them. Their seal is a hash that a stranger computes, and a fuzzer would be stopped by it.</summary>
internal static class Sealed
{
    /// <summary>The bytes of a message.</summary>
    public static byte[] Frame(MessageFrame message)
    {
        using var stream = new MemoryStream();
        message.WriteTo(stream.Write);
        return stream.ToArray();
    }

    /// <summary>The file that holds these bytes under a label.</summary>
    public static byte[] File(string label, byte[] frame) =>
        [.. SHA256.HashData([.. Encoding.UTF8.GetBytes(label), 0, .. frame]), .. frame];
}
