using Microsoft.Build.Framework;

namespace KoopmanAssert;

/// <summary>
/// Forgets the last check that held when anything that it depended on has changed, so that MSBuild finds its output missing.
/// </summary>
/// <remarks>MSBuild by itself compares times only, and only whether an input is newer.</remarks>
public sealed class FindKoopmanChange : Microsoft.Build.Utilities.Task
{
    /// <summary>The full path of the file that keeps what it depended on.</summary>
    [Required]
    public string Record { get; set; } = "";

    /// <summary>What a check depends on besides files.</summary>
    [Required]
    public string[] Settings { get; set; } = [];

    /// <summary>The files that the last check depended on.</summary>
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

            Inputs = record.Files;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Log.LogErrorFromException(failure);
        }

        return !Log.HasLoggedErrors;
    }
}
