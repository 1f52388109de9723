using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace KoopmanAssert;

/// <summary>What tests attached, as VSTest records it in a <c>.trx</c> file and Microsoft.Testing.Platform prints it.</summary>
internal static partial class AttachedFiles
{
    /// <summary>The files of the tests in the one <c>.trx</c> file of a folder.</summary>
    public static IEnumerable<string> Recorded(string results)
    {
        string record = Directory.GetFiles(results, "*.trx").Single();
        return XDocument.Load(record).Descendants().Where(e => e.Name.LocalName == "ResultFile")
            .Select(file => Path.GetFileName(file.Attribute("path")!.Value.Replace('\\', '/')))
            .Select(name => Directory.GetFiles(results, name, SearchOption.AllDirectories).Single());
    }

    /// <summary>The files of the tests that a run printed.</summary>
    public static IEnumerable<string> Printed(string output) => Line().Matches(output).Select(line => line.Groups[1].Value.Trim());

    [GeneratedRegex("^ +- For test '.*': (.+)$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
