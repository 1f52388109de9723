using Microsoft.Build.Framework;

namespace KoopmanAssert;

/// <summary>Checks baselines against their models, and records what a successful check depended on.</summary>
public sealed class CheckKoopmanBaselines : KoopmanAssertTask
{
    /// <summary>The file name of the project, for the message.</summary>
    [Required]
    public string Project { get; set; } = "";

    /// <summary>The full path of the file in which a successful check records what it depended on.</summary>
    [Required]
    public string Record { get; set; } = "";

    /// <summary>The settings that the check depends on, as text: if one changes, the next build checks again.</summary>
    [Required]
    public string[] Settings { get; set; } = [];

    /// <summary>The full paths of the reports to write.</summary>
    public string[] Reports { get; set; } = [];

    /// <inheritdoc/>
    internal override IEnumerable<string> Arguments
        => ["check", "--diagnostics", .. Reports.SelectMany(report => new[] { "--report", report })];

    /// <summary>How many baselines of a project held, as a line of the build's log.</summary>
    internal static string Held(string project, int held, int all) =>
        $"KoopmanAssert: {project} held {held}{(held == all ? "" : $" of {all}")} baseline{(all == 1 ? "" : "s")}";

    // Only our own assemblies: those of others change together with them. ONNX Runtime is one of the project's packages.
    private IEnumerable<string> ToolFiles
        => new[] { ToolAssembly, Path.Combine(Path.GetDirectoryName(ToolAssembly)!, "KoopmanAssert.dll"), PackageAssets }.OfType<string>();

    /// <summary>Runs the check. Afterwards the record exists only if every baseline held and nothing was reported.</summary>
    public override bool Execute()
    {
        DateTime started = DateTime.UtcNow;
        var record = new CheckRecord(Record, Settings);
        try
        {
            record.Delete();
            bool done = base.Execute();
            Log.LogMessage(MessageImportance.Normal, Held(Project, Answer.HeldCount, Baselines.Length));
            if (done && Answer.IsQuiet)
            {
                record.Write([.. Answer.Inputs, .. ToolFiles], Reports, started);
            }

            return done;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            DiagnosticLog.WriteUnusable(Log, Record, failure);
            return false;
        }
    }
}

/// <summary>Updates baselines to the current models.</summary>
public sealed class UpdateKoopmanBaselines : KoopmanAssertTask
{
    /// <inheritdoc/>
    internal override IEnumerable<string> Arguments => ["update", "--diagnostics"];
}
