using System.Text.RegularExpressions;

namespace KoopmanAssert;

/// <summary>The file of the README that attaches the files for review to a failed test, and what else a framework needs for it.</summary>
internal sealed partial class AttachingFile
{
    private const string Package = "KoopmanAssert.FluentAssertions";

    private readonly string? _inTheTestClass;

    private AttachingFile(string code, string? inTheTestClass) => (Code, _inTheTestClass) = (code, inTheTestClass);

    /// <summary>The file as it stands in the README.</summary>
    public static AttachingFile Shown { get; } = new(Readme.ModuleInitializer(Package), null);

    /// <summary>The C# of the file.</summary>
    public string Code { get; }

    /// <summary>The file with the lines that the README's table has for a framework.</summary>
    public static AttachingFile For(string framework)
    {
        string row = Readme.Text(Package).Split("In the loop")[1].Split('\n')
            .Single(line => line.StartsWith($"| {framework} |", StringComparison.Ordinal));
        string[] lines = [.. Span().Matches(row).Select(match => match.Groups[1].Value)];
        string code = Loop().Replace(Shown.Code, match => $"{match.Groups[1].Value}{lines[0]}{match.Groups[2].Value}");
        return lines.Length == 1
            ? new AttachingFile(code, null)
            : new AttachingFile(code.Replace("class Attachments\n{\n", $"class Attachments\n{{\n    {lines[1]}\n\n"), lines[2]);
    }

    /// <summary>A test class with what it needs for the file.</summary>
    public string AddTo(string test) => _inTheTestClass is null ? test
        : test.Replace("public class Gate\n{\n", $"public class Gate\n{{\n    {_inTheTestClass}\n\n");

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Span();

    [GeneratedRegex(@"(foreach [^\n]+\n +\{\n)[^}]*?(\n +\})")]
    private static partial Regex Loop();
}
