using System.Text.RegularExpressions;

namespace KoopmanAssert;

/// <summary>JSON that may pass through a terminal or the log of a build server.</summary>
internal static partial class TerminalJson
{
    /// <summary>The same JSON, with what a build server would take for an order, or what would turn a terminal's text round, escaped.</summary>
    /// <remarks>Such text is found inside strings only, where JSON has an escape for every character: a reader gets back what was written.</remarks>
    public static string Safe(string json) => Order().Replace(json, order => string.Concat(order.Value.Select(c => $"\\u{(int)c:x4}")));

    [GeneratedRegex(@"##|::|[\p{Cf}\p{Zl}\p{Zp}]")]
    private static partial Regex Order();
}
