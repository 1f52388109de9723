using Microsoft.Build.Framework;

namespace KoopmanAssert;

/// <summary>Holds baselines against their models, and keeps what a check that held depended on.</summary>
public sealed class CheckKoopmanBaselines : KoopmanAssertTask
{
    /// <summary>The full path of the file that keeps it.</summary>
    [Required]
    public string Record { get; set; } = "";

    /// <summary>What the check depends on besides files.</summary>
    [Required]
    public string[] Settings { get; set; } = [];

    /// <summary>The full paths of the reports to write.</summary>
    public string[] Reports { get; set; } = [];

    /// <inheritdoc/>
    internal override IEnumerable<string> Arguments
        => ["check", "--diagnostics", .. Reports.SelectMany(report => new[] { "--report", report })];

    // Its own assemblies: those of others come and go with them.
    private string[] ToolFiles => [ToolAssembly, Path.Combine(Path.GetDirectoryName(ToolAssembly)!, "KoopmanAssert.dll")];

    /// <summary>Checks; afterwards the record is there only if every baseline holds and there was nothing to say.</summary>
    public override bool Execute()
    {
        DateTime started = DateTime.UtcNow;
        var record = new CheckRecord(Record, Settings);
        try
        {
            record.Delete();
            bool done = base.Execute();
            if (done && Answer.IsQuiet)
            {
                record.Write([.. Answer.Inputs, .. ToolFiles], Reports, started);
            }

            return done;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Log.LogErrorFromException(failure);
            return false;
        }
    }
}
