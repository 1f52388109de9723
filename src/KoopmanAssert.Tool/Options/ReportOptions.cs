using System.CommandLine;
using KoopmanAssert.Core.Reports;

namespace KoopmanAssert.Tool.Options;

/// <summary>How a command line asks for the verdicts of a run.</summary>
/// <param name="Files">The report files.</param>
/// <param name="Diagnostics">Whether the standard output is one line of JSON per diagnostic.</param>
/// <param name="Json">Whether the standard output is the report on all baselines in JSON.</param>
/// <param name="Annotations">What to write for a baseline besides its text.</param>
internal sealed record ReportChoice(
    IReadOnlyList<ReportFile> Files, bool Diagnostics, bool Json, Func<CheckedBaseline, string> Annotations);

/// <summary>The options that say how the verdicts of a run are reported.</summary>
internal sealed class ReportOptions
{
    private static readonly string Endings = string.Join(", ", ReportFormat.All.Select(f => f.Ending));

    private readonly Option<string[]> _reports = CommonOptions.NoOption(new Option<string[]>("--report")
    {
        HelpName = "FILE",
        Description = $"Write a report on all baselines in the format of the file's ending ({Endings}); may be given several times.",
    });

    private readonly Option<string?> _annotations = new("--annotations")
    {
        HelpName = AnnotationChoice.Names,
        Description = "Also write errors so that a build server shows them beside the code (auto: by GITHUB_ACTIONS and TF_BUILD).",
    };

    private readonly Option<bool> _diagnostics = CommonOptions.Diagnostics();

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Write the report on all baselines as JSON, and nothing else, to the standard output.",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_reports);
        command.Add(_annotations);
        command.Add(_diagnostics);
        command.Add(_json);
        CommonOptions.Rule(command, result => result.GetValue(_json) && result.GetValue(_diagnostics)
            ? "--json and --diagnostics both need the standard output."
            : null);
    }

    /// <summary>Reads the options.</summary>
    /// <exception cref="SettingsException">KOOP4001: a report or the annotations cannot be as asked.</exception>
    /// <exception cref="RuntimeException">KOOP3004: a file that is not a report is in the place of one.</exception>
    public ReportChoice Read(ParseResult parsed)
    {
        ReportFile[] files = [.. (parsed.GetValue(_reports) ?? []).Select(path => new ReportFile(path))];
        bool diagnostics = parsed.GetValue(_diagnostics), json = parsed.GetValue(_json);
        string? taken = diagnostics ? _diagnostics.Name : json ? _json.Name : null;
        return new ReportChoice(files, diagnostics, json, AnnotationChoice.Choose(parsed.GetValue(_annotations), taken));
    }
}
