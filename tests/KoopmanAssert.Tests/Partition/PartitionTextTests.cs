using FluentAssertions;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Partition;
using KoopmanAssert.Core.Reports;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>A partition and its refinement as a table and as a drawing.</summary>
[TestFixture]
internal sealed class PartitionTextTests
{
    [Test]
    public void A_table_shows_the_blocks_and_on_request_what_each_can_be_refined_to()
    {
        IReadOnlyList<BlockTree> blocks = Trees(RepositoryFiles.Fc);
        Lines(PartitionText.Render(blocks, [], refined: false)).Should().Equal(
            "  block  kind  inputs  outputs  operators  ends at",
            "  fc1    S2L       81      128  Gemm Relu  /1/Relu_output_0",
            "  fc2    L2S      128       64  Gemm Relu  /3/Relu_output_0",
            "  fc3    L2S       64       24  Gemm Relu  /5/Relu_output_0",
            "  fc4    L2S       24       10  Gemm       logits");
        Lines(PartitionText.Render(blocks, ["a note"], refined: true)).Should().StartWith([
            "  block        kind  inputs  outputs  operators  ends at",
            "  fc1          S2L       81      128  Gemm Relu  /1/Relu_output_0",
            "    fc1/gemm1  S2L       81      128  Gemm       /0/Gemm_output_0",
            "    fc1/relu1  E2E      128      128  Relu       /1/Relu_output_0",
            "  fc2          L2S      128       64  Gemm Relu  /3/Relu_output_0"]).And.EndWith("note: a note");
    }

    [Test]
    public void A_transformer_layer_is_refined_to_attention_and_perceptron_and_these_to_their_operators()
    {
        string model = Path.Combine(RepositoryFiles.Root, "tests", "KoopmanAssert.Tests", "Zoo", "models", "vit.onnx");
        BlockTree layer = Trees(model).Single(t => t.Block.Name == "layers.0");
        layer.Parts.Select(p => p.Block.Name).Should().Equal("layers.0/attention", "layers.0/mlp");
        layer.Parts[1].Parts.Select(p => p.Block.Name).Should().Contain("layers.0/mlp/matmul1").And.OnlyHaveUniqueItems();
        Names(model, "layers.0").Should().Equal("patches", "layers.0/attention", "layers.0/mlp", "layers.1", "head");
        Names(model, "layers.0", "layers.0/mlp").Should().StartWith(["patches", "layers.0/attention", "layers.0/mlp/reducemean1"])
            .And.EndWith(["layers.1", "head"]);
        Names(model, "*").Should().Equal(Leaves(Trees(model)), "what matches is refined until nothing is left to refine");
    }

    [Test]
    public void What_the_tree_shows_is_what_split_gives([Values("unet", "detector", "resnet", "lstm", "qoperator")] string name)
    {
        string model = Path.Combine(RepositoryFiles.Root, "tests", "KoopmanAssert.Tests", "Zoo", "models", $"{name}.onnx");
        Names(model, "*").Should().Equal(Leaves(Trees(model)));
    }

    [Test]
    public void A_drawing_has_a_box_a_part_and_an_arrow_a_cut() =>
        Lines(PartitionDot.Render("models/fc.onnx", [.. Trees(RepositoryFiles.Fc).Take(2)])).Should().Equal(
            "digraph \"fc.onnx\" {",
            "  rankdir=TB; node [shape=box, fontname=\"sans-serif\"]; edge [fontname=\"sans-serif\"];",
            "  input [shape=plaintext];",
            "  subgraph cluster_1_2 {",
            "    label=\"fc1\\nS2L 81 → 128\";",
            "    part1 [label=\"fc1/gemm1\\nS2L 81 → 128\"];",
            "    part2 [label=\"fc1/relu1\\nE2E 128 → 128\"];",
            "  }",
            "  subgraph cluster_3_2 {",
            "    label=\"fc2\\nL2S 128 → 64\";",
            "    part3 [label=\"fc2/gemm1\\nL2S 128 → 64\"];",
            "    part4 [label=\"fc2/relu1\\nE2E 64 → 64\"];",
            "  }",
            "  output [shape=plaintext];",
            "  input -> part1 [label=\"81\", tooltip=\"input\"];",
            "  part1 -> part2 [label=\"128\", tooltip=\"/0/Gemm_output_0\"];",
            "  part2 -> part3 [label=\"128\", tooltip=\"/1/Relu_output_0\"];",
            "  part3 -> part4 [label=\"64\", tooltip=\"/2/Gemm_output_0\"];",
            "  part4 -> output [label=\"64\", tooltip=\"/3/Relu_output_0\"];",
            "}");

    [Test]
    public void A_name_from_the_model_ends_no_text_of_the_drawing_and_begins_no_escape_in_it()
    {
        var cut = new Cut(
            [new CutTensor("a\" ]; evil [label=\"b\\G\u001b[31m\n", Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float, [2])]);
        string drawing = PartitionDot.Render("x.onnx", [new BlockTree(new Block("fc\"1", cut, cut, [], 2), [])]);
        drawing.Should().Contain("label=\"fc\\\"1\\nE2E 2 → 2\"").And.Contain("tooltip=\"a\\\" ]; evil [label=\\\"b\\\\G\\\\u001b[31m")
            .And.NotContain("\u001b");
        Lines(drawing).Should().HaveCount(8);
    }

    private static IReadOnlyList<BlockTree> Trees(string model, params string[] splits)
    {
        var graph = new ModelGraph(OnnxModel.Load(model), []);
        return BlockPartition.CreateTree(
            graph,
            TensorProbe.FindCuttable(graph, ModelInputs.Zeros(graph), CancellationToken.None),
            LoadedNetwork.Layers with { Splits = splits });
    }

    private static IEnumerable<string> Names(string model, params string[] splits) => Trees(model, splits).Select(t => t.Block.Name);

    private static IEnumerable<string> Leaves(IEnumerable<BlockTree> trees)
        => trees.SelectMany(t => t.Parts.Count == 0 ? [t.Block.Name] : Leaves(t.Parts));

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
}
