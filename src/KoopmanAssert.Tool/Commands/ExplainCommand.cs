using System.CommandLine;

namespace KoopmanAssert.Tool;

/// <summary><c>explain CODE</c>: what a code means and the way out.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        Argument<string> code = new("CODE") { Description = "A code such as KOOP0001." };
        var command = new Command("explain", "Says what a code means and what to do.\n\nExample: koopman-assert explain KOOP0001") { code };
        command.SetAction(parsed =>
        {
            string asked = parsed.GetRequiredValue(code).ToUpperInvariant();
            DiagnosticRule rule = DiagnosticRule.All.FirstOrDefault(r => r.Code == asked)
                ?? throw SettingsRange.Wrong("CODE", asked, $"one of {string.Join(", ", DiagnosticRule.All.Select(r => r.Code))}");
            Output.Write($"{rule.Code}: {rule.Title}{Environment.NewLine}Cause: {rule.Cause}{Environment.NewLine}Way out: {rule.WayOut}{Environment.NewLine}");
            return ExitCodes.Held;
        });
        return command;
    }
}
