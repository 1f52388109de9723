using System.CommandLine.Parsing;
using System.Globalization;
using KoopmanAssert.Core.Models;

namespace KoopmanAssert.Tool.Options;

/// <summary>Reads an amount of memory: a number with its unit, such as <c>512MiB</c> or <c>1.5GiB</c>.</summary>
internal static class ByteCount
{
    private static readonly (string Name, long Bytes)[] Units = [("MiB", 1L << 20), ("GiB", 1L << 30)];

    /// <summary>The bytes; null, with an error on the result, if the value is not an amount of memory.</summary>
    public static long? Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        foreach ((string name, long bytes) in Units)
        {
            if (text.EndsWith(name, StringComparison.OrdinalIgnoreCase)
                && double.TryParse(text[..^name.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count)
                && count * bytes >= MemoryBound.Least && count * bytes <= long.MaxValue / 2)
            {
                return (long)(count * bytes);
            }
        }

        CommonOptions.Refuse(result, text, "an amount of memory with its unit, such as 512MiB or 2GiB, at least 1MiB");
        return null;
    }
}
