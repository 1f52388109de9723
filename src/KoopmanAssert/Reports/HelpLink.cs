using System.Reflection;

namespace KoopmanAssert.Core.Reports;

/// <summary>Where the codes are explained on the web: nowhere until the project has a public address.</summary>
internal static class HelpLink
{
    /// <summary>The repository's address as the build put it into this assembly, or null when it had none.</summary>
    public static string? Address { get; } = Find(typeof(HelpLink).Assembly);

    /// <summary>The repository's address of an assembly: the SDK keeps the property RepositoryUrl where it is set.</summary>
    public static string? Find(Assembly assembly) => assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(a => a.Key == "RepositoryUrl" && Uri.IsWellFormedUriString(a.Value, UriKind.Absolute))?.Value;
}
