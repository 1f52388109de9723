using System.Text.Json;
using FluentAssertions;
using KoopmanAssert.Core.Models.Onnx;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>Names in a model or a baseline of someone else can neither steer a terminal nor give a build server orders.</summary>
[TestFixture]
internal sealed class UntrustedNamesTests
{
    // Each network and baseline takes five of them.
    private static readonly string[][] Evil =
    [
        [
            "\u001b[2J\u001b]0;owned\u0007", "##vso[task.setvariable variable=x]y", "::error::gone", "two\r\nlines\n##[error]x",
            new string('x', 5000),
        ],
        ["::set-env name=x::y", "back\bspace", "\u009b31m", "right\u202eleft", "line\u2028line"],
    ];

    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = WorkFolder.WithFc();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Names_of_tensors_and_operators([Values(0, 1)] int set)
    {
        _folder.Write("evil.onnx", Renamed(Evil[set]));

        ToolRun table = IsHarmless(_folder.Run("blocks", "evil.onnx").Succeeds());
        table.Lines.Should().HaveCount(5).And.OnlyContain(line => line.Length < 400);
        using var json = JsonDocument.Parse(IsHarmless(_folder.Run("blocks", "evil.onnx", "--json").Succeeds()).Output);
        json.RootElement.GetProperty("blocks")[0].GetProperty("to")[0].GetString().Should().Be($"1{Evil[set][1]}");
        IsHarmless(_folder.Run("init", "evil.onnx", "--samples", "mnist-9x9.npy", "--split", "*").Succeeds());
        IsHarmless(_folder.Run("check").Succeeds());
        IsHarmless(_folder.Run("blocks", "evil.onnx", "--cuts", "nowhere").Exits(2));
    }

    // ONNX Runtime takes names as C strings, which end there.
    [Test]
    public void A_NUL_in_a_name()
    {
        _folder.Write("evil.onnx", Renamed("before\0after"));

        IsHarmless(_folder.Run("blocks", "evil.onnx").Exits(4)).Errors.Should().Contain("before\\u0000after");
    }

    [Test]
    public void Names_in_the_messages_of_ONNX_Runtime_and_ours([Values(0, 1)] int set)
    {
        ModelProto unknown = Renamed(Evil[set]);
        unknown.Graph.Node[0].OpType = string.Concat(Evil[set]);
        _folder.Write("unknown.onnx", unknown);
        IsHarmless(_folder.Run("blocks", "unknown.onnx").Exits(2)).Errors.Should().Contain($"error {DiagnosticCodes.ModelRefused}: ");

        ModelProto loose = Renamed(Evil[set]);
        loose.Graph.Node[2].Input[0] = $"nowhere{string.Concat(Evil[set])}";
        _folder.Write("loose.onnx", loose);
        IsHarmless(_folder.Run("blocks", "loose.onnx").Exits(2)).Errors.Should().Contain($"error {DiagnosticCodes.ModelUnreadable}: ");

        ModelProto external = Networks.WithExternalWeight(out _, ("location", $"../{string.Concat(Evil[set])}"));
        _folder.Write("external.onnx", external);
        IsHarmless(_folder.Run("blocks", "external.onnx").Exits(2)).Errors.Should().Contain($"error {DiagnosticCodes.ExternalData}: ");
    }

    [Test]
    public void Names_in_a_baseline([Values(0, 1)] int set)
    {
        using var accepted = WorkFolder.WithFcBaseline();
        string good = accepted.Text("fc.credits.json");
        string[] evil = [.. Evil[set].Select(name => JsonSerializer.Serialize(name))];
        _folder.Write(
            "fc.credits.json",
            good.Replace("\"fc1\"", evil[0]).Replace("\"fc2\"", evil[1]).Replace("\"fc3\"", evil[2]).Replace("\"fc4\"", evil[3]));
        string all = JsonSerializer.Serialize(string.Concat(Evil[set]));
        _folder.Write("other.credits.json", good.Replace("\"path\": \"fc.onnx\"", $"\"path\": {all}"));
        _folder.Write("rules.credits.json", good.Replace("\"blocks\": \"*\"", $"\"blocks\": {all}"));

        IsHarmless(_folder.Run("check", "fc.credits.json").Succeeds()).Output.Should().Contain($"note {DiagnosticCodes.BlockRenamed}: ");
        IsHarmless(_folder.Run("diff", "fc.credits.json", "fc.credits.json").Succeeds());
        IsHarmless(_folder.Run("check", "other.credits.json", "rules.credits.json"));
        IsHarmless(_folder.Run("update", "fc.credits.json").Succeeds());
    }

    [Test]
    public void Names_on_the_command_line() => Evil.SelectMany(set => set).Where(name => name.Length < 100).Should().AllSatisfy(name =>
    {
        IsHarmless(_folder.Run("check", name).Exits(3));
        IsHarmless(_folder.Run(name).Exits(2));
        IsHarmless(_folder.Run("explain", name).Exits(2));
        IsHarmless(_folder.Run("credits", "fc.onnx", "--samples", "mnist-9x9.npy", "--steps", name).Exits(2));
    });

    private static ToolRun IsHarmless(ToolRun run)
    {
        string all = run.Output + run.Errors;
        all.Where(c => c != '\n').Should().NotContain(c => char.IsControl(c) || c == '\u202e' || c == '\u2028');
        all.Should().NotContain("##").And.NotContain("::");
        run.Errors.Split('\n').Should().OnlyContain(line => line.Length == 0 || line.Contains($"error KOOP"));
        return run;
    }

    // The fully connected network with each operator, and each tensor between them, named by the intruder.
    private static ModelProto Renamed(params string[] names)
    {
        ModelProto model = Networks.Read(RealFiles.Fc);
        NodeProto[] nodes = [.. model.Graph.Node];
        for (int i = 0; i < nodes.Length - 1; i++)
        {
            string name = names[i % names.Length], old = nodes[i].Output[0], renamed = $"{i}{name}";
            nodes[i].Output[0] = renamed;
            foreach (NodeProto reader in nodes.Where(n => n.Input.Contains(old)))
            {
                reader.Input[reader.Input.IndexOf(old)] = renamed;
            }

            nodes[i].Name = $"/{name}{i}/fc/{nodes[i].OpType}";
        }

        model.Graph.Name = names[0];
        model.ProducerName = names[0];
        return model;
    }
}
