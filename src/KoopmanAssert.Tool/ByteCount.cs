using System.CommandLine.Parsing;
using System.Globalization;
using KoopmanAssert.Core.Models;

namespace KoopmanAssert.Tool;

/// <summary>Reads an amount of memory: a number with its unit, such as <c>512MiB</c> or <c>1.5GiB</c>.</summary>
internal static class ByteCount
{
    private static readonly (string Name, long Bytes)[] Units = [("MiB", 1L << 20), ("GiB", 1L << 30)];

    /// <summary>The bytes that an option's value says; null with an error where it says none.</summary>
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

        result.AddError($"'{text}' is no amount of memory: give a number with its unit, such as 512MiB or 2GiB, from 1MiB on.");
        return null;
    }
}
