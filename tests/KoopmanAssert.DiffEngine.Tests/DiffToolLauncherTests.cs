using DiffEngine;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>A failed gate starts a diff tool, here a program that writes down what it is started with.</summary>
[TestFixture]
[NonParallelizable]
public class DiffToolLauncherTests
{
    private TestFolder _folder = null!;
    private RecordingTool _tool = null!;
    private string? _ci;

    [OneTimeSetUp]
    public void AllowAllTools() => DiffRunner.MaxInstancesToLaunch(1000);

    [SetUp]
    public void InstallTool()
    {
        _folder = new TestFolder();
        _tool = new RecordingTool(_folder.Path);
        _ = Install(_tool.Program);
        _ci = Environment.GetEnvironmentVariable("CI");
        Environment.SetEnvironmentVariable("CI", null);
        DiffRunner.Disabled = false;
        DiffToolLauncher.Use();
    }

    [TearDown]
    public void RestoreAll()
    {
        BaselineGate.Failed = null;
        Environment.SetEnvironmentVariable("CI", _ci);
        _folder.Dispose();
    }

    [Test]
    public void Drift_opens_the_received_file_and_the_baseline()
    {
        (string baseline, CreditReport moved) = _folder.Drifted();
        byte[] accepted = File.ReadAllBytes(baseline);

        var verdict = BaselineVerdict.Judge(moved, baseline);

        Assert.That(_tool.Files, Is.EqualTo(new[] { verdict.ReceivedFile, baseline }));
        Assert.That(File.ReadAllBytes(baseline), Is.EqualTo(accepted));
    }

    [Test]
    public void A_baseline_that_holds_opens_nothing()
    {
        string model = _folder.Network("net.onnx");
        Assert.That(BaselineVerdict.Judge(_folder.Analyse(model), _folder.Baseline(model)).Holds, Is.True);
        Assert.That(_tool.HasStarted, Is.False);
    }

    [TestCase("true")]
    [TestCase("1")]
    public void On_a_build_server_nothing_opens(string ci)
    {
        Environment.SetEnvironmentVariable("CI", ci);
        (string baseline, CreditReport moved) = _folder.Drifted();
        Assert.That(BaselineVerdict.Judge(moved, baseline).Holds, Is.False);
        AssertThatNothingStarts();
    }

    [Test]
    public void Where_DiffEngine_is_disabled_nothing_opens()
    {
        DiffRunner.Disabled = true;
        (string baseline, CreditReport moved) = _folder.Drifted();
        Assert.That(BaselineVerdict.Judge(moved, baseline).Holds, Is.False);
        AssertThatNothingStarts();
    }

    [Test]
    public void A_tool_that_cannot_be_started_leaves_the_verdict()
    {
        string broken = _folder.At("broken.exe");
        File.WriteAllText(broken, "no program");
        _ = Install(broken);
        (string baseline, CreditReport moved) = _folder.Drifted();
        TextWriter before = Console.Error;
        using var errors = new StringWriter();
        Console.SetError(errors);
        try
        {
            Assert.That(BaselineVerdict.Judge(moved, baseline).Message, Does.Contain("fc2"));
        }
        finally
        {
            Console.SetError(before);
        }

        Assert.That(errors.ToString(), Does.StartWith("The diff tool was not opened: "));
    }

    [Test]
    public void To_ask_twice_is_to_ask_once_beside_others()
    {
        Action<BaselineVerdict> other = _ => { };
        BaselineGate.Failed += other;
        DiffToolLauncher.Use();
        Assert.That(BaselineGate.Failed!.GetInvocationList(), Has.Length.EqualTo(2).And.Contains(other));
    }

    [Test]
    public void The_public_surface_is_the_approved_one() => PublicSurface.Verify(typeof(DiffToolLauncher).Assembly);

    // A tool that is started after this one has been started before it.
    private void AssertThatNothingStarts()
    {
        using var folder = new TestFolder();
        var later = new RecordingTool(folder.Path);
        _ = Install(later.Program);
        Environment.SetEnvironmentVariable("CI", null);
        DiffRunner.Disabled = false;
        (string baseline, CreditReport moved) = folder.Drifted();
        BaselineVerdict.Judge(moved, baseline);
        Assert.That(later.Files, Has.Length.EqualTo(2));
        Assert.That(_tool.HasStarted, Is.False);
    }

    // The tool that is added last is the first that is tried.
    private static ResolvedTool Install(string program) => DiffTools.AddTool(
        $"recorder {Guid.NewGuid()}",
        autoRefresh: false,
        isMdi: false,
        supportsText: true,
        requiresTarget: true,
        useShellExecute: false,
        new LaunchArguments(
            Left: (received, accepted) => $"\"{accepted}\" \"{received}\"",
            Right: (received, accepted) => $"\"{received}\" \"{accepted}\""),
        program,
        binaryExtensions: [])!;
}
