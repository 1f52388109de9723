using System.Text.Json;
using FluentAssertions;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Partition;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Models of ONNX's own backend tests: each is partitioned and runs or is refused with a code, never with an unforeseen failure.</summary>
[TestFixture]
internal sealed class ConformanceTests
{
    private static readonly string Folder = Path.Combine(RepositoryFiles.Root, "tests", "KoopmanAssert.Tests", "Conformance");
    private static readonly Dictionary<string, string> Expected = JsonSerializer.Deserialize<Dictionary<string, string>>(
        File.ReadAllText(Path.Combine(Folder, "expected.json")))!;

    private static IEnumerable<string> Models => Directory.EnumerateFiles(Path.Combine(Folder, "models"))
        .Select(p => Path.GetFileNameWithoutExtension(p)!)
        .Order(StringComparer.Ordinal);

    [Test]
    public void Every_model_has_an_expectation() => Expected.Keys.Should().BeEquivalentTo(Models);

    [TestCaseSource(nameof(Models))]
    public void A_model_is_partitioned_and_runs_or_is_refused_with_a_code(string name) => Outcome(name).Should().Be(Expected[name]);

    private static string Outcome(string name)
    {
        try
        {
            var graph = new ModelGraph(OnnxModel.Load(Path.Combine(Folder, "models", $"{name}.onnx")), []);
            var inputs = ModelInputs.Zeros(graph);
            var network = new LoadedNetwork(
                graph, inputs, BlockPartition.Create(graph, inputs, LoadedNetwork.Layers, CancellationToken.None));
            _ = network.Forward();
            return string.Join(", ", network.Blocks.Select(b => $"{b.Name} {b.Kind} {b.From.Dimension}→{b.To.Dimension}"));
        }
        catch (KoopmanAssertException refused)
        {
            refused.Message.Should().NotContain("\n");
            return refused.Code;
        }
    }
}
