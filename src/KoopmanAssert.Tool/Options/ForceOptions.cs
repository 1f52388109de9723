using System.CommandLine;

namespace KoopmanAssert.Tool.Options;

/// <summary>The options that accept retrains whose score is beyond the limit.</summary>
internal sealed class ForceOptions
{
    private readonly Option<bool> _force = new("--force") { Description = "Accept retrains beyond the limit too; needs --reason." };

    private readonly Option<string?> _reason = CommonOptions.NotEmpty(new Option<string?>("--reason")
    {
        HelpName = "TEXT",
        Description = "Why they are legitimate; the baseline keeps it.",
    });

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_force);
        command.Add(_reason);
        CommonOptions.Rule(command, result => result.GetValue(_force) == result.GetValue(_reason) is not null ? null
            : "--force and --reason TEXT belong together.");
    }

    /// <summary>Why retrains beyond the limit are accepted; null to refuse them.</summary>
    public string? Read(ParseResult parsed) => parsed.GetValue(_reason);
}
