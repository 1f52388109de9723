using FluentAssertions;
using KoopmanAssert.Core.Models.Onnx;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Inputs from which no output is computed need no samples, whatever they hold.</summary>
[TestFixture]
internal sealed class UnusedInputsTests
{
    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase(TensorProto.Types.DataType.Float)]
    [TestCase(TensorProto.Types.DataType.String)]
    public void An_input_that_nothing_reads_is_left_out(TensorProto.Types.DataType type)
    {
        string with = _folder.Write(Network().Input("label", [-1, 1], type).Output("y").Model, "with.onnx");
        string without = _folder.Write(Network().Output("y").Model, "without.onnx");
        string samples = _folder.Samples(60, 3);
        CreditReport report = CreditAnalysis.Run(with, samples);
        report.Blocks.Select(b => b.LogCredit).Should().Equal(CreditAnalysis.Run(without, samples).Blocks.Select(b => b.LogCredit));
        report.Notes.Should().Equal("no output is computed from the input 'label'; no samples are needed there");
        Model.FromFile(with).NeededInputs().Should().Equal(new ModelInput("x", "float", "[batch, 3]"));
    }

    [Test]
    public void What_only_other_outputs_need_is_left_out_with_their_operators()
    {
        string model = _folder.Write(
            Network().Input("label", [-1, 2]).Node("Mul", "y label", "z").Node("Neg", "z", "w").Output("y", "w").Model);
        var settings = new AnalysisSettings { Outputs = ["y"] };
        CreditAnalysis.Run(model, _folder.Samples(60, 3), settings).Blocks.Should().NotBeEmpty();
        Model.FromFile(model).NeededInputs("y").Select(i => i.Name).Should().Equal("x");
        FluentActions.Invoking(() => CreditAnalysis.Run(model, _folder.Samples(60, 3))).Should().Throw<SamplesException>();
    }

    [Test]
    public void Samples_that_are_given_for_it_are_taken_as_before()
    {
        string model = _folder.Write(Network().Input("label", [-1, 1]).Output("y").Model);
        var random = new Random(1);
        Samples Columns(int width) => Samples.From([.. Enumerable.Range(0, 60 * width).Select(_ => random.NextSingle())], 60, width);
        CreditReport report = CreditAnalysis.Run(
            model, Samples.FromInputs(new Dictionary<string, Samples> { ["x"] = Columns(3), ["label"] = Columns(1) }));
        report.Notes.Should().NotContain(note => note.Contains("no samples are needed"));
        FluentActions.Invoking(() => CreditAnalysis.Run(
            model, Samples.FromInputs(new Dictionary<string, Samples> { ["x"] = Columns(3), ["lable"] = Columns(1) })))
            .Should().Throw<SamplesException>().Which.Message.Should().Contain("'lable'");
    }

    /// <summary>Exports of ML.NET have an input [N, 1] per column.</summary>
    [Test]
    public void Columns_of_a_table_are_inputs_by_their_names()
    {
        string model = _folder.Write(new NetworkProto().Input("area", [-1, 1]).Input("age", [-1, 1]).Input("label", [-1, 1])
            .Node("Concat", "area age", "c", "", ("axis", 1L)).Dense("c", "y", 2, 2).Output("y").Model);
        var random = new Random(1);
        (float Area, float Age)[] rows = [.. Enumerable.Range(0, 50).Select(_ => (random.NextSingle(), random.NextSingle()))];
        string[] lines = ["age,area", .. rows.Select(r => FormattableString.Invariant($"{r.Age:R},{r.Area:R}"))];
        File.WriteAllLines(_folder.At("flats.csv"), lines);
        var inMemory = Samples.FromInputs(new Dictionary<string, Samples>
        {
            ["area"] = Samples.From([.. rows.Select(r => r.Area)], 50, 1),
            ["age"] = Samples.From([.. rows.Select(r => r.Age)], 50, 1),
        });
        CreditAnalysis.Run(model, _folder.At("flats.csv")).Blocks.Select(b => b.LogCredit)
            .Should().Equal(CreditAnalysis.Run(model, inMemory).Blocks.Select(b => b.LogCredit));
    }

    private static NetworkProto Network() => new NetworkProto().Input("x", [-1, 3]).Dense("x", "h", 3, 4).Node("Relu", "h", "r")
        .Dense("r", "y", 4, 2);
}
