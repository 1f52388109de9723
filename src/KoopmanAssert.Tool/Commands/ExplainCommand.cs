using System.CommandLine;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Reports;
using KoopmanAssert.Tool.Terminal;

namespace KoopmanAssert.Tool.Commands;

/// <summary><c>explain CODE|WORD</c>: explains what a code means and what to do, or what a word of a table means.</summary>
internal static class ExplainCommand
{
    private const string Description = """
        Explains what a code means and what to do, or a word of a table, such as credit or nat.

        Example: koopman-assert explain KOOP0001
        """;

    public static Command Create()
    {
        Argument<string?> code = new("CODE|WORD")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "A code such as KOOP0001, or a word such as credit (default: list all codes and words).",
        };
        var command = new Command("explain", Description) { code };
        command.SetAction(parsed =>
        {
            Output.Write(parsed.GetValue(code) is { } asked ? Explain(asked) : List());
            return ExitCodes.Held;
        });
        return command;
    }

    private static string List() =>
        string.Concat(DiagnosticRule.All.Select(r => $"{r.Code}  {r.Title}{Environment.NewLine}"))
        + $"Words: {string.Join(", ", TableTerms.All.Keys.Order(StringComparer.OrdinalIgnoreCase))}{Environment.NewLine}";

    private static string Explain(string asked)
    {
        if (DiagnosticRule.All.FirstOrDefault(r => r.Code.Equals(asked, StringComparison.OrdinalIgnoreCase)) is { } rule)
        {
            string[] lines = [$"{rule.Code}: {rule.Title}", $"Cause: {rule.Cause}", $"What to do: {rule.WayOut}", ""];
            return string.Join(Environment.NewLine, lines);
        }

        return TableTerms.Find(asked) is { } word ? Word(word) : throw new SettingsException(
            DiagnosticCodes.Usage,
            null,
            $"'{PlainText.Middle(asked, PlainText.LongestPath)}' is neither a code nor a word."
                + NearestWord.Question(asked, DiagnosticRule.All.Select(r => r.Code).Concat(TableTerms.All.Keys)),
            "To list all of them, run: koopman-assert explain");
    }

    // With the word that it refers to.
    private static string Word(string word)
    {
        string meaning = TableTerms.All[word];
        string other = meaning.StartsWith(TableTerms.Reference, StringComparison.Ordinal)
            ? Word(TableTerms.Find(meaning[TableTerms.Reference.Length..].Split('.')[0])!)
            : "";
        return $"{word}: {meaning}{Environment.NewLine}{other}";
    }
}
