using System.Buffers;
using System.Security.Cryptography;
using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Tool.Cache;

/// <summary>The SHA-256 of files, in lower-case hexadecimal, read once and piece by piece.</summary>
internal static class FileHash
{
    private const int PieceBytes = 1 << 18; // a second-level cache holds it

    // What every reference to a file of weights contains: protobuf stores text as it is.
    private static ReadOnlySpan<byte> Location => "location"u8;

    /// <summary>The hash of a file; null if it cannot be read.</summary>
    public static string? Of(string path) => Compute(path, [])?.Hash;

    /// <summary>The hash of a model without a parse; null if it may keep weights in other files, or cannot be read.</summary>
    public static string? OfSingleModel(string path) => Compute(path, Location) is { Found: false } file ? file.Hash : null;

    private static (string Hash, bool Found)? Compute(string path, ReadOnlySpan<byte> sought)
    {
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            if (RegularFile.Length(path) is not > 0)
            {
                return null;
            }

            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using FileStream file = File.OpenRead(path);
            bool found = false;
            int kept = 0; // the end of the last piece, in which a text may begin
            while (file.Read(piece.AsSpan(kept)) is > 0 and int read)
            {
                hash.AppendData(piece.AsSpan(kept, read));
                Span<byte> seen = piece.AsSpan(0, kept + read);
                found = found || (sought.Length > 0 && seen.IndexOf(sought) >= 0);
                kept = Math.Min(Math.Max(0, sought.Length - 1), seen.Length);
                seen[^kept..].CopyTo(piece);
            }

            return (Convert.ToHexStringLower(hash.GetHashAndReset()), found);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
