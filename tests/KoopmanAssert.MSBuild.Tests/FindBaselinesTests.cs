using FluentAssertions;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The task that decides which baselines a project has, and whether they are enough.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FindBaselinesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("koopman find é ");
    private readonly BuildLog _log = new();

    public void Dispose() => _folder.Delete(recursive: true);

    [Test]
    [Platform(Exclude = "Win")]
    public void On_random_trees_it_finds_what_belongs_to_the_project()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            string root = At($"{seed}");
            var tree = new BaselineTree(root, At($"outside/{seed}"), seed, isProject: true);
            File.WriteAllText(Path.Combine(root, "Root.csproj"), "<Project />");
            FindKoopmanBaselines task = Task();
            task.Project = Path.Combine(root, "Root.csproj");

            task.Execute().Should().BeTrue();

            Found(task).Select(path => Path.GetRelativePath(root, path)).Should().Equal(tree.Own, $"of tree {seed}");
        }
    }

    [Test]
    public void What_the_project_includes_updates_or_removes_counts()
    {
        Write("a.credits.json", "b.credits.json", "c.credits.json", "out/App.deps.json", "out/d.credits.json", "out/e.credits.json");
        FindKoopmanBaselines task = Task();
        task.Defaults = [Item("a.credits.json"), Item("b.credits.json"), Item("out/d.credits.json"), Item("out/e.credits.json")];
        TaskItem updated = Default("a.credits.json");
        updated.SetMetadata("Severity", "warning");
        task.Declared =
            [updated, Default("out/d.credits.json"), Default("out/e.credits.json"), Item("out/e.credits.json"), Item("gone.credits.json")];

        task.Execute().Should().BeTrue();

        Found(task).Should().Equal(
            new[] { "a.credits.json", "c.credits.json", "gone.credits.json", "out/e.credits.json" }.Select(At),
            "b is removed, c is found although no pattern of the project named it, d is a copy, e is included although it is one");
        task.Baselines[0].GetMetadata("Severity").Should().Be("warning");
        _log.Messages.Should().ContainSingle(m => m.Importance == MessageImportance.Normal).Which.Message.Should()
            .StartWith("KoopmanAssert: passed over 2 baselines in 'out', which belongs to a build");
    }

    [Test]
    public void Without_a_search_only_what_is_included_counts()
    {
        Write("a.credits.json", "b.credits.json");
        FindKoopmanBaselines task = Task();
        task.Searches = false;
        task.Declared = [Item("b.credits.json")];
        task.Execute().Should().BeTrue();
        Found(task).Should().Equal(At("b.credits.json"));
    }

    [TestCase(null, false, 0, "The project has no baseline.")]
    [TestCase("", false, 0, "The project has no baseline.")]
    [TestCase("True", true, 0, "The project has no baseline.")]
    [TestCase(null, true, 0, null)]
    [TestCase("false", false, 0, null)]
    [TestCase("0", false, 0, null)]
    [TestCase("true", false, 1, null)]
    [TestCase("2", false, 2, null)]
    [TestCase("2", false, 3, null)]
    [TestCase("3", true, 2, "The project has 2 baselines, but KoopmanAssertRequire asks for 3.")]
    [TestCase("1", false, 0, "The project has no baseline.")]
    public void So_many_have_to_be_there(string? require, bool isGlobal, int count, string? missing)
    {
        Write([.. Enumerable.Range(0, count).Select(i => $"{i}.credits.json")]);
        FindKoopmanBaselines task = Task();
        (task.Require, task.IsGlobal) = (require, isGlobal);

        task.Execute().Should().BeTrue();

        task.Baselines.Should().HaveCount(count);
        (task.Missing?.StartsWith(missing ?? "none", StringComparison.Ordinal)).Should().Be(missing is null ? null : true);
        _log.Messages.Count(m => m.Message == "KoopmanAssert: Root.csproj has no baseline, and needs none.").Should()
            .Be(count == 0 && missing is null ? 1 : 0);
    }

    [TestCase("yes")]
    [TestCase("-1")]
    [TestCase("1.5")]
    public void Another_requirement_is_refused(string require)
    {
        FindKoopmanBaselines task = Task();
        task.Require = require;
        task.Execute().Should().BeFalse();
        _log.Errors.Should().ContainSingle().Which.Code.Should().Be("KOOP4001");
    }

    private FindKoopmanBaselines Task() => new() { BuildEngine = _log, Project = At("Root.csproj") };

    private static IEnumerable<string> Found(FindKoopmanBaselines task) => task.Baselines.Select(item => item.GetMetadata("FullPath"));

    private TaskItem Item(string name) => new(At(name));

    private TaskItem Default(string name)
    {
        TaskItem item = Item(name);
        item.SetMetadata("IsDefault", "true");
        return item;
    }

    private void Write(params string[] names)
    {
        foreach (string name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
            File.WriteAllText(At(name), "{}");
        }
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
