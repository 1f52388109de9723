using System.Text;
using FluentAssertions;
using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Files;
using KoopmanAssert.Core.Models.Onnx;
using NUnit.Framework;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;

namespace KoopmanAssert;

/// <summary>
/// Inputs that take a stated constant instead of samples: a network with a state that adds nothing has the credits of one without it.
/// </summary>
[TestFixture]
internal sealed class FixedInputTests
{
    private const int Rows = 40;

    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void A_missing_file_is_told_what_a_fixed_input_takes() =>
        FluentActions.Invoking(() => FixedInput.FromFile("rate", "missing.npy")).Should().Throw<SamplesException>()
            .Where(e => e.Code == "KOOP2006" && e.File == "missing.npy")
            .Which.WayOut.Should().Contain("NAME=FILE with a .npy or .pb file").And.NotContain(".csv");

    [Test]
    public void A_state_of_a_fixed_batch_is_refused_with_the_words_to_add_and_then_analysed()
    {
        string model = _folder.Write(Stateful([2, 1, 3]).Model), samples = Npz(("x", [Rows, 4]), ("state", [Rows, 1, 3]));
        ModelException fault = FluentActions.Invoking(() => CreditAnalysis.Run(model, samples)).Should().Throw<ModelException>().Which;
        (fault.Code, fault.Problem).Should().Be(
            (DiagnosticCodes.PartitionImpossible, "has inputs with different fixed batches, 1 and 2."));
        fault.WayOut.Should().Contain("add --fixed state=zeros;").And.Contain("[samples, 2, 1, 3]");

        CreditReport report = Run(model, samples, FixedInput.Zeros("state"));
        Credits(report).Should().Equal(Credits(Stateless()));
        report.Notes.Should().Contain("the input 'state' is the same for all samples (--fixed): zeros of the shape [2, 1, 3]")
            .And.Contain("the array 'state' of the samples is not read: --fixed states this input");
    }

    [Test]
    public void Each_sample_may_have_a_state_of_its_own()
    {
        string model = _folder.Write(Stateful([2, 1, 3]).Model);
        CreditReport own = CreditAnalysis.Run(model, Npz(("x", [Rows, 1, 4]), ("state", [Rows, 2, 1, 3])));
        own.Blocks[0].Inputs.Should().Be(10, "the state is part of the snapshots");
        own.Notes.Should().NotContain(note => note.Contains("--fixed"));
    }

    [Test]
    public void A_number_and_a_file_of_that_number_are_the_same_constant()
    {
        string model = _folder.Write(Stateful([2, -1, 3]).Model), samples = _folder.Samples(Rows, 4);
        string file = _folder.Write(Tests.SampleFiles.Npy("<f4", "(2, 1, 3)", Tests.SampleFiles.Bytes<float>(3, 3, 3, 3, 3, 3)), "s.npy");
        double[] number = Credits(Run(model, samples, FixedInput.Constant("state", 3)));
        number.Should().Equal(Credits(Run(model, samples, FixedInput.FromFile("state", file))));
        number.Should().NotEqual(Credits(Run(model, samples, FixedInput.Zeros("state"))), "3 opens other units than 0");
    }

    [Test]
    public void An_axis_without_a_length_is_empty_unless_the_samples_have_an_axis_of_its_name()
    {
        NetworkProto network = new();
        network.Graph.Input.Add(Named("x", "batch", "steps", 4));
        network.Graph.Input.Add(Named("past", "batch", "past steps", 4));
        network.Graph.Input.Add(Named("offset", "batch", "steps", 4));
        network.Node("Concat", "past x", "all", "", ("axis", 1L)).Node("Add", "all offset", "sum").Node("Flatten", "sum", "f")
            .Dense("f", "h", 8, 5).Node("Relu", "h", "r").Dense("r", "y", 5, 3).Output("y");
        string samples = _folder.Samples(Rows, 2, 4);
        CreditReport report = Run(_folder.Write(network.Model), samples, FixedInput.Zeros("past"), FixedInput.Zeros("offset"));

        CreditReport plain = CreditAnalysis.Run(
            _folder.Write(
                new NetworkProto().Input("x", [-1, 2, 4]).Node("Flatten", "x", "f").Dense("f", "h", 8, 5).Node("Relu", "h", "r")
                    .Dense("r", "y", 5, 3).Output("y").Model, "plain.onnx"),
            samples);
        Credits(report).Should().Equal(Credits(plain));
        report.Notes.Should().Contain("the input 'past' is the same for all samples (--fixed): zeros of the shape [0, 4] per sample")
            .And.Contain("the input 'offset' is the same for all samples (--fixed): zeros of the shape [2, 4] per sample");
    }

    [Test]
    public void A_number_beside_arrays_is_that_of_all_samples()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 4]).Input("rate", [], DataType.Int64)
            .Node("Cast", "rate", "r", "", ("to", (long)DataType.Float)).Node("Mul", "x r", "m").Dense("m", "h", 4, 5)
            .Node("Relu", "h", "a").Dense("a", "y", 5, 3).Output("y");
        string model = _folder.Write(network.Model);
        byte[] x = File.ReadAllBytes(_folder.Samples(Rows, 4));
        string number = _folder.Write(
            Tests.SampleFiles.Npz(("x.npy", x), ("rate.npy", Tests.SampleFiles.Npy("<i8", "()", Tests.SampleFiles.Bytes(2L)))), "n.npz");
        double[] credits = Credits(CreditAnalysis.Run(model, number));
        credits.Should().Equal(Credits(Run(model, _folder.Write(x, "x.npy"), FixedInput.Constant("rate", 2))));

        string missing = _folder.Write(Tests.SampleFiles.Npz(("x.npy", x)), "missing.npz");
        FluentActions.Invoking(() => CreditAnalysis.Run(model, missing)).Should().Throw<SamplesException>().Which.WayOut
            .Should().EndWith("add --fixed rate=NUMBER.");
        string alone = _folder.Write(Tests.SampleFiles.Npz(
            ("x.npy", Tests.SampleFiles.Npy("<f4", "()", Tests.SampleFiles.Bytes(2f))),
            ("rate.npy", Tests.SampleFiles.Npy("<i8", "()", Tests.SampleFiles.Bytes(2L)))), "alone.npz");
        FluentActions.Invoking(() => CreditAnalysis.Run(model, alone)).Should().Throw<SamplesException>()
            .Which.Problem.Should().Contain("only single numbers");
    }

    [Test]
    public void Caches_that_the_samples_do_not_fit_are_named_all_at_once()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 4]).Input("a", [-1, 4]).Input("b", [-1, 4])
            .Node("Sum", "x a b", "s").Dense("s", "y", 4, 3).Output("y");
        string samples = Npz(("x", [Rows, 4]), ("a", [Rows, 5]), ("b", [Rows, 5]));
        FluentActions.Invoking(() => CreditAnalysis.Run(_folder.Write(network.Model), samples)).Should().Throw<SamplesException>()
            .Which.WayOut.Should().EndWith("add --fixed a=zeros --fixed b=zeros.");
    }

    [Test]
    public void A_baseline_keeps_the_values_and_not_the_path()
    {
        string file = _folder.Write(Tests.SampleFiles.Npy("<f4", "(2, 1, 3)", Tests.SampleFiles.Bytes<float>(1, 2, 3, 4, 5, 6)), "s.npy");
        AnalysisSettings settings = new() { Fixed = [FixedInput.FromFile("state", file), FixedInput.Parse("rate=-1.5")] };
        File.Delete(file);

        string line = SettingsText.Line(settings);
        line.Should().Contain("\"state=float32[2,1,3]:").And.Contain("\"rate=-1.5\"").And.NotContain("s.npy");
        AnalysisSettings read = SettingsText.Read(LocatedJson.Parse(new JsonText("line", Encoding.UTF8.GetBytes(line))));
        read.Fixed.Should().Equal(settings.Fixed);
        read.Fixed[0].Values!.Bytes.Should().Equal(Tests.SampleFiles.Bytes<float>(1, 2, 3, 4, 5, 6));
    }

    [Test]
    public void A_baseline_holds_with_its_constants_and_is_of_others_with_others()
    {
        string model = _folder.Write(Stateful([2, 1, 3]).Model), samples = _folder.Samples(Rows, 4);
        var options = new AnalysisOptions { MeasureNoise = true };
        var settings = new AnalysisSettings { Fixed = [FixedInput.Constant("state", 1)] };
        CreditReport report = CreditAnalysis.Run(model, samples, settings, options);
        CreditBaseline.Create(report, _folder.At("model.credits.json")).Save();

        var baseline = CreditBaseline.Load(_folder.At("model.credits.json"));
        baseline.Check().Score!.Value.Should().Be(0);
        FluentActions.Invoking(() => baseline.Compare(Run(model, samples, FixedInput.Zeros("state")))).Should().Throw<BaselineException>()
            .Which.Problem.Should().Contain("fixed is 'state=1' in the baseline and 'state=zeros' in the analysis");
    }

    [TestCase("state")]
    [TestCase("=zeros")]
    [TestCase("state=")]
    public void A_text_without_a_name_or_a_constant_is_refused(string text) =>
        FluentActions.Invoking(() => FixedInput.Parse(text)).Should().Throw<SettingsException>().WithMessage("*NAME=zeros*");

    [TestCase("state=other.npy")]
    [TestCase("state=float32[2]:AAAA")]
    [TestCase("state=float32[99999999999]:AAAA")]
    [TestCase("state=Infinity")]
    public void A_baseline_that_states_no_constant_is_refused(string text) =>
        FluentActions.Invoking(() => FixedInput.Read(text)).Should().Throw<SettingsException>();

    private static IEnumerable<TestCaseData> Unfit()
    {
        yield return new TestCaseData("state=zeros other=zeros", "has no input 'other'");
        yield return new TestCaseData("state=zeros state=1", "has the input 'state', which the settings name twice");
        yield return new TestCaseData("state=zeros x=zeros", "has no input left that takes samples");
        yield return new TestCaseData("state=float32[1,3]", "--fixed states an array of the shape [1, 3]");
    }

    [TestCaseSource(nameof(Unfit))]
    public void A_constant_that_does_not_fit_is_refused(string texts, string problem)
    {
        string file = _folder.Write(Tests.SampleFiles.Npy("<f4", "(1, 3)", new byte[12]), "s.npy");
        FixedInput[] constants = [.. texts.Replace("float32[1,3]", file, StringComparison.Ordinal).Split(' ').Select(FixedInput.Parse)];
        FluentActions.Invoking(() => Run(_folder.Write(Stateful([2, 1, 3]).Model), _folder.Samples(Rows, 4), constants))
            .Should().Throw<SettingsException>().Which.Problem.Should().Contain(problem);
    }

    [Test]
    public void A_fraction_for_an_input_of_integers_is_refused()
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 4]).Input("n", [], DataType.Int64)
            .Node("Cast", "n", "f", "", ("to", (long)DataType.Float)).Node("Mul", "x f", "m").Dense("m", "y", 4, 3).Output("y");
        FluentActions.Invoking(() => Run(_folder.Write(network.Model), _folder.Samples(Rows, 4), FixedInput.Constant("n", 0.5)))
            .Should().Throw<SettingsException>().Which.Problem.Should().Be("takes Int64 at its input 'n', and --fixed states n=0.5.");
    }

    /// <summary>Two layers of one sample at a time, with a state of some shape whose sum is added between them.</summary>
    private static NetworkProto Stateful(long[] state) => new NetworkProto().Input("x", state[1] < 0 ? [-1, 4] : [1, 4])
        .Input("state", state).Dense("x", "h", 4, 3).Constant<long>("first", [1], 0).Node("ReduceSum", "state first", "s", "",
            ("keepdims", 0L)).Node("Add", "h s", "m").Node("Relu", "m", "r").Dense("r", "y", 3, 2).Output("y");

    private CreditReport Stateless() => CreditAnalysis.Run(
        _folder.Write(
            new NetworkProto().Input("x", [1, 4]).Dense("x", "h", 4, 3).Node("Relu", "h", "r").Dense("r", "y", 3, 2).Output("y").Model,
            "stateless.onnx"),
        _folder.Samples(Rows, 4));

    private static ValueInfoProto Named(string name, string batch, string axis, long width)
    {
        ValueInfoProto value = NetworkProto.Value(name, [-1, -1, width]);
        value.Type.TensorType.Shape.Dim[0].DimParam = batch;
        value.Type.TensorType.Shape.Dim[1].DimParam = axis;
        return value;
    }

    private static CreditReport Run(string model, string samples, params FixedInput[] constants) =>
        CreditAnalysis.Run(model, samples, new AnalysisSettings { Fixed = constants });

    private static double[] Credits(CreditReport report) => [.. report.Blocks.Select(b => b.LogCredit!.Value)];

    private string Npz(params (string Name, int[] Shape)[] arrays) => _folder.Write(
        Tests.SampleFiles.Npz([.. arrays.Select(a => ($"{a.Name}.npy", File.ReadAllBytes(_folder.Samples(a.Shape))))]), "samples.npz");
}
