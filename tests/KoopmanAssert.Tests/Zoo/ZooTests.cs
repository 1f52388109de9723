using System.Text.Json;
using FluentAssertions;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Partition;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;

namespace KoopmanAssert;

/// <summary>
/// Models of every kind (zoo.json says which): each has the blocks that a reader would draw, and credits, or is refused by name.
/// </summary>
[TestFixture]
internal sealed class ZooTests
{
    private static readonly string Folder = Path.Combine(RepositoryFiles.Root, "tests", "KoopmanAssert.Tests", "Zoo");
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly Animal[] Animals = JsonSerializer.Deserialize<Animal[]>(
        File.ReadAllText(Path.Combine(Folder, "zoo.json")),
        Json)!;

    private ModelFolder _folder = null!;

    /// <summary>One row of the table.</summary>
    /// <param name="Model">The model's file, without its ending.</param>
    /// <param name="Is">What kind of model it is.</param>
    /// <param name="Blocks">The blocks, as "name kind inputs→outputs to cut tensors"; null where the model is refused.</param>
    /// <param name="Code">The code that it is refused with.</param>
    /// <param name="Says">What the message says.</param>
    /// <param name="Output">The output that is named; null for all.</param>
    /// <param name="Open">The lengths of the axes that the model leaves open, the batch apart.</param>
    /// <param name="Below">What whole numbers stay below.</param>
    /// <param name="Notes">What the report adds.</param>
    internal sealed record Animal(
        string Model,
        string Is,
        string[]? Blocks,
        string? Code = null,
        string? Says = null,
        string? Output = null,
        int Open = 6,
        int Below = 2,
        string[]? Notes = null)
    {
        public override string ToString() => Output is null ? Model : $"{Model} --output {Output}";
    }

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void The_table_holds_every_model_of_the_folder_and_at_least_sixty()
    {
        Animals.Select(a => a.Model).Distinct().Should()
            .BeEquivalentTo(Directory.EnumerateFiles(Path.Combine(Folder, "models"), "*.onnx").Select(Path.GetFileNameWithoutExtension));
        Animals.Select(a => a.Model).Distinct().Should().HaveCountGreaterThan(60);
    }

    [Test]
    public void A_model_has_the_blocks_that_a_reader_would_draw_and_credits_or_is_refused_by_name(
        [ValueSource(nameof(Animals))] Animal animal)
    {
        string model = Path.Combine(Folder, "models", $"{animal.Model}.onnx");
        string samples = Samples(OnnxModel.Load(model), animal);
        var settings = new AnalysisSettings { Outputs = animal.Output is { } output ? [output] : [] };
        if (animal.Code is { } code)
        {
            KoopmanAssertException fault = FluentActions.Invoking(() => CreditAnalysis.Run(model, samples, settings)).Should()
                .Throw<KoopmanAssertException>()
                .Which;
            fault.Message.Should().StartWith($"{code}: '").And.Contain(animal.Says).And.NotContain("\n");
            fault.WayOut.Should().NotBeEmpty();
            return;
        }

        Partition(model, samples, settings).Should().Equal(animal.Blocks);
        CreditReport report = CreditAnalysis.Run(model, samples, settings);
        report.Blocks.Should().HaveSameCount(animal.Blocks).And.AllSatisfy(b => b.LogCredit.Should().NotBeNull(b.Name));
        report.Notes.Should().Equal(animal.Notes ?? []);
    }

    [Test]
    public void Run_in_segments_a_network_has_the_same_bits_at_every_cut([ValueSource(nameof(Analysed))] Animal animal)
    {
        string model = Path.Combine(Folder, "models", $"{animal.Model}.onnx");
        PartitionRule rule = new AnalysisSettings { Outputs = animal.Output is { } output ? [output] : [] }.Partition;
        var network = LoadedNetwork.Load(model, Samples(OnnxModel.Load(model), animal), count: 24, rule);
        IReadOnlyList<DenseMatrix> whole = network.Forward();
        // The smallest bound at which every segment is in memory. The first cut is the samples, which take nothing.
        long computed = network.Cuts.Skip(1).Sum(c => Activations.SizeInBytes(c, 24));
        long largest = network.Cuts.Max(c => Activations.SizeInBytes(c, 24));
        foreach (long bound in (long[])[1, largest])
        {
            using var pass = new ForwardPass(
                network.Graph,
                network.Inputs,
                network.Cuts,
                0,
                _ => bound,
                keepAll: false,
                threads: 2,
                CancellationToken.None);
            (pass.Spooled > 0).Should().Be(bound == 1 || (network.Graph.UsesHalfPrecision && computed > bound));
            for (int c = 0; c < whole.Count; c++)
            {
                SeededMatrices.Distance(pass.At(c).ToMatrix(), whole[c]).Should().Be(0, $"cut {c} at a bound of {bound}");
            }
        }
    }

    [Test]
    public void Shapes_that_are_inferred_are_those_of_a_run([ValueSource(nameof(Analysed))] Animal animal)
    {
        var graph = new ModelGraph(OnnxModel.Load(Path.Combine(Folder, "models", $"{animal.Model}.onnx")), []);
        var inputs = ModelInputs.Bind(graph, Core.Models.SampleSet.Load(Samples(graph.Model, animal), 3));
        IReadOnlyDictionary<string, CutTensor>? inferred = ShapeInference.FindCuttable(graph, inputs);
        IReadOnlyDictionary<string, CutTensor> observed = TensorProbe.Run(graph, inputs, CancellationToken.None);
        (inferred ?? observed).Select(Text).Should().Equal(observed.Select(Text));

        static string Text(KeyValuePair<string, CutTensor> t) =>
            $"{t.Key} {t.Value.Name} {t.Value.Type} {t.Value.HasBatchAxis} [{string.Join(", ", t.Value.SampleShape)}]";
    }

    private static IEnumerable<Animal> Analysed => Animals.Where(a => a.Code is null);

    private static IEnumerable<string> Partition(string model, string samples, AnalysisSettings settings)
    {
        var graph = new ModelGraph(OnnxModel.Load(model), settings.Inputs);
        return BlockPartition.Create(
            graph,
            ModelInputs.Bind(graph, Core.Models.SampleSet.Load(samples, 3)),
            settings.Partition,
            CancellationToken.None)
            .Select(b => $"{b.Name} {b.Kind} {b.From.Dimension}→{b.To.Dimension} to {string.Join(" + ", b.To.Names)}");
    }

    /// <summary>Seeded samples of 24 rows for each input: uniform in [−1, 1], whole numbers from 0.</summary>
    private string Samples(OnnxModel model, Animal animal)
    {
        const int Rows = 24;
        var random = new Random(1);
        HashSet<string> weights = [.. model.Graph.Initializer.Select(w => w.Name)];
        return _folder.Write(Tests.SampleFiles.Npz([.. model.Graph.Input.Where(i => !weights.Contains(i.Name)).Select(input =>
        {
            int[] shape = [Rows, .. (input.Type.TensorType?.Shape?.Dim ?? []).Skip(1)
                .Select(d => d.HasDimValue ? (int)d.DimValue : animal.Open)];
            int count = shape.Aggregate(1, (a, b) => a * b);
            bool isWhole = (DataType)(input.Type.TensorType?.ElemType ?? 0) is DataType.Int64 or DataType.Int32 or DataType.Uint8;
            byte[] values = isWhole
                ? Tests.SampleFiles.Bytes<byte>([.. Enumerable.Range(0, count).Select(_ => (byte)random.Next(animal.Below))])
                : Tests.SampleFiles.Bytes<float>([.. Enumerable.Range(0, count).Select(_ => (2 * random.NextSingle()) - 1)]);
            return ($"{input.Name}.npy", Tests.SampleFiles.Npy(isWhole ? "|u1" : "<f4", $"({string.Join(", ", shape)},)", values));
        })]), "samples.npz");
    }
}
