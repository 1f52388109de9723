using KoopmanAssert.Fuzz.Targets;

namespace KoopmanAssert.Fuzz;

/// <summary>All targets by their names.</summary>
public static class AllTargets
{
    private static readonly Dictionary<string, Func<string, Target>> Table = new(StringComparer.Ordinal)
    {
        ["model"] = folder => new ModelTarget(folder),
        ["npy"] = folder => new SamplesTarget("npy", folder),
        ["npz"] = folder => new SamplesTarget("npz", folder),
        ["csv"] = folder => new SamplesTarget("csv", folder),
        ["pb"] = folder => new SamplesTarget("pb", folder),
        ["image"] = folder => new ImageTarget(folder),
        ["baseline"] = folder => new BaselineTarget(folder),
        ["part"] = folder => new PartTarget(folder),
        ["worker"] = folder => new WorkerTarget(folder),
        ["cache"] = folder => new CacheTarget(folder),
        ["diagnostic"] = folder => new DiagnosticTarget(folder),
    };

    /// <summary>The names.</summary>
    public static IReadOnlyCollection<string> Names => Table.Keys;

    /// <summary>The target of a name; null if there is none.</summary>
    /// <param name="name">The name.</param>
    /// <param name="folder">A folder for its files.</param>
    public static Target? Create(string name, string folder) => Table.GetValueOrDefault(name)?.Invoke(folder);
}
