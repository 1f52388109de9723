using System.Globalization;
using System.Text.RegularExpressions;
using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>From a first baseline over a retraining that is found to its acceptance, in a folder that is hard to quote.</summary>
[TestFixture]
[Category("Slow")]
internal sealed partial class JourneyTests
{
    private const string ModelLine = "  \"model\": {";
    private const string BlockLine = "    { \"name\": ";
    private const string NetworkLine = "  \"network\": {";
    private WorkFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new WorkFolder("mes modèles (öäü) 模型");

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void A_layer_frozen_in_a_real_retraining_is_found_named_and_accepted()
    {
        Prepare(RealFiles.Lenet5, File.ReadAllBytes(RealFiles.Mnist));
        _folder.Run("check").Exits(0).Output.Should().Contain("passed: 7 blocks");
        _folder.Copy(RealFiles.Lenet5FrozenLayer, "model.onnx");

        ToolRun drift = _folder.Run("check").Exits(1);

        drift.Errors.Should().BeEmpty();
        BlocksFound(drift).Should().Equal("conv2");
        drift.Output.Should().Contain("\nIf this was intended: koopman-assert update model.credits.json\n");
        AcceptAndCompare("conv1", "conv2", "fc1", "fc2", "fc3");
    }

    // Of a linear layer twice as large, each singular value of the operator doubles: the credit moves by rank · ln 2.
    [TestCaseSource(nameof(Architectures))]
    public void A_fine_tuning_holds_and_a_last_layer_twice_as_large_moves_by_what_theory_says(
        string model,
        byte[] samples,
        string last,
        int rank)
    {
        Prepare(model, samples);
        _folder.Run("check").Succeeds().Output.Should().Contain("passed: ");
        _folder.Write("model.onnx", Networks.Nudged(model, 1e-4, seed: 1));
        _folder.Run("check").Succeeds().Output.Should().Contain("passed: ");
        _folder.Write("model.onnx", Networks.LastLayerDoubled(model));

        ToolRun drift = _folder.Run("check").Exits(1);

        BlocksFound(drift).Should().Equal(last);
        string change = (rank * Math.Log(2)).ToString("+0.00", CultureInfo.InvariantCulture);
        drift.Lines.Should().ContainSingle(line => line.StartsWith($"  {last} ")).Which.Should().Contain($" {change} ")
            .And.EndWith(DiagnosticCodes.CreditDrift);
        AcceptAndCompare(last);
    }

    private static IEnumerable<TestCaseData> Architectures()
    {
        byte[] images = File.ReadAllBytes(RealFiles.Mnist);
        byte[] rows = Npy.Of("<f4", "(400, 28, 28)", Npy.Values(RealFiles.Mnist, 400 * 28 * 28));
        yield return new TestCaseData(RealFiles.Fc, File.ReadAllBytes(RealFiles.Mnist9X9), "fc4", 10).SetArgDisplayNames("fc");
        yield return new TestCaseData(RealFiles.Lenet5, images, "fc3", 10).SetArgDisplayNames("lenet5");
        yield return new TestCaseData(RealFiles.MiniResnet, images, "fc", 10).SetArgDisplayNames("miniresnet");
        yield return new TestCaseData(RealFiles.RowLstm, rows, "fc2", 10).SetArgDisplayNames("rowlstm");
    }

    private void Prepare(string model, byte[] samples)
    {
        _folder.Copy(model, "model.onnx");
        _folder.Write("samples.npy", samples);
        _folder.Run("init", "model.onnx", "--samples", "samples.npy").Succeeds().Output.Should().EndWith(
            "wrote model.credits.json: check it in, and compare later models with: koopman-assert check model.credits.json\n");
    }

    // The names in the errors, each of which points at its block's line.
    private List<string> BlocksFound(ToolRun run)
    {
        string[] lines = File.ReadAllLines(_folder.PathOf("model.credits.json"));
        var found = new List<string>();
        foreach (Match error in CreditDrift().Matches(run.Output))
        {
            string name = error.Groups["block"].Value;
            string line = lines[int.Parse(error.Groups["line"].ValueSpan) - 1];
            line[(int.Parse(error.Groups["column"].ValueSpan) - 1)..].Should().StartWith($"{{ \"name\": \"{name}\"");
            found.Add(name);
        }

        return found;
    }

    private void AcceptAndCompare(params string[] moved)
    {
        string[] old = File.ReadAllLines(_folder.PathOf("model.credits.json"));

        ToolRun update = _folder.Run("update").Succeeds();

        string withoutPrevious = PreviousEntry().Replace(_folder.Text("model.credits.json"), "\n}\n");
        string[] updated = withoutPrevious.TrimEnd('\n').Split('\n');
        update.Output.Should().StartWith("model.credits.json: updated");
        update.Lines[1].Should().Contain("old log-credit").And.Contain("new log-credit");
        updated.Should().HaveSameCount(old);
        List<string> changed = [.. old.Zip(updated).Where(pair => pair.First != pair.Second).Select(pair => pair.Second)];
        changed.Should().OnlyContain(line => line.StartsWith(ModelLine) || line.StartsWith(BlockLine) || line.StartsWith(NetworkLine))
            .And.ContainSingle(line => line.StartsWith(ModelLine));
        moved.Should().OnlyContain(block => changed.Any(line => line.StartsWith($"{BlockLine}\"{block}\"")));
        _folder.Run("check").Succeeds();
        _folder.Run("init", "model.onnx", "--samples", "samples.npy", "-o", "fresh.credits.json").Succeeds();
        withoutPrevious.Should().Be(_folder.Text("fresh.credits.json"));
        _folder.Content().Keys.Should().Equal("fresh.credits.json", "model.credits.json", "model.onnx", "samples.npy");
    }

    [GeneratedRegex("""
        ,\n  "previous": "[A-Za-z0-9+/=]+"\n}\n\z
        """)]
    private static partial Regex PreviousEntry();

    [GeneratedRegex(
        @"^model\.credits\.json\((?<line>\d+),(?<column>\d+)\): error KOOP0001: block '(?<block>\w+)' \(",
        RegexOptions.Multiline)]
    private static partial Regex CreditDrift();
}
