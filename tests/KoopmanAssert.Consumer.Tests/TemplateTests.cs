using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The template makes a gate that passes, and fails on a bad model, with each test framework.</summary>
[TestFixture]
[Category("Slow")]
public class TemplateTests
{
    private const string Package = "KoopmanAssert.Templates";

    // A home of their own, so that the templates of this machine stay as they are.
    private readonly Dictionary<string, string> _environment = new(GateProject.Environment)
    {
        ["DOTNET_CLI_HOME"] = PackedFeed.NewFolder("Template home"),
    };

    [OneTimeSetUp]
    public void Install()
    {
        string folder = PackedFeed.NewFolder("Template install");
        PackedFeed.Configure(folder);
        string[] install = Readme.Command(Package, "dotnet new install");
        CommandLine.Run(folder, _environment, [.. install[..^1], $"{install[^1]}@{PackedFeed.Version}"]).Expect(0);
    }

    [TestCase("nunit")]
    [TestCase("xunit")]
    [TestCase("mstest")]
    [TestCase("tunit")]
    public void A_gate_of_the_template_passes_and_fails(string framework)
    {
        string folder = PackedFeed.NewFolder($"Template {framework}");
        PackedFeed.Configure(folder);
        string[] create = Readme.Command(Package, "dotnet new koopman-gate");
        create[Array.IndexOf(create, "--framework") + 1] = framework;
        CommandLine.Run(folder, _environment, create).Expect(0);

        string project = Path.Combine(folder, create[^1]);
        string[] test = Readme.Command(Package, "dotnet test");
        Assert.That(CommandLine.Run(project, _environment, test).Expect(0), Does.Not.Contain("warning"));

        File.Copy(Repository.At("tests", "Data", "template-frozen.onnx"), Path.Combine(project, "models", "model.onnx"), overwrite: true);
        CommandResult failed = CommandLine.Run(project, _environment, test);
        Assert.That(failed.ExitCode, Is.EqualTo(framework == "tunit" ? 2 : 1));
        Assert.That(failed.Output, Does.Contain("Most likely at fault (KOOP0001): 'fc2'"));
    }
}
