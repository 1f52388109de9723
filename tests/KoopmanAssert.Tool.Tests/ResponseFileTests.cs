using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>Arguments in a file, one a line, reach the tool as they are.</summary>
[TestFixture]
internal sealed class ResponseFileTests
{
    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = WorkFolder.WithFcBaseline();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("a b/c  d")]
    [TestCase("#comment")]
    [TestCase("in # between")]
    [TestCase("@home")]
    [TestCase("é – 模型")]
    [TestCase(" blanks around ")]
    [TestCase("$(x) %y% ;")]
    public void A_path_of_any_kind(string name) => Holds(name);

    [TestCase("\"quoted\" 'too'")]
    [TestCase("back\\slash")]
    [Platform(Exclude = "Win")]
    public void A_path_that_Windows_does_not_have(string name) => Holds(name);

    [Test]
    public void Windows_line_ends_a_byte_order_mark_and_empty_lines()
    {
        _folder.Write("args.rsp", "\uFEFFcheck\r\n\r\n--threads\r\n1\r\nfc.credits.json");

        _folder.Run("@args.rsp").Succeeds().Output.Should().StartWith("fc.credits.json: fc.onnx on 400 samples");
    }

    [Test]
    public void Together_with_arguments_on_the_command_line()
    {
        _folder.Write("paths.rsp", "fc.credits.json\n");

        _folder.Run("check", "@paths.rsp", "--threads", "1").Succeeds().Output.Should().StartWith("fc.credits.json: ");
        _folder.Copy(_folder.PathOf("fc.credits.json"), "@paths.rsp");
        _folder.Run("check", "--", "@paths.rsp").Succeeds().Output.Should().StartWith("@paths.rsp: ");
        _folder.Run("check", "./@paths.rsp").Succeeds().Output.Should().StartWith("./@paths.rsp: ");
    }

    [Test]
    public void A_file_that_cannot_be_read()
    {
        _folder.Write("latin1.rsp", [.. "check\n"u8, 0xE9]);
        _folder.Write("empty.rsp", "");

        Refuses("@nowhere.rsp", "'nowhere.rsp' does not exist");
        Refuses("@no/where.rsp", "'no/where.rsp' does not exist");
        Refuses("@latin1.rsp", "'latin1.rsp' is not UTF-8");
        Refuses("@empty.rsp", "'empty.rsp' is empty");
        Refuses("@.", "'.' ");
    }

    [Test]
    [Platform("Linux")]
    public void A_device() => Refuses("@/dev/zero", "'/dev/zero' is empty or not a regular file");

    private void Refuses(string argument, string names)
        => _folder.Refuses([argument], 2, DiagnosticCodes.Usage, names, "one argument per line");

    private void Holds(string name)
    {
        foreach (string file in (string[])["fc.onnx", "mnist-9x9.npy", "fc.credits.json"])
        {
            _folder.Copy(_folder.PathOf(file), $"{name}/{file}");
        }

        _folder.Write("args.rsp", $"check\n{name}/fc.credits.json\n");

        ToolRun run = _folder.Run("@args.rsp").Succeeds();

        run.Output.Should().StartWith($"{name}/fc.credits.json: {name}{Path.DirectorySeparatorChar}fc.onnx on 400 samples");
    }
}
