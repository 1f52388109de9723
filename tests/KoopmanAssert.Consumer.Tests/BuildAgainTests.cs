using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>A build without a change checks nothing; any change, of whatever kind and age, is checked.</summary>
[TestFixture]
[Category("Slow")]
public class BuildAgainTests
{
    private const string Long = "2001-02-03T04:05:06Z";
    private GateProject _project = null!;

    [OneTimeSetUp]
    public void Restore()
    {
        _project = new GateProject("Again");
        _project.Restore().Expect(0);
        foreach (string file in Directory.GetFiles(Repository.At("tests", "Data", "external")))
        {
            File.Copy(file, _project.At("models", Path.GetFileName(file)));
        }

        CommandLine.Run(
            _project.At("models"),
            new Dictionary<string, string>(GateProject.Environment)
            {
                ["KOOPMAN_ASSERT_ONNXRUNTIME"] = PackedFeed.OnnxRuntime("1.30.0"), // the packed tool has none of its own
            },
            "dotnet",
            "exec",
            Path.Combine(GateProject.Package, "tools", "net10.0", "koopman-assert.dll"),
            "init",
            "dense.onnx",
            "--samples",
            "samples.npy").Expect(0);
        Assert.That(_project.BuildAndCount(), Is.EqualTo(2));
    }

    [Test]
    public void A_second_build_skips_the_check()
    {
        string log = _project.At("second.binlog");
        Assert.That(_project.Build($"-bl:{log}", "-v:n").Expect(0), Does.Not.Contain(".credits.json: "));
        string skipped = Detailed(log);
        Assert.That(
            skipped,
            Does.Contain(
                "Skipping target \"_KoopmanAssertRunCheck\" "
                + "because all output files are up-to-date with respect to the input files.")
                .And.Contain("Input files:")
                .And.Contain(_project.Model));
        Assert.That(skipped, Does.Not.Contain("Task \"CheckKoopmanBaselines\""));

        log = _project.At("changed.binlog");
        _project.Build($"-bl:{log}", "-p:KoopmanAssertSeverity=warning").Expect(0);
        Assert.That(
            Detailed(log),
            Does.Contain("Checking the baselines: the settings or the list of baselines changed.")
                .And.Contain("Task \"CheckKoopmanBaselines\""));
        Assert.That(_project.BuildAndCount(), Is.EqualTo(2), "back to errors: another change");
    }

    [TestCase("models/dense.credits.json")]
    [TestCase("models/dense.onnx")]
    [TestCase("models/dense.weights")]
    [TestCase("models/samples.npy")]
    public void An_input_that_is_newer_or_older_is_checked(string input)
    {
        File.SetLastWriteTimeUtc(_project.At(input), DateTime.UtcNow);
        Assert.That(_project.BuildAndCount(), Is.EqualTo(2));
        Assert.That(_project.BuildAndCount(), Is.Zero);
        GateProject.SetTime(_project.At(input), Long);
        Assert.That(_project.BuildAndCount(), Is.EqualTo(2));
        Assert.That(_project.BuildAndCount(), Is.Zero);
    }

    [Test]
    public void A_model_that_is_restored_with_an_old_time_is_checked()
    {
        _project.ShipFrozenLayer();
        GateProject.SetTime(_project.Model, Long);
        Assert.That(_project.Build().Expect(1), Does.Contain("error KOOP0001: block 'conv2'"));
        Assert.That(_project.Record, Does.Not.Exist);
        _project.Build().Expect(1);

        _project.ShipAccepted();
        Assert.That(_project.BuildAndCount(), Is.EqualTo(2));
    }

    [Test]
    public void The_tool_is_an_input()
    {
        var project = new GateProject("Tool", "RestorePackagesPath=../packages"); // others build with the one that is restored for all
        project.Restore().Expect(0);
        Assert.That(project.BuildAndCount(), Is.EqualTo(1));
        string tool = project.At("..", "packages", "koopmanassert.msbuild", PackedFeed.Version, "tools", "net10.0", "koopman-assert.dll");
        DateTime time = File.GetLastWriteTimeUtc(tool);
        File.SetLastWriteTimeUtc(tool, DateTime.UtcNow);
        Assert.That(project.BuildAndCount(), Is.EqualTo(1));
        File.SetLastWriteTimeUtc(tool, time);
        Assert.That(project.BuildAndCount(), Is.EqualTo(1));
    }

    [Test]
    public void A_baseline_that_comes_goes_or_is_renamed_is_noticed()
    {
        File.Copy(_project.Baseline, _project.At("models", "more.credits.json"));
        Assert.That(_project.BuildAndCount(), Is.EqualTo(3));
        File.Move(_project.At("models", "more.credits.json"), _project.At("models", "renamed.credits.json"));
        Assert.That(_project.BuildAndCount(), Is.EqualTo(3));
        File.Delete(_project.At("models", "renamed.credits.json"));
        Assert.That(_project.BuildAndCount(), Is.EqualTo(2));
    }

    [TestCase("models/dense.onnx", "KOOP2001")]
    [TestCase("models/dense.weights", "KOOP2004")]
    [TestCase("models/samples.npy", "KOOP2006")]
    public void An_input_that_is_renamed_is_noticed(string input, string code)
    {
        File.Move(_project.At(input), _project.At("elsewhere"));
        Assert.That(_project.Build().Expect(1), Does.Contain($"error {code}: "));
        File.Move(_project.At("elsewhere"), _project.At(input));
        Assert.That(_project.BuildAndCount(), Is.EqualTo(2));
    }

    [Test]
    public void Clean_and_rebuild_check_again()
    {
        _project.Run("clean", "-v:q").Expect(0);
        Assert.That(_project.Record, Does.Not.Exist);
        Assert.That(_project.BuildAndCount(), Is.EqualTo(2));
        Assert.That(_project.BuildAndCount("-t:Rebuild"), Is.EqualTo(2));
    }

    // A binary log is read by building it again.
    private string Detailed(string log)
    {
        string text = Path.ChangeExtension(log, ".log");
        _project.Run("msbuild", log, "-noConsoleLogger", $"-fileLoggerParameters:Verbosity=detailed;LogFile={text}").Expect(0);
        return File.ReadAllText(text);
    }
}
