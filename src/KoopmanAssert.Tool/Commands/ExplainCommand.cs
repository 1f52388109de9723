using System.CommandLine;
using KoopmanAssert.Tool.Terminal;

namespace KoopmanAssert.Tool.Commands;

/// <summary><c>explain CODE</c>: explains what a code means and what to do.</summary>
internal static class ExplainCommand
{
    private const string Description = """
        Explains what a code means and what to do.

        Example: koopman-assert explain KOOP0001
        """;

    public static Command Create()
    {
        Argument<string?> code = new("CODE")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "A code such as KOOP0001 (default: list all codes).",
        };
        var command = new Command("explain", Description) { code };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(code)?.ToUpperInvariant() is not { } asked)
            {
                Output.Write(string.Concat(DiagnosticRule.All.Select(r => $"{r.Code}  {r.Title}{Environment.NewLine}")));
                return ExitCodes.Held;
            }

            DiagnosticRule rule = DiagnosticRule.All.FirstOrDefault(r => r.Code == asked)
                ?? throw new SettingsException(
                    DiagnosticCodes.Usage, null, $"'{asked}' is not a code.", "To list all codes, run: koopman-assert explain");
            string[] lines = [$"{rule.Code}: {rule.Title}", $"Cause: {rule.Cause}", $"What to do: {rule.WayOut}", ""];
            Output.Write(string.Join(Environment.NewLine, lines));
            return ExitCodes.Held;
        });
        return command;
    }
}
