using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Reports;

namespace KoopmanAssert.Tool.Options;

/// <summary>The build server, if any, for which errors are written so that it shows them beside the code.</summary>
internal static class AnnotationChoice
{
    /// <summary>The choices of <c>--annotations</c>.</summary>
    public const string Names = "auto|github|azure|none";

    private static readonly Func<CheckedBaseline, string> None = _ => "";

    /// <summary>What to write for a baseline besides its text.</summary>
    /// <param name="choice">The value of the option; null for auto, which follows the variable that the build server sets.</param>
    /// <param name="taken">The option that takes the standard output for itself; null for none.</param>
    /// <exception cref="SettingsException">KOOP4001: it is not a choice, or does not go together with that option.</exception>
    public static Func<CheckedBaseline, string> Choose(string? choice, string? taken) => choice switch
    {
        null or "auto" => taken is not null ? None : Choose(BuildServerName, taken),
        "none" => None,
        "github" or "azure" when taken is not null => throw new SettingsException(
            DiagnosticCodes.Usage,
            null,
            $"--annotations {choice} and {taken} both need the standard output.",
            "Leave one of them out."),
        "github" => GitHubAnnotations.Render,
        "azure" => AzureAnnotations.Render,
        _ => throw SettingCheck.Wrong("--annotations", choice, Names.Replace("|", ", ", StringComparison.Ordinal)),
    };

    private static string BuildServerName => IsSet("GITHUB_ACTIONS") ? "github" : IsSet("TF_BUILD") ? "azure" : "none";

    private static bool IsSet(string variable)
        => "true".Equals(Environment.GetEnvironmentVariable(variable), StringComparison.OrdinalIgnoreCase);
}
