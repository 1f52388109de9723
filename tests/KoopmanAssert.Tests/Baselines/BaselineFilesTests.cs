using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The rule by which baselines are found.</summary>
[TestFixture]
internal sealed class BaselineFilesTests
{
    private BaselineFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new BaselineFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void A_folder_is_passed_over_for_what_a_build_left_in_it_and_not_for_its_name()
    {
        Write(
            "b.credits.json", "a/z.credits.json", "bin/x.credits.json", "artifacts/x.credits.json", "a/obj/x.credits.json", "a/other.json",
            "out/App.deps.json", "out/x.credits.json", "out/models/y.credits.json",
            "made/project.assets.json", "made/x.credits.json", ".cache/x.credits.json", ".git/x.credits.json");

        (IReadOnlyList<string> found, IReadOnlyList<string> passedOver) = BaselineFiles.Search(_folder.Path);

        found.Should().Equal(new[]
        {
            "a/obj/x.credits.json", "a/z.credits.json", "artifacts/x.credits.json", "b.credits.json", "bin/x.credits.json",
        }.Select(_folder.At));
        passedOver.Should().Equal(
            "passed over 1 baseline in '.cache', which begins with a dot",
            "passed over 1 baseline in 'made', which belongs to a build, which left 'project.assets.json' in it",
            "passed over 2 baselines in 'out', which belongs to a build, which left 'App.deps.json' in it");
    }

    [Test]
    public void A_copy_that_a_build_has_listed_is_passed_over_by_itself()
    {
        Write("models/x.credits.json", "site/models/x.credits.json", "site/models/y.credits.json", "obj/project.assets.json");
        _folder.Write(
            $"{_folder.At("site/App.dll")}\n{_folder.At("site/models/x.credits.json")}\n",
            "obj/Release/App.csproj.FileListAbsolute.txt");
        _folder.Write(_folder.At("site/models/y.credits.json"), "obj/Release/PublishOutputs.0123456789.txt");

        (IReadOnlyList<string> found, IReadOnlyList<string> passedOver) = BaselineFiles.Search(_folder.Path);

        found.Should().Equal(_folder.At("models/x.credits.json"));
        passedOver.Should().Equal(
            "passed over 1 baseline in 'site/models/x.credits.json', which a build has written",
            "passed over 1 baseline in 'site/models/y.credits.json', which a build has written");
    }

    [Test]
    public void Sources_are_not_taken_for_copies_when_the_build_writes_into_their_folder()
    {
        Write("x.credits.json", "App.deps.json");
        _folder.Write(_folder.At("x.credits.json"), "obj/App.csproj.FileListAbsolute.txt");
        BaselineFiles.Find(_folder.Path).Should().Equal(_folder.At("x.credits.json"));
    }

    [Test]
    public void Projects_below_a_project_are_others_and_below_any_other_folder_they_are_not()
    {
        Write("dirs.proj", "src/App.csproj", "src/x.credits.json", "src/tests/App.Tests.csproj", "src/tests/models/y.credits.json");
        BaselineFiles.Find(_folder.At("src")).Should().Equal(_folder.At("src/x.credits.json"));
        BaselineFiles.Find(_folder.Path).Should().Equal(_folder.At("src/tests/models/y.credits.json"), _folder.At("src/x.credits.json"));
    }

    [Test]
    public void A_long_extension_makes_no_project()
    {
        Write("App.csproj", "data/set.parquet", "data/set.project", "data/x.credits.json");
        BaselineFiles.Find(_folder.Path).Should().Equal(_folder.At("data/x.credits.json"));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void What_is_passed_over_at_its_own_place_may_be_found_by_a_link()
    {
        Write("tree/.data/x.credits.json");
        Link("tree/models", "tree/.data");
        BaselineFiles.Find(_folder.At("tree")).Should().Equal(_folder.At("tree/models/x.credits.json"));
    }

    // The first link leads to a folder outside, so that not all that is searched lies below the target of the second.
    [Test]
    [Platform(Exclude = "Win")]
    public void A_link_to_what_contains_the_searched_folder_is_not_followed()
    {
        using var outside = new BaselineFolder();
        outside.Write("{}", "y.credits.json");
        Write("all/tree/x.credits.json", "all/z.credits.json");
        Directory.CreateSymbolicLink(_folder.At("all/tree/a"), outside.Path);
        Link("all/tree/b", "all");

        (IReadOnlyList<string> found, IReadOnlyList<string> passedOver) = BaselineFiles.Search(_folder.At("all/tree"));

        found.Should().Equal(_folder.At("all/tree/a/y.credits.json"), _folder.At("all/tree/x.credits.json"));
        passedOver.Should().ContainSingle().Which.Should()
            .StartWith("passed over 'b', which is a link to '").And.EndWith("all', which contains a folder that is searched anyway");
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void Links_are_followed_and_loops_are_not()
    {
        Write("tree/a/x.credits.json", "data/sets/y.credits.json", "data/App/App.deps.json", "data/App/models/z.credits.json");
        Link("tree/a/back", "tree");
        Link("tree/a/self", "tree/a");
        Link("tree/b", "data/sets");
        Link("tree/c", "data/sets");
        Link("tree/copy", "data/App/models");
        Link("tree/around", ".");
        Directory.CreateSymbolicLink(_folder.At("tree/broken"), _folder.At("nowhere"));
        Directory.CreateSymbolicLink(_folder.At("tree/ring"), _folder.At("tree/ring"));

        (IReadOnlyList<string> found, IReadOnlyList<string> passedOver) = BaselineFiles.Search(_folder.At("tree"));

        found.Should().Equal(_folder.At("tree/a/x.credits.json"), _folder.At("tree/b/y.credits.json"));
        passedOver.Should().HaveCount(2)
            .And.Contain(over => over.StartsWith("passed over 'around', which is a link", StringComparison.Ordinal))
            .And.Contain(over => over.StartsWith("passed over 1 baseline in 'copy'", StringComparison.Ordinal));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void On_random_trees_those_are_found_that_belong_to_it([Values] bool isProject)
    {
        for (int seed = 0; seed < 40; seed++)
        {
            string root = _folder.At($"{seed}");
            var tree = new BaselineTree(root, _folder.At($"outside/{seed}"), seed, isProject);
            if (isProject)
            {
                File.WriteAllText(Path.Combine(root, "Root.csproj"), "<Project />");
            }

            (IReadOnlyList<string> found, IReadOnlyList<string> passedOver) =
                tree.Own.Count > 0 ? BaselineFiles.Search(root) : ([], []);

            found.Select(path => Path.GetRelativePath(root, path)).Should().Equal(tree.Own, $"of tree {seed}");
            passedOver.Any().Should().Be(tree.Own.Count > 0 && tree.Others.Count > 0, $"of tree {seed}");
        }
    }

    [Test]
    public void A_file_is_itself_and_an_empty_folder_an_error_that_names_what_was_passed_over()
    {
        BaselineFiles.Find("anything.json").Should().Equal("anything.json");
        Write("out/App.deps.json", "out/x.credits.json");
        FluentActions.Invoking(() => BaselineFiles.Find(_folder.Path)).Should().Throw<BaselineException>().WithMessage("*'out'*").Which.Code
            .Should().Be(DiagnosticCodes.BaselineMissing);
    }

    private void Write(params string[] names) => Array.ForEach(names, name => _folder.Write("{}", name));

    private void Link(string link, string target)
        => Directory.CreateSymbolicLink(_folder.At(link), Path.GetFullPath(_folder.At(target)));
}
