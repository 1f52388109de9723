using NUnit.Framework;

namespace KoopmanAssert.Architecture;

/// <summary>The rooms depend on each other downwards only, through the doors that are listed here.</summary>
public class StaircaseTests
{
    /// <summary>From the ground up: each room with the rooms that it may use, all of them further down in this list.</summary>
    private static readonly (string Room, string[] Uses)[] Permitted =
    [
        ("Diagnostics", []),
        ("Numerics", []),
        ("Files", ["Diagnostics"]),
        ("Koopman", ["Numerics", "Diagnostics"]),
        ("Models", ["Numerics", "Files", "Diagnostics"]),
        ("Partition", ["Models", "Diagnostics"]),
        ("Credits", ["Partition", "Koopman", "Models", "Numerics", "Files", "Diagnostics"]),
        ("Baselines", ["Credits", "Partition", "Koopman", "Files", "Diagnostics"]),
        ("Drift", ["Baselines", "Credits", "Partition", "Koopman", "Models", "Files", "Diagnostics"]),
        ("Reports", ["Drift", "Baselines", "Credits", "Partition", "Koopman", "Models", "Files", "Diagnostics"]),
        ("Assertions", ["Reports", "Drift", "Baselines", "Credits", "Models", "Files", "Diagnostics"]), // Model, Samples
        ("NUnit", ["Assertions", "Baselines", "Credits"]),
        ("FluentAssertions", ["Assertions", "Baselines", "Credits"]),
        ("DiffEngine", ["Assertions", "Drift", "Baselines"]), // a verdict's received file and the path of its baseline
        ("MLNet", ["Credits", "Models", "Diagnostics"]),
        ("Parquet", ["Credits", "Models", "Files", "Diagnostics"]),
        ("MSBuild", ["Files"]), // The search, which is compiled into it once more.
        ("Tool/Terminal", ["Drift", "Credits", "Diagnostics"]),
        ("Tool/Messages", ["Credits", "Partition", "Koopman", "Models", "Files", "Diagnostics"]),
        ("Tool/Cache", ["Tool/Messages", "Baselines", "Credits", "Models", "Files", "Diagnostics"]),
        ("Tool/Running", [
            "Tool/Cache", "Tool/Messages", "Tool/Terminal",
            "Assertions", "Baselines", "Credits", "Models", "Files", "Diagnostics"]),
        ("Tool/Shards", ["Tool/Messages", "Drift", "Baselines", "Credits", "Files", "Diagnostics"]),
        ("Tool/Options", ["Tool/Running", "Tool/Cache", "Reports", "Baselines", "Credits", "Models", "Files", "Diagnostics"]),
        ("Tool/History", ["Drift", "Baselines", "Diagnostics"]),
        ("Tool/Commands", [
            "Tool/Options", "Tool/History", "Tool/Shards", "Tool/Running", "Tool/Messages", "Tool/Terminal",
            "Reports", "Drift", "Baselines", "Credits", "Partition", "Models", "Files", "Diagnostics"]),
        ("Tool", []), // Program.cs, which nothing can use. ArchUnitNET leaves top-level statements out.
    ];

    [Test]
    public void Every_door_is_permitted()
    {
        string[] others =
        [
            .. Staircase.Current.Doors.Where(d => d.ToRoom is not null && !Uses(d.FromRoom).Contains(d.ToRoom))
                .Select(d => $"{d.FromRoom} -> {d.ToRoom}: {d.From} uses {d.To}").Order(StringComparer.Ordinal),
        ];
        Assert.That(others, Is.Empty, string.Join('\n', others));
    }

    [Test]
    public void Every_permitted_door_is_used()
    {
        HashSet<(string, string?)> used = [.. Staircase.Current.Doors.Select(d => (d.FromRoom, d.ToRoom))];
        string[] idle = [.. Permitted.SelectMany(p => p.Uses.Where(u => !used.Contains((p.Room, u))).Select(u => $"{p.Room} -> {u}"))];
        Assert.That(idle, Is.Empty);
    }

    [Test]
    public void Doors_go_down_only()
    {
        List<string> rooms = [.. Permitted.Select(p => p.Room)];
        IEnumerable<string> upward = Permitted.SelectMany(p => p.Uses
            .Where(u => rooms.IndexOf(u) < 0 || rooms.IndexOf(u) >= rooms.IndexOf(p.Room))
            .Select(u => $"{p.Room} -> {u}"));
        Assert.That(upward, Is.Empty);
    }

    [Test]
    public void Every_room_is_listed() => Assert.That(Permitted.Select(p => p.Room), Is.EquivalentTo(Staircase.Current.Rooms));

    [Test]
    public void No_class_is_spread_over_folders() =>
        Assert.That(
            Staircase.Current.Folders.Where(f => f.Value.Count > 1).Select(f => $"{f.Key}: {string.Join(", ", f.Value)}"),
            Is.Empty);

    [Test]
    public void Internals_have_the_namespace_of_their_room()
    {
        IEnumerable<string> strays = Staircase.Current.Folders
            .Where(f => f.Value[0].StartsWith("KoopmanAssert/", StringComparison.Ordinal))
            .Where(f => f.Key.StartsWith("KoopmanAssert.Core.", StringComparison.Ordinal)
                && f.Key[..f.Key.LastIndexOf('.')] != $"KoopmanAssert.Core.{Staircase.RoomOf(f.Value[0])}")
            .Select(f => $"{f.Key} in {f.Value[0]}");
        Assert.That(strays, Is.Empty);
    }

    /// <summary>The algebra knows blocks as functions of matrices: no graph, no runtime, no file, no JSON.</summary>
    [TestCase("Koopman")]
    [TestCase("Numerics")]
    public void The_algebra_uses_no(string room)
    {
        string[] foreign = ["Microsoft.ML.", "Google.Protobuf", "System.IO.", "System.Text.Json"];
        IEnumerable<string> uses = Staircase.Current.Doors
            .Where(d => d.FromRoom == room && foreign.Any(f => d.To.StartsWith(f, StringComparison.Ordinal)))
            .Select(d => $"{d.From} uses {d.To}");
        Assert.That(uses, Is.Empty);
    }

    /// <summary>The task runs inside MSBuild: nothing of ours may come with it. It has a copy of the search in its own assembly.</summary>
    [Test]
    public void The_build_task_uses_none_of_the_rooms_but_the_search() =>
        Assert.That(
            Staircase.Current.Doors.Where(d => d.FromRoom == "MSBuild" && d.ToRoom is not null).Select(d => d.To).Distinct(),
            Is.EquivalentTo(new[] { "KoopmanAssert.Core.Files.FolderSearch", "KoopmanAssert.Core.Files.PassedOver" }));

    private static string[] Uses(string room) => Permitted.FirstOrDefault(p => p.Room == room).Uses ?? [];
}
