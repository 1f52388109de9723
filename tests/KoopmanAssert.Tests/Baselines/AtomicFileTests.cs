using FluentAssertions;
using KoopmanAssert.Core.Files;
using NUnit.Framework;

namespace KoopmanAssert;

[TestFixture]
internal sealed class AtomicFileTests
{
    private static readonly byte[] Old = [1, 2, 3], New = [4, 5, 6, 7];

    private BaselineFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new BaselineFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void A_file_is_made_and_replaced_and_nothing_is_left_beside_it()
    {
        string path = _folder.At("a.credits.json");
        AtomicFile.Write(path, Old);
        File.ReadAllBytes(path).Should().Equal(Old);
        AtomicFile.Write(path, New);
        File.ReadAllBytes(path).Should().Equal(New);
        Names().Should().Equal("a.credits.json");
    }

    [Test]
    public void What_a_killed_process_left_is_taken_over()
    {
        _folder.Write(new byte[1000], ".a.credits.json.tmp");
        AtomicFile.Write(_folder.At("a.credits.json"), New);
        File.ReadAllBytes(_folder.At("a.credits.json")).Should().Equal(New);
        Names().Should().Equal("a.credits.json");
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void Nothing_is_written_through_a_link([Values] bool loose)
    {
        string target = loose ? _folder.At("none.json") : _folder.Write(Old, "target.json");
        File.CreateSymbolicLink(_folder.At("a.credits.json"), target);
        Refused(_folder.At("a.credits.json"), "is a symbolic link");
        File.Exists(target).Should().Be(!loose);
        new FileInfo(_folder.At("a.credits.json")).LinkTarget.Should().Be(target);
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void Nothing_is_written_through_a_link_of_the_temporary_name()
    {
        string target = _folder.Write(Old, "target.json");
        File.CreateSymbolicLink(_folder.At(".a.credits.json.tmp"), target);
        Refused(_folder.At("a.credits.json"), "is a symbolic link, or its temporary file is");
        File.ReadAllBytes(target).Should().Equal(Old);
    }

    [Test]
    public void A_read_only_file_stays()
    {
        string path = _folder.Write(Old, "a.credits.json");
        File.SetAttributes(path, FileAttributes.ReadOnly);
        Refused(path, "is read-only");
        File.ReadAllBytes(path).Should().Equal(Old);
        Names().Should().Equal("a.credits.json");
        File.SetAttributes(path, FileAttributes.Normal);
    }

    [Test]
    public void A_folder_of_that_name_stays()
    {
        Directory.CreateDirectory(_folder.At("a.credits.json"));
        Refused(_folder.At("a.credits.json"), "is a folder");
        Directory.CreateDirectory(_folder.At(".b.credits.json.tmp"));
        Refused(_folder.At("b.credits.json"), "is a folder");
    }

    [Test]
    public void A_missing_folder_is_made()
    {
        string path = _folder.At("none/deep/a.credits.json");
        AtomicFile.Write(path, New);
        File.ReadAllBytes(path).Should().Equal(New);
    }

    [Test]
    public void A_path_below_a_file_is_refused()
    {
        _folder.Write(Old, "file");
        Refused(_folder.At("file/a.credits.json"), "cannot be written");
        File.ReadAllBytes(_folder.At("file")).Should().Equal(Old);
    }

    [Test]
    public void A_baseline_saves_itself()
    {
        CreditBaseline baseline = _folder.Usual();
        Directory.CreateDirectory(_folder.At("models"));
        baseline.Save();
        File.ReadAllText(baseline.Path).Should().Be(_folder.UsualText());
    }

    private string[] Names() => [.. Directory.EnumerateFileSystemEntries(_folder.Path).Select(p => Path.GetFileName(p))];

    private static void Refused(string path, string problem)
    {
        BaselineException fault = FluentActions.Invoking(() => AtomicFile.Write(path, New)).Should().Throw<BaselineException>().Which;
        (fault.Code, fault.File).Should().Be((DiagnosticCodes.BaselineNotWritable, path));
        fault.Problem.Should().Contain(problem);
        fault.WayOut.Should().Contain("The existing file was not changed");
    }
}
