using System.CommandLine;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Drift;
using KoopmanAssert.Core.Reports;
using KoopmanAssert.Tool.History;
using KoopmanAssert.Tool.Options;
using KoopmanAssert.Tool.Terminal;

namespace KoopmanAssert.Tool.Commands;

/// <summary><c>history BASELINE</c>: shows the figures of a baseline over its commits, and what creeps.</summary>
internal static class HistoryCommand
{
    private const string Description = """
        Shows the figures of a baseline over the commits of its file, and which of them creep from retrain to retrain.

        Example: koopman-assert history models/lenet5.credits.json -o history.html
        """;

    public static Command Create()
    {
        Argument<string> path = CommonOptions.Baseline();
        Option<bool> json = CommonOptions.Json();
        Option<bool> benchmark = new("--benchmark")
        {
            Description = "Write JSON as benchmark-action reads it (customSmallerIsBetter).",
        };
        Option<string?> output = CommonOptions.NotEmpty(new Option<string?>("--output-file", "-o")
        {
            HelpName = "FILE.html",
            Description = "Also write a page with a trend line per block.",
        });
        var command = new Command("history", Description) { path, json, benchmark, output };
        CommonOptions.Rule(command, result => result.GetValue(json) && result.GetValue(benchmark)
            ? "--json and --benchmark exclude each other."
            : null);
        command.SetAction((parsed, cancellation) =>
        {
            ReportFile? page = parsed.GetValue(output) is { } file ? ReportFile.Page(file) : null;
            var log = new GitLog(parsed.GetRequiredValue(path));
            var history = BaselineHistory.Create(log.Read(cancellation));
            page?.Write(HistoryPage.Render(history, log.Notes));
            Output.Write(parsed.GetValue(json) ? HistoryJson.Render(history, log.Notes)
                : parsed.GetValue(benchmark) ? HistoryJson.Benchmark(history)
                : HistoryText.Render(history, log.Notes) + (page is null ? "" : Written(parsed.GetValue(output)!)));
            return Task.FromResult(ExitCodes.Held);
        });
        return command;
    }

    private static string Written(string page) => $"wrote {PlainText.Safe(page)}{Environment.NewLine}";
}
