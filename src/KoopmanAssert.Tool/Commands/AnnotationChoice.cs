using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Reports;

namespace KoopmanAssert.Tool;

/// <summary>Which build server, if any, errors are written for so that it shows them beside the code.</summary>
internal static class AnnotationChoice
{
    /// <summary>The choices of <c>--annotations</c>.</summary>
    public const string Names = "auto|github|azure|none";

    private static readonly Func<CheckedBaseline, string> None = _ => "";

    /// <summary>What to write for a baseline besides its text.</summary>
    /// <param name="choice">What the command line says, or null for auto: by the variable that the build server sets.</param>
    /// <param name="diagnostics">Whether the standard output is for JSON alone.</param>
    /// <exception cref="SettingsException">KOOP4001: it is no choice, or cannot be had together with the diagnostics.</exception>
    public static Func<CheckedBaseline, string> Choose(string? choice, bool diagnostics) => choice switch
    {
        null or "auto" => diagnostics ? None : Choose(IsSet("GITHUB_ACTIONS") ? "github" : IsSet("TF_BUILD") ? "azure" : "none", diagnostics),
        "none" => None,
        "github" or "azure" when diagnostics => throw new SettingsException(
            DiagnosticCodes.Usage,
            null,
            $"--annotations {choice} and --diagnostics both want the standard output.",
            "Leave one of them out."),
        "github" => GitHubAnnotations.Render,
        "azure" => AzureAnnotations.Render,
        _ => throw SettingCheck.Wrong("annotations", choice, Names.Replace("|", ", ", StringComparison.Ordinal)),
    };

    private static bool IsSet(string variable)
        => "true".Equals(Environment.GetEnvironmentVariable(variable), StringComparison.OrdinalIgnoreCase);
}
