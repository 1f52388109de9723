using System.CommandLine;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Tool;

/// <summary><c>explain CODE</c>: what a code means and the way out.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        Argument<string?> code = new("CODE") {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "A code such as KOOP0001 (default: a list of all)." };
        var command = new Command("explain", "Says what a code means and what to do.\n\nExample: koopman-assert explain KOOP0001") { code };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(code)?.ToUpperInvariant() is not { } asked)
            {
                Output.Write(string.Concat(DiagnosticRule.All.Select(r => $"{r.Code}  {r.Title}{Environment.NewLine}")));
                return ExitCodes.Held;
            }

            DiagnosticRule rule = DiagnosticRule.All.FirstOrDefault(r => r.Code == asked)
                ?? throw SettingCheck.Wrong("CODE", asked, $"one of {string.Join(", ", DiagnosticRule.All.Select(r => r.Code))}");
            Output.Write($"{rule.Code}: {rule.Title}{Environment.NewLine}Cause: {rule.Cause}{Environment.NewLine}Way out: {rule.WayOut}{Environment.NewLine}");
            return ExitCodes.Held;
        });
        return command;
    }
}
