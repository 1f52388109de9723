using System.Text;
using FluentAssertions;
using KoopmanAssert.Core.Baselines;
using NUnit.Framework;

namespace KoopmanAssert;

[TestFixture]
internal sealed class BaselineWriterTests
{
    private BaselineFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new BaselineFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    // A backslash at the end of a line joins it to the next, which is indented by four spaces more than the text.
    public void The_file_is_canonical_and_has_one_line_per_block() => _folder.UsualText().Should().Be(
        """
        {
          "$schema": "credits-2.schema.json",
          "formatVersion": 2,
          "model": { "path": "net.onnx", "sha256": "1111111111111111111111111111111111111111111111111111111111111111" },
          "samples": { "path": "../data/samples.npy", \
            "sha256": "2222222222222222222222222222222222222222222222222222222222222222", "count": 400 },
          "settings": { "profile": "regression", "blocks": ["auto"], "split": [], "cuts": [], "input": [], "output": [], \
            "classes": "auto", "alignment": "principal", "observable": "affine", "steps": "auto", "snapshots": 400, \
            "reduce": null, "volume": "singular", "kernels": [], "repeats": 1, "seed": 0, "rankRule": "relative", \
            "rankTolerance": 0.001, "maxSamples": 400, "provider": "cpu", "pixels": "unit", "partition": 2 },
          "tolerance": { "stated": [{ "blocks": "*", "nats": 0.15, "per": "dimension" }] },
          "blocks": [
            { "name": "conv1", "kind": "S2L", "inputs": 8, "outputs": 20, "rank": 4, "snapshotRank": 4, \
            "logCredit": 2.772588722239781, "logCreditPerDimension": 0.6931471805599453, "noiseFloor": 1E-06, "spread": null, \
            "residual": 0.25, "condition": 12.5, "steps": 1, "stepsUsed": 1, "snapshots": 400, "half": 2, "weights": [], \
            "figures": { "leadingCredit": 1.3862943611198906, "operatorGain": 1.3862943611198906, "activationLevel": 0 }, \
            "floors": { "leadingCredit": 1E-06, "operatorGain": 1E-06, "activationLevel": 1E-06 }, \
            "spectrum": "AAAAAAAAAAA=", "parameters": "", "fingerprints": [] },
            { "name": "fc1", "kind": "L2S", "inputs": 20, "outputs": 6, "rank": 4, "snapshotRank": 4, \
            "logCredit": -2.772588722239781, "logCreditPerDimension": -0.6931471805599453, "noiseFloor": 1E-06, \
            "spread": null, "residual": 0.25, "condition": 12.5, "steps": 1, "stepsUsed": 1, "snapshots": 400, "half": 2, \
            "weights": [], "figures": { "leadingCredit": -1.3862943611198906, "operatorGain": 0, "activationLevel": 0 }, \
            "floors": { "leadingCredit": 1E-06, "operatorGain": 1E-06, "activationLevel": 1E-06 }, \
            "spectrum": "AAAAAAAAAAA=", "parameters": "", "fingerprints": [] }
          ],
          "network": { "counted": 1, "classes": 0, "predictions": "", "figures": { "networkCredit": 0 }, \
            "floors": { "networkCredit": 1E-06 }, "spectrum": "AAA=" },
          "accepted": []
        }

        """.ReplaceLineEndings("\n").Replace("\\\n    ", "", StringComparison.Ordinal));

    [Test]
    public void The_bytes_are_UTF_8_with_line_feeds_without_BOM_and_with_a_final_newline()
    {
        byte[] bytes = BaselineWriter.ToBytes(_folder.Create(Fabricated.Report(Fabricated.Block("größe"))));
        bytes[0].Should().Be((byte)'{');
        bytes.Should().NotContain((byte)'\r');
        bytes[^2..].Should().Equal("}\n"u8.ToArray());
        Encoding.UTF8.GetString(bytes).Should().Contain("\"größe\"");
    }

    [Test]
    public void The_checked_in_example_holds_without_a_finding()
    {
        BaselineComparison comparison = CreditBaseline.Load(Path.ChangeExtension(RepositoryFiles.LeNet, "credits.json")).Check();
        (comparison.Holds, comparison.IsSameModel, comparison.HasDrifted).Should().Be((true, true, false));
        comparison.Findings.Should().BeEmpty();
    }
}
