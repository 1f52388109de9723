using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace KoopmanAssert.Architecture;

/// <summary>The rooms of the source and the doors between them, as the compiled assemblies have them.</summary>
/// <remarks>
/// A room is the first folder of a project's source, or the whole project where it has none: <c>Drift</c>, <c>Tool/Commands</c>,
/// <c>NUnit</c>.
/// </remarks>
internal sealed class Staircase
{
    private static readonly System.Reflection.Assembly[] Assemblies =
    [
        typeof(CreditAnalysis).Assembly, System.Reflection.Assembly.Load("koopman-assert"), typeof(Credits).Assembly,
        typeof(CreditAssertionExtensions).Assembly, typeof(DataViewSamples).Assembly, typeof(DiffToolLauncher).Assembly,
        typeof(ParquetSamples).Assembly, typeof(CheckKoopmanBaselines).Assembly,
    ];

    private Staircase(IReadOnlyDictionary<string, IReadOnlyList<string>> folders, IReadOnlyList<Door> doors) =>
        (Folders, Doors) = (folders, doors);

    /// <summary>The staircase of the sources under test.</summary>
    public static Staircase Current { get; } = Read();

    /// <summary>The source folders of each type.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Folders { get; }

    /// <summary>Every use of another type, ours or not.</summary>
    public IReadOnlyList<Door> Doors { get; }

    /// <summary>The rooms.</summary>
    public IReadOnlyList<string> Rooms => [.. Folders.Values.SelectMany(f => f).Select(RoomOf).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The room of a source folder such as <c>KoopmanAssert/Reports/Html</c>.</summary>
    public static string RoomOf(string folder)
    {
        string[] parts = folder.Split('/');
        string project = parts[0] == "KoopmanAssert" ? "" : parts[0]["KoopmanAssert.".Length..];
        return project.Length == 0 ? parts.ElementAtOrDefault(1) ?? "" : parts.Length > 1 ? $"{project}/{parts[1]}" : project;
    }

    private static Staircase Read()
    {
        var folders = new Dictionary<string, IReadOnlyList<string>>();
        foreach ((string type, IReadOnlyList<string> where) in Assemblies
            .SelectMany(a => SourceFolders.Read(a.Location))
            .Where(t => t.Value.Count > 0))
        {
            folders.TryAdd(type, where);
        }

        ArchUnitNET.Domain.Architecture architecture = new ArchLoader().LoadAssemblies(Assemblies).Build();
        IEnumerable<Door> doors =
            from type in architecture.Types
            where folders.ContainsKey(Outermost(type.FullName))
            // A type parameter is no type, and ArchUnitNET takes those of one name for each other.
            from use in type.Dependencies.Select(d => d.Target).Where(t => t is not GenericParameter).Select(t => t.FullName).Distinct()
            let target = Outermost(use)
            let room = folders.ContainsKey(target) ? Room(target) : null
            select new Door(Outermost(type.FullName), Room(Outermost(type.FullName)), target, room);
        return new Staircase(folders, [.. doors.Distinct().Where(d => d.FromRoom != d.ToRoom)]);

        string Room(string type) => RoomOf(folders[type][0]);
    }

    // Nested types, closures among them, belong to the type around them.
    private static string Outermost(string name)
    {
        int nested = name.IndexOfAny(['+', '/']);
        return nested < 0 ? name : name[..nested];
    }
}

/// <summary>That a type uses another.</summary>
/// <param name="From">The type that uses.</param>
/// <param name="FromRoom">Its room.</param>
/// <param name="To">The type that is used.</param>
/// <param name="ToRoom">Its room; null for a type that is not ours.</param>
internal sealed record Door(string From, string FromRoom, string To, string? ToRoom);
