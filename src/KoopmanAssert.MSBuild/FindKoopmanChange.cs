using Microsoft.Build.Framework;

namespace KoopmanAssert;

/// <summary>Tells whether anything has changed since the last check that held.</summary>
public sealed class FindKoopmanChange : Microsoft.Build.Utilities.Task
{
    /// <summary>The full path of the file that keeps what it depended on.</summary>
    [Required]
    public string Record { get; set; } = "";

    /// <summary>What a check depends on besides files.</summary>
    [Required]
    public string[] Settings { get; set; } = [];

    /// <summary>Whether it has.</summary>
    [Output]
    public bool IsChanged { get; private set; }

    /// <inheritdoc/>
    public override bool Execute()
    {
        string? change = new CheckRecord(Record, Settings).Change();
        IsChanged = change is not null;
        Log.LogMessage(MessageImportance.Low, change is null ? "Nothing has changed since the last check that held." : $"Checking the baselines: {change}.");
        return true;
    }
}
