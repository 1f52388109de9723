using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>The page that report, check --report and diff --report write: one file, in the place of nothing but an older page.</summary>
[TestFixture]
internal sealed partial class PageTests
{
    private const string Name = "fc.credits.json";
    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = WorkFolder.WithFcBaseline();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void A_page_has_the_name_of_the_baseline_and_lies_in_the_current_folder()
    {
        _folder.Copy(_folder.PathOf(Name), $"models/{Name}");
        _folder.Copy(RealFiles.Fc, "models/fc.onnx");
        _folder.Copy(RealFiles.Mnist9X9, "models/mnist-9x9.npy");

        _folder.Run("report", $"models/{Name}").Succeeds().Output.Should().Contain("passed: 4 blocks").And
            .EndWith("wrote fc.credits.html\n");

        string page = _folder.Text("fc.credits.html");
        page.Should().Contain("The network has not changed beyond its limits.").And.Contain("models/fc.credits.json")
            .And.NotContain(_folder.Root);
        page.Should().Contain("Singular values").And.Contain("Kernel credits").And.Contain("data:image/png;base64,").And
            .Contain("log-sensitivity");
    }

    [Test]
    public void A_page_is_the_same_each_time_and_wherever_the_folder_lies()
    {
        _folder.Run("report", Name, "-o", "new folder/a.html").Succeeds();
        using var elsewhere = WorkFolder.WithFcBaseline();
        elsewhere.Run("report", Name, "-o", "b.html", "--threads", "1").Succeeds();

        elsewhere.Bytes("b.html").Should().Equal(_folder.Bytes("new folder/a.html"));
    }

    [Test]
    public void A_network_that_moved_is_drift_and_has_its_page()
    {
        _folder.Write("other.onnx", Networks.LastLayerDoubled(RealFiles.Fc));

        ToolRun run = _folder.Run("report", Name, "--model", "other.onnx").Exits(1);

        run.Output.Should().Contain("drift: ").And.Contain("wrote fc.credits.html");
        _folder.Text("fc.credits.html").Should().Contain("The network has changed.").And
            .Contain("replace fc.onnx with other.onnx, then run <code>koopman-assert update fc.credits.json</code>")
            .And
            .Contain("<code>koopman-assert accept fc.credits.json other.onnx --force --reason TEXT</code>");
    }

    [Test]
    public void A_run_of_several_baselines_is_one_page()
    {
        _folder.Copy(RealFiles.Mnist9X9, "drifted/mnist-9x9.npy");
        _folder.Copy(_folder.PathOf(Name), $"drifted/{Name}");
        _folder.Write("drifted/fc.onnx", Networks.LastLayerDoubled(RealFiles.Fc));
        _folder.Write($"corrupt/{Name}", "{");

        _folder.Run("check", "--report", "all.html", "--report", "all.json").Exits(3);

        string page = _folder.Text("all.html");
        page.Should().Contain("1 of 3 networks has changed, 1 could not be compared.");
        Regex.Matches(page, "<article ").Should().HaveCount(3);
        page.Should().Contain("<b>corrupt/fc.credits.json</b></a> Not compared: the file is not a valid baseline.");
    }

    [Test]
    public void Two_models_are_shown_side_by_side()
    {
        _folder.Write("other.onnx", Networks.LastLayerDoubled(RealFiles.Fc));
        string[] diff = ["diff", "fc.onnx", "other.onnx", "--samples", "mnist-9x9.npy"];

        ToolRun run = _folder.Run([.. diff, "--report", "diff.html"]).Exits(1);

        run.Output.Should().Be(_folder.Run(diff).Exits(1).Output);
        string page = _folder.Text("diff.html");
        page.Should().Contain("Most likely at fault: block fc4.").And.Contain("fc.onnx (A) and other.onnx (B)")
            .And.Contain("Thick line: B; dashed line: A").And.NotContain("koopman-assert update");
    }

    [TestCase("report", Name, "-o", "page.json")]
    [TestCase("report", Name, "-o", "page")]
    [TestCase("diff", "fc.onnx", "fc.onnx", "--samples", "mnist-9x9.npy", "--report", "diff.json")]
    public void A_page_ends_with_html(params string[] arguments) =>
        _folder.Refuses(
            arguments,
            2,
            DiagnosticCodes.Usage,
            $"'{arguments[^1]}' is not the name of an HTML page",
            "Use a name that ends with .html");

    [Test]
    public void Two_baselines_have_no_page() =>
        _folder.Refuses(
            ["diff", Name, Name, "--report", "diff.html"],
            2,
            DiagnosticCodes.Usage,
            "'fc.credits.json' is a baseline; --report can compare only models",
            "koopman-assert report BASELINE");

    [TestCase("")]
    [TestCase("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<title>mine</title>")]
    [TestCase("<p>koopman-assert</p>")]
    public void A_file_that_is_no_page_of_ours_is_never_replaced(string content)
    {
        _folder.Write("fc.credits.html", content);

        _folder.Refuses(
            ["report", Name],
            4,
            DiagnosticCodes.OutputNotWritable,
            "'fc.credits.html' exists and is not a report of koopman-assert",
            "Use another name");
        _folder.Refuses(
            ["check", "--report", "fc.credits.html"],
            4,
            DiagnosticCodes.OutputNotWritable,
            "'fc.credits.html' exists and is not a report of koopman-assert",
            "Use another name");
    }

    [Test]
    public void An_older_page_is_replaced()
    {
        _folder.Run("check", "--report", "page.html").Succeeds();
        byte[] first = _folder.Bytes("page.html");
        _folder.Run("report", Name, "-o", "page.html").Succeeds();
        _folder.Bytes("page.html").Should().NotEqual(first);

        _folder.Run("check", "--report", "page.html").Succeeds();

        _folder.Bytes("page.html").Should().Equal(first);
        _folder.Content().Keys.Should().BeEquivalentTo("fc.onnx", "mnist-9x9.npy", Name, "page.html");
    }

    [Test]
    public void What_keeps_a_baseline_from_its_comparison_leaves_no_page()
    {
        _folder.Refuses(
            ["report", "nowhere.credits.json"],
            3,
            DiagnosticCodes.BaselineMissing,
            "'nowhere.credits.json' does not exist",
            "koopman-assert init");
        _folder.Refuses(
            ["report", Name, "--model", "nowhere.onnx"],
            2,
            DiagnosticCodes.ModelMissing,
            "'nowhere.onnx' does not exist",
            "Give the path");
        _folder.Refuses(
            ["report", Name, "-o", "fc.onnx/page.html"],
            4,
            DiagnosticCodes.OutputNotWritable,
            "'fc.onnx/page.html' cannot be written",
            "Give a path that can be written");
    }

    [Test]
    public void Reduced_blocks_have_a_page_without_the_pictures_that_need_their_operators()
    {
        _folder.Run("init", "fc.onnx", "--samples", "mnist-9x9.npy", "--reduce", "5", "-o", "reduced.credits.json").Succeeds();

        _folder.Run("report", "reduced.credits.json").Succeeds();

        _folder.Text("reduced.credits.html").Should().Contain("Singular values").And.NotContain("Kernel credits");
    }

    [Test]
    public void A_strangers_name_in_a_baseline_is_text()
    {
        _folder.Write(Name, _folder.Text(Name).Replace("\"fc1\"", JsonSerializer.Serialize("\"><script>alert(1)</script>")));

        _folder.Run("report", Name).Succeeds();

        _folder.Text("fc.credits.html").Should().NotContain("<script").And.Contain("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;");
    }

    // To the last digit on one machine; another processor may round the last one otherwise.
    [Test]
    public void The_page_of_the_example_is_what_its_command_writes()
    {
        string example = Path.GetDirectoryName(RealFiles.Lenet5)!, checkedIn = Path.Combine(example, "drift.html");
        foreach (string file in Directory.GetFiles(example))
        {
            _folder.Copy(file);
        }

        _folder.Run("report", "lenet5.credits.json", "--model", "lenet5-frozen-layer.onnx", "-o", "drift.html").Exits(1);

        if (Environment.GetEnvironmentVariable(Approval.AcceptVariable) is { Length: > 0 })
        {
            File.Copy(_folder.PathOf("drift.html"), checkedIn, overwrite: true);
        }

        string written = _folder.Text("drift.html"), kept = File.ReadAllText(checkedIn);
        File.ReadAllText(Path.Combine(example, "README.md")).Should()
            .Contain("koopman-assert report lenet5.credits.json --model lenet5-frozen-layer.onnx -o drift.html");
        Words(written).Should().Be(Words(kept), "the page is made anew by running this test with {0}=1", Approval.AcceptVariable);
        Numbers(written).Zip(Numbers(kept)).Should()
            .OnlyContain(pair => Math.Abs(pair.First - pair.Second) <= 0.11 + (0.01 * Math.Abs(pair.Second)));
    }

    private static string Words(string page) => Number().Replace(Picture().Replace(page, "picture"), "#");

    private static IEnumerable<double> Numbers(string page) =>
        Number().Matches(Picture().Replace(page, "picture"))
            .Select(m => double.Parse(m.Value.Replace('−', '-'), CultureInfo.InvariantCulture));

    [GeneratedRegex("data:image/png;base64,[^\"]+")]
    private static partial Regex Picture();

    // Hashes are words, and so are the digits in names.
    [GeneratedRegex(@"(?<![\w#])[-−]?\d+(?:\.\d+)?(?:e[-−+]\d+)?(?![\w])")]
    private static partial Regex Number();
}
