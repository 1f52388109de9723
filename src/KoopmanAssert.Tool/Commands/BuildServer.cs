namespace KoopmanAssert.Tool.Commands;

/// <summary>Recognises build servers, on which no baseline is written.</summary>
internal static class BuildServer
{
    private static readonly string[] Variables =
        ["CI", "TF_BUILD", "GITHUB_ACTIONS", "GITLAB_CI", "TEAMCITY_VERSION", "JENKINS_URL", "BUILDKITE"];

    /// <summary>The variable that names one and is not <c>false</c> or <c>0</c>; null if there is none.</summary>
    public static string? Variable => Variables.FirstOrDefault(v =>
        Environment.GetEnvironmentVariable(v) is { Length: > 0 } value && value is not "0"
            && !value.Equals("false", StringComparison.OrdinalIgnoreCase));

    /// <summary>Refuses to write a baseline on a build server.</summary>
    /// <exception cref="BaselineException">KOOP1005.</exception>
    public static void Refuse(string baseline)
    {
        if (Variable is { } variable)
        {
            throw new BaselineException(
                DiagnosticCodes.RefusedOnBuildServer,
                baseline,
                $"is not written on a build server ({variable} is set).",
                DiagnosticRule.Find(DiagnosticCodes.RefusedOnBuildServer).WayOut);
        }
    }
}
