using System.Xml.Linq;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Drift is an error or, where so set, a warning like a compiler's: only a warning can be silenced or raised.</summary>
[TestFixture]
[Category("Slow")]
public class BuildSeverityTests
{
    private GateProject _project = null!;

    [OneTimeSetUp]
    public void Drift()
    {
        _project = new GateProject("Severity");
        _project.Restore().Expect(0);
        _project.ShipFrozenLayer();
    }

    [TestCase(1, "error KOOP0001")]
    [TestCase(1, "error KOOP0001", "-p:NoWarn=KOOP0001")]
    [TestCase(1, "error KOOP0001", "-p:MSBuildWarningsAsMessages=KOOP0001")]
    [TestCase(0, "warning KOOP0001", "-p:KoopmanAssertSeverity=warning")]
    [TestCase(0, "0 Warning(s)", "-p:KoopmanAssertSeverity=warning", "-p:NoWarn=KOOP0001")]
    [TestCase(0, "warning KOOP0001", "-p:KoopmanAssertSeverity=warning", "-p:NoWarn=KOOP0002")]
    [TestCase(1, "error KOOP0001", "-p:KoopmanAssertSeverity=warning", "-warnaserror")]
    [TestCase(1, "error KOOP0001", "-p:KoopmanAssertSeverity=warning", "-p:TreatWarningsAsErrors=true")]
    [TestCase(
        0,
        "warning KOOP0001",
        "-p:KoopmanAssertSeverity=warning",
        "-p:TreatWarningsAsErrors=true",
        "-p:WarningsNotAsErrors=KOOP0001")]
    [TestCase(1, "error KOOP0001", "-p:KoopmanAssertSeverity=warning", "-p:WarningsAsErrors=KOOP0001")]
    [TestCase(1, "error KOOP0001", "-p:KoopmanAssertSeverity=warning", "-p:MSBuildWarningsAsErrors=KOOP0001")]
    [TestCase(0, "warning KOOP0001", "-p:KoopmanAssertSeverity=warning", "-p:WarningsAsErrors=KOOP0002")]
    [TestCase(1, "error KOOP4001: 'none' is not a valid severity", "-p:KoopmanAssertSeverity=none")]
    public void A_drift_with_options(int exitCode, string said, params string[] options) =>
        Assert.That(_project.Build(options).Expect(exitCode), Does.Contain(said));

    [Test]
    public void A_baseline_may_have_a_severity_of_its_own()
    {
        var project = new GateProject("Own");
        File.Copy(project.Baseline, project.At("models", "strict.credits.json"));
        project.Write(
            [],
            new XElement("KoopmanBaseline", new XAttribute("Update", "models/lenet5.credits.json"), new XAttribute("Severity", "warning")));
        project.ShipFrozenLayer();
        project.Restore().Expect(0);

        Assert.That(
            project.Build().Expect(1),
            Does.Contain("lenet5.credits.json(11,5): warning KOOP0001").And.Contain("strict.credits.json(11,5): error KOOP0001"));
    }
}
