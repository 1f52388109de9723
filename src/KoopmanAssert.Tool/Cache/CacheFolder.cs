namespace KoopmanAssert.Tool.Cache;

/// <summary>The folder of the cache.</summary>
internal static class CacheFolder
{
    /// <summary>The variable that names the folder, or switches the cache off.</summary>
    public const string Variable = "KOOPMAN_ASSERT_CACHE";

    /// <summary>The value of the variable that switches the cache off.</summary>
    public const string Off = "off";

    /// <summary>Whether the user named the folder.</summary>
    public static bool IsNamed => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 };

    /// <summary>The folder; null if the cache is switched off or the user has no folder for it.</summary>
    public static string? Find() => Environment.GetEnvironmentVariable(Variable) switch
    {
        Off => null,
        { Length: > 0 } named => Path.GetFullPath(named),
        _ => OfUser(),
    };

    private static string? OfUser()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string? caches = OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : OperatingSystem.IsMacOS() ? Below(home, "Library/Caches")
            : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } named && Path.IsPathRooted(named) ? named
            : Below(home, ".cache");
        return string.IsNullOrEmpty(caches) ? null : Path.Combine(caches, "koopman-assert");
    }

    private static string? Below(string home, string folder) => home.Length > 0 ? Path.Combine(home, folder) : null;
}
