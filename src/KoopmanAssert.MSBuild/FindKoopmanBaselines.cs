using System.Globalization;
using KoopmanAssert.Core.Files;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace KoopmanAssert;

/// <summary>
/// Finds the baselines of a project by the rule that the tool and the tests follow too, adds those that the project includes itself, leaves
/// out those that it removes, and says what was passed over.
/// </summary>
public sealed class FindKoopmanBaselines : Microsoft.Build.Utilities.Task
{
    private const string Ending = ".credits.json";

    /// <summary>The full path of the project.</summary>
    [Required]
    public string Project { get; set; } = "";

    /// <summary>Whether the folder of the project is searched.</summary>
    public bool Searches { get; set; } = true;

    /// <summary>The baselines in the folder of the project, before its own <c>Include</c>, <c>Update</c> and <c>Remove</c>.</summary>
    public ITaskItem[] Defaults { get; set; } = [];

    /// <summary>The baselines after its own <c>Include</c>, <c>Update</c> and <c>Remove</c>.</summary>
    public ITaskItem[] Declared { get; set; } = [];

    /// <summary>
    /// Whether a project without a baseline is an error: <c>true</c>, <c>false</c>, or the number of baselines that there have to be. If
    /// empty, it is an error unless <see cref="IsGlobal"/>.
    /// </summary>
    public string? Require { get; set; }

    /// <summary>Whether every project of the repository gets the package, also those without a network.</summary>
    public bool IsGlobal { get; set; }

    /// <summary>The baselines, in ordinal order of their full paths.</summary>
    [Output]
    public ITaskItem[] Baselines { get; private set; } = [];

    /// <summary>Which baselines are missing, in words; null if none is.</summary>
    [Output]
    public string? Missing { get; private set; }

    /// <inheritdoc/>
    public override bool Execute()
    {
        if (LeastNumber() is not { } least)
        {
            Log.LogError(null, "KOOP4001", null, Project, 0, 0, 0, 0, $"'{Require}' is not a valid value of KoopmanAssertRequire: use "
                + "true, false or the number of baselines that the project has to have.");
            return false;
        }

        try
        {
            Baselines = [.. Find().OrderBy(FullPath, StringComparer.Ordinal)];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Log.LogError(null, "KOOP1001", null, Project, 0, 0, 0, 0, $"The folder of the project cannot be searched: {failure.Message}");
            return false;
        }

        if (Baselines.Length < least)
        {
            Missing = Baselines.Length == 0
                ? "The project has no baseline. Install the .NET tool KoopmanAssert.Tool, run \"koopman-assert init MODEL --samples FILE\" "
                    + "and check the file in, or allow it with KoopmanAssertRequire=false."
                : $"The project has {Baselines.Length} baselines, but KoopmanAssertRequire asks for {least}.";
        }
        else if (Baselines.Length == 0)
        {
            Log.LogMessage(MessageImportance.Normal, $"KoopmanAssert: {Path.GetFileName(Project)} has no baseline, and needs none.");
        }

        return true;
    }

    private int? LeastNumber() => Require?.Trim().ToUpperInvariant() switch
    {
        null or "" => IsGlobal ? 0 : 1,
        "TRUE" => 1,
        "FALSE" => 0,
        var count when int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int number) => number,
        _ => null,
    };

    private IEnumerable<ITaskItem> Find()
    {
        var declared = Declared.GroupBy(FullPath).ToDictionary(same => same.Key, same => same.Last());
        IEnumerable<ITaskItem> included = declared.Values.Where(item => item.GetMetadata("IsDefault") != "true");
        var removed = new HashSet<string>(Defaults.Select(FullPath).Where(path => !declared.ContainsKey(path)));
        IEnumerable<ITaskItem> found = Search().Where(path => !removed.Contains(path))
            .Select(path => declared.TryGetValue(path, out ITaskItem item) ? item : new TaskItem(path));
        return found.Concat(included).GroupBy(FullPath).Select(same => same.First());
    }

    private IEnumerable<string> Search()
    {
        if (!Searches)
        {
            return [];
        }

        string folder = Path.GetDirectoryName(Project)!;
        var search = FolderSearch.Run(folder, Ending);
        foreach (PassedOver over in search.PassedOver)
        {
            Log.LogMessage(MessageImportance.Normal, $"KoopmanAssert: {over}");
        }

        return search.Found.Select(file => Path.Combine(folder, file));
    }

    private static string FullPath(ITaskItem item) => item.GetMetadata("FullPath");
}
