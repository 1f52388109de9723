using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>
/// The first gate of a newcomer with every test framework: a project of the SDK's template, or one as the framework's documentation has it,
/// one package and one test pass on the accepted model and fail on a bad one, without a warning. The failed test has the files for review
/// attached where the framework can attach files: by the NUnit constraints, and elsewhere by the lines of the README.
/// </summary>
[TestFixture]
public class FirstGateTests
{
    private const string Asserted = "KoopmanAssert.FluentAssertions";

    private const string NUnit = """
        using KoopmanAssert;

        public class Gate
        {
            [TestCaseSource(typeof(BaselineCases), nameof(BaselineCases.All))]
            public void The_network_has_not_drifted(string baseline) => Assert.That(CreditBaseline.Load(baseline), Credits.Hold);
        }
        """;

    private const string Xunit = """
        using FluentAssertions;
        using KoopmanAssert;

        public class Gate
        {
            [Theory]
            [MemberData(nameof(BaselineCases.All), MemberType = typeof(BaselineCases))]
            public void The_network_has_not_drifted(string baseline) => CreditBaseline.Load(baseline).Should().Hold();
        }
        """;

    private const string MSTest = """
        using FluentAssertions;
        using KoopmanAssert;

        [TestClass]
        public class Gate
        {
            [TestMethod]
            [DynamicData(nameof(BaselineCases.All), typeof(BaselineCases))]
            public void The_network_has_not_drifted(string baseline) => CreditBaseline.Load(baseline).Should().Hold();
        }
        """;

    private const string TUnit = """
        using FluentAssertions;
        using KoopmanAssert;

        public class Gate
        {
            [Test]
            [MethodDataSource(typeof(BaselineCases), nameof(BaselineCases.All))]
            public void The_network_has_not_drifted(string baseline) => CreditBaseline.Load(baseline).Should().Hold();
        }
        """;

    private static readonly string[] Executable = ["OutputType=Exe"];

    private static readonly string[] Received = ["lenet5.credits.received.html", "lenet5.credits.received.json"];

    [Test]
    public void The_template_nunit()
        => PassesAndFails(new FirstGate("FirstNUnit", feed: PackedFeed.BuiltPath).New("nunit").Add("KoopmanAssert.NUnit").Test(NUnit));

    [Test]
    [Category("Slow")]
    public void The_template_xunit()
    {
        var tool = new RecordingTool(PackedFeed.NewFolder("bin"), "meld");
        FirstGate gate = new FirstGate("FirstXunit").New("xunit").Add(Asserted).OpenIn(tool).Test(Xunit);
        PassesAndFails(gate, attached: []);
        Assert.That(tool.Files.Select(Path.GetFileName), Is.EqualTo(new[] { "lenet5.credits.received.json", "lenet5.credits.json" }));

        tool.Forget();
        gate.RunWith("TF_BUILD", "True", "dotnet", "test", "-c", "Release", "--no-build").Expect(1);
        Assert.That(tool.HasStarted, Is.False, "on a build server");
    }

    [Test]
    [Category("Slow")]
    public void The_template_mstest() => PassesAndFails(
        new FirstGate("FirstMSTest").New("mstest").Add(Asserted).Test(MSTest).Attach("MSTest"));

    [Test]
    [Category("Slow")]
    public void The_template_mstest_on_the_testing_platform() => PassesAndFails(
        new FirstGate("FirstMSTestPlatform", isTestingPlatform: true)
            .New("mstest", "--test-runner", "Microsoft.Testing.Platform")
            .Add(Asserted)
            .Test(MSTest)
            .Attach("MSTest"));

    [Test]
    [Category("Slow")]
    public void NUnit_on_the_testing_platform() => PassesAndFails(
        new FirstGate("FirstNUnitPlatform", isTestingPlatform: true)
            .Write(["NUnit 4.6.1", "NUnit3TestAdapter 6.3.1"], [.. Executable, "EnableNUnitRunner=true"], "NUnit.Framework")
            .Add("KoopmanAssert.NUnit")
            .Test(NUnit));

    [Test]
    [Category("Slow")]
    public void Xunit_v3_with_the_newest_DiffEngine()
    {
        var tool = new RecordingTool(PackedFeed.NewFolder("bin"), "meld");
        PassesAndFails(new FirstGate("FirstXunit3")
            .Write(["xunit.v3.mtp-off 4.0.2", "xunit.runner.visualstudio 4.0.1", "Microsoft.NET.Test.Sdk 18.11.0"], Executable, "Xunit")
            .Add(Asserted)
            .OpenIn(tool, "DiffEngine 20.9.0")
            .Test(Xunit)
            .Attach());
        Assert.That(tool.Files, Has.Length.EqualTo(2));
    }

    [Test]
    [Category("Slow")]
    public void Xunit_v3_on_the_testing_platform() => PassesAndFails(
        new FirstGate("FirstXunit3Platform", isTestingPlatform: true)
            .Write(["xunit.v3 4.0.2"], Executable, "Xunit")
            .Add(Asserted)
            .Test(Xunit)
            .Attach());

    [Test]
    [Category("Slow")]
    public void TUnit_on_the_testing_platform() => PassesAndFails(
        new FirstGate("FirstTUnit", isTestingPlatform: true)
            .Write(["TUnit 1.81.10"], Executable)
            .Add(Asserted)
            .Test(TUnit)
            .Attach("TUnit"));

    [TestCase("xunit 2.4.2", "xunit.runner.visualstudio 2.4.5", "FluentAssertions 6.12.2")]
    [TestCase("xunit 2.9.3", "xunit.runner.visualstudio 3.1.5", "FluentAssertions 7.2.2")]
    [Category("Slow")]
    public void Xunit_2_and_FluentAssertions_at_both_ends(string framework, string adapter, string assertions) =>
        PassesAndFails(AtAnEnd(framework, adapter, assertions), attached: []);

    [Test]
    [Category("Slow")]
    public void Xunit_v3_at_the_lower_end() =>
        PassesAndFails(AtAnEnd("xunit.v3 2.0.3", "xunit.runner.visualstudio 3.1.4", "FluentAssertions 7.2.2").Attach());

    private static FirstGate AtAnEnd(string framework, string adapter, string assertions) => new FirstGate($"First {framework}")
        .Write([framework, adapter, assertions, "Microsoft.NET.Test.Sdk 17.14.1"], Executable, "Xunit")
        .Add(Asserted)
        .Test(Xunit);

    private static void PassesAndFails(FirstGate gate, string[]? attached = null)
    {
        Assert.That(gate.Run("dotnet", "test", "-c", "Release").Expect(0), Does.Not.Contain("warning"));

        gate.Ship(Repository.LeNetFrozenLayer);
        CommandResult failed = gate.Run(["dotnet", "test", "-c", "Release", "--no-build", .. gate.Recording]);
        Assert.That(failed.ExitCode, Is.EqualTo(1).Or.EqualTo(2), "VSTest and Microsoft.Testing.Platform");
        Assert.That(failed.Output, Does.Contain("Most likely at fault (KOOP0001): 'conv2'"));
        Assert.That(gate.Attached(failed), Is.EqualTo(attached ?? Received));
        Assert.That(gate.Page, Does.Contain("koopman-assert update models/lenet5.credits.json<"), "to be typed in the project's folder");
    }
}
