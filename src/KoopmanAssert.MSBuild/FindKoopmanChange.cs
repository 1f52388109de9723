using Microsoft.Build.Framework;

namespace KoopmanAssert;

/// <summary>
/// Deletes the record of the last successful check if anything that the check depended on has changed, so that MSBuild runs the check
/// again.
/// </summary>
/// <remarks>MSBuild itself only compares times: it asks whether an input is newer than the output.</remarks>
public sealed class FindKoopmanChange : Microsoft.Build.Utilities.Task
{
    /// <summary>The file name of the project, for the message.</summary>
    [Required]
    public string Project { get; set; } = "";

    /// <summary>The baselines of the project.</summary>
    [Required]
    public ITaskItem[] Baselines { get; set; } = [];

    /// <summary>The full path of the record.</summary>
    [Required]
    public string Record { get; set; } = "";

    /// <summary>The settings that a check depends on, as text.</summary>
    [Required]
    public string[] Settings { get; set; } = [];

    /// <summary>The files that the last successful check depended on.</summary>
    [Output]
    public string[] Inputs { get; private set; } = [];

    /// <inheritdoc/>
    public override bool Execute()
    {
        var record = new CheckRecord(Record, Settings);
        try
        {
            if (record.Change() is { } change)
            {
                record.Delete();
                Log.LogMessage(MessageImportance.Low, $"Checking the baselines: {change}.");
            }
            else
            {
                string held = CheckKoopmanBaselines.Held(Project, Baselines.Length, Baselines.Length);
                Log.LogMessage(MessageImportance.Normal, $"{held} (skipped: unchanged since the last check)");
            }

            Inputs = record.Files;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            DiagnosticLog.WriteUnusable(Log, Record, failure);
        }

        return !Log.HasLoggedErrors;
    }
}
