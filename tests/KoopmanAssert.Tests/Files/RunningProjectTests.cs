using System.Security.Cryptography;
using FluentAssertions;
using KoopmanAssert.Core.Files;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Which project runs, from what the build wrote into the folder of the tests.</summary>
[TestFixture]
internal sealed class RunningProjectTests
{
    private BaselineFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new BaselineFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Without_a_note_no_project_runs() => RunningProject.Find([_folder.Path, _folder.At("none")], []).Should().BeNull();

    [Test]
    public void The_folder_that_was_built_is_the_source_whatever_changed_in_it_since()
    {
        Build("src", "App.Tests");
        _folder.Write("changed", "src/models/net.onnx");
        Find("src").Source.Should().Be(_folder.At("src"));
        Find("src").Folders.Should().Equal(_folder.At("src"), _folder.At("src/bin"));
    }

    [Test]
    public void A_checkout_that_was_moved_with_its_output_is_its_own_source()
    {
        Build("src", "App.Tests");
        Directory.Move(_folder.At("src"), _folder.At("moved"));
        Find("moved").Source.Should().Be(_folder.At("moved"));
    }

    [Test]
    public void A_checkout_that_was_copied_with_its_output_is_its_own_source()
    {
        Build("src", "App.Tests");
        Copy("src", "copy");
        Find("copy").Source.Should().Be(_folder.At("copy"));
        Find("src").Source.Should().Be(_folder.At("src"));
    }

    [Test]
    public void An_output_elsewhere_beside_a_checkout_of_another_time_has_no_source()
    {
        Build("src", "App.Tests");
        Copy("src/bin", "machine/tests");
        Find("machine/tests", "").Source.Should().Be(_folder.At("src"), "it is on the machine that built it");

        Directory.Delete(_folder.At("src/obj"), recursive: true);
        Find("machine/tests", "").Source.Should().Be(_folder.At("src"), "it has the same content");
        _folder.Write("of another time", "src/models/net.onnx");
        RunningProject other = Find("machine/tests", "");
        (other.Source, other.Folder).Should().Be((null, _folder.At("machine/tests")));
        _folder.Write("of another build", "src/obj/KoopmanAssert.mark");
        Find("machine/tests", "").Source.Should().BeNull();
        Directory.Delete(_folder.At("src"), recursive: true);
        Find("machine/tests", "").Source.Should().BeNull();
    }

    [TestCase("C:\\src\\App.Tests.csproj", "C:\\src\\bin")]
    [TestCase("/src/App.Tests.csproj", "/src/bin")]
    public void A_source_on_another_system_is_none(string project, string output)
    {
        _folder.Write($"project {project}\noutput {output}\nmark 1 /nowhere/mark\n", $"bin/App.Tests{ProjectNote.Ending}");
        Find("").Source.Should().BeNull();
    }

    [Test]
    public void Of_several_projects_in_one_folder_that_runs_which_none_of_the_others_uses()
    {
        string own = typeof(RunningProjectTests).Assembly.GetName().Name!, used = typeof(RunningProject).Assembly.GetName().Name!;
        Build("a", used, output: "bin");
        Build("b", own, output: "bin");
        Build("c", "NotLoaded", output: "bin");

        RunningProject.Find([_folder.At("bin")], AppDomain.CurrentDomain.GetAssemblies())!.Source.Should().Be(_folder.At("b"));
    }

    [Test]
    public void Several_projects_that_do_not_use_each_other_are_an_error_with_their_full_paths()
    {
        Build("a", typeof(Assert).Assembly.GetName().Name!, output: "bin");
        Build("b", typeof(MathNet.Numerics.Complex32).Assembly.GetName().Name!, output: "bin");

        System.Reflection.Assembly[] loaded = [typeof(Assert).Assembly, typeof(MathNet.Numerics.Complex32).Assembly];
        FluentActions.Invoking(() => RunningProject.Find([_folder.At("bin")], loaded)).Should()
            .Throw<SettingsException>()
            .WithMessage($"*'{_folder.At("b/MathNet.Numerics.csproj")}', '{_folder.At("a/nunit.framework.csproj")}'*")
            .Which.Code.Should().Be(DiagnosticCodes.ProjectUnknown);
    }

    [Test]
    public void A_damaged_note_is_an_error()
    {
        _folder.Write("project /src/App.csproj\n", $"bin/App{ProjectNote.Ending}");
        FluentActions.Invoking(() => Find("")).Should().Throw<SettingsException>().WithMessage("KOOP4004: *has no line 'output'*");
    }

    private RunningProject Find(string place, string output = "bin")
        => RunningProject.Find([_folder.At("none"), _folder.At(Path.Combine(place, output))], [])!;

    // What the targets of the package do, with the mark of a build of its own.
    private void Build(string place, string name, string? output = null)
    {
        string bin = Directory.CreateDirectory(_folder.At(output ?? $"{place}/bin")).FullName;
        string model = _folder.Write("model", $"{place}/models/net.onnx");
        string mark = _folder.Write($"{Guid.NewGuid()}\n", $"{place}/obj/KoopmanAssert.mark");
        string[] lines =
        [
            $"project {_folder.At($"{place}/{name}.csproj")}",
            $"output {bin}",
            $"mark {File.ReadAllText(mark).Trim()} {mark}",
            "tests true",
            $"file {Convert.ToHexString(SHA256.HashData("model"u8))} {model}",
        ];
        File.WriteAllLines(Path.Combine(bin, $"{name}{ProjectNote.Ending}"), lines);
    }

    private void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(_folder.At(from), "*", SearchOption.AllDirectories))
        {
            string copy = _folder.At(Path.Combine(to, Path.GetRelativePath(_folder.At(from), file)));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
