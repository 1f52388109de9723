using FluentAssertions;
using KoopmanAssert.Tool.Commands;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>
/// On a build server no baseline is written unless that is asked for: a gate that rewrites its own baseline holds nothing.
/// </summary>
[TestFixture]
internal sealed class BuildServerTests
{
    private static readonly string[] Init = ["init", "fc.onnx", "--samples", "mnist-9x9.npy", "-o", "new.credits.json"];
    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = WorkFolder.WithFcBaseline();
        _folder.Write("fc.onnx", Networks.LastLayerDoubled(RealFiles.Fc));
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    // Every variable and value is tried below, in this process.
    [TestCase("CI", "true")]
    [TestCase("JENKINS_URL", "https://jenkins.example/")]
    public void Neither_init_nor_update_nor_accept_writes(string variable, string value)
    {
        Dictionary<string, string> server = new() { [variable] = value };
        SortedDictionary<string, string> before = _folder.Content();

        _folder.RunWith(server, Init).IsRefused(
            3,
            DiagnosticCodes.RefusedOnBuildServer,
            $"'new.credits.json' is not written on a build server ({variable} is set)",
            "--allow-ci");
        _folder.RunWith(server, "update").IsRefused(
            3,
            DiagnosticCodes.RefusedOnBuildServer,
            $"'fc.credits.json' is not written on a build server ({variable} is set)",
            "--allow-ci");

        _folder.RunWith(server, "accept", "fc.credits.json").IsRefused(
            3,
            DiagnosticCodes.RefusedOnBuildServer,
            $"'fc.credits.json' is not written on a build server ({variable} is set)",
            "--allow-ci");

        _folder.Content().Should().Equal(before);
        _folder.RunWith(server, "accept", "fc.credits.json", "--list").Succeeds();
    }

    [Test]
    public void Check_runs_there_as_anywhere()
    {
        ToolRun here = _folder.Run("check").Exits(1);

        _folder.RunWith(new Dictionary<string, string> { ["CI"] = "true" }, "check").Should().Be(here);
    }

    [TestCase("CI", "false")]
    [TestCase("TF_BUILD", "")]
    public void A_variable_that_says_no_is_no_build_server(string variable, string value)
    {
        Dictionary<string, string> developer = new() { [variable] = value };

        _folder.RunWith(developer, Init).Succeeds();
        _folder.RunWith(developer, "update").Succeeds().Output.Should().Contain("new.credits.json: unchanged")
            .And.Contain("fc.credits.json: updated");
    }

    [Test]
    public void Who_asks_for_it_may_write()
    {
        Dictionary<string, string> server = new() { ["CI"] = "true", ["GITHUB_ACTIONS"] = "true" };

        _folder.RunWith(server, [.. Init, "--allow-ci"]).Succeeds();
        _folder.RunWith(server, "accept", "fc.credits.json", "--allow-ci", "--force", "--reason", "scaled").Succeeds().Output.Should()
            .StartWith("accepted: fc.onnx (");
        _folder.RunWith(server, "update", "--allow-ci").Succeeds();

        var updated = CreditBaseline.Load(_folder.PathOf("fc.credits.json"));
        updated.Model.Sha256.Should().Be(CreditBaseline.Load(_folder.PathOf("new.credits.json")).Model.Sha256);
    }

    [NonParallelizable]
    [TestCase("true", true)]
    [TestCase("True", true)]
    [TestCase("1", true)]
    [TestCase("2025.1", true)]
    [TestCase("https://build", true)]
    [TestCase("false", false)]
    [TestCase("False", false)]
    [TestCase("0", false)]
    [TestCase("", false)]
    public void A_variable_of_a_build_server_refuses_unless_it_is_false(string value, bool refused)
    {
        string[] variables = ["CI", "TF_BUILD", "GITHUB_ACTIONS", "GITLAB_CI", "TEAMCITY_VERSION", "JENKINS_URL", "BUILDKITE"];
        string?[] before = [.. variables.Select(Environment.GetEnvironmentVariable)];
        try
        {
            variables.Should().AllSatisfy(set =>
            {
                Array.ForEach(variables, v => Environment.SetEnvironmentVariable(v, v == set ? value : null));
                BuildServer.Variable.Should().Be(refused ? set : null);
                Action write = () => BuildServer.Refuse("a.credits.json");
                if (!refused)
                {
                    write.Should().NotThrow();
                    return;
                }

                BaselineException refusal = write.Should().Throw<BaselineException>().Which;
                refusal.Code.Should().Be(DiagnosticCodes.RefusedOnBuildServer);
                refusal.Message.Should().Contain($"({set} is set)");
            });
        }
        finally
        {
            Array.ForEach([.. variables.Zip(before)], pair => Environment.SetEnvironmentVariable(pair.First, pair.Second));
        }
    }
}
