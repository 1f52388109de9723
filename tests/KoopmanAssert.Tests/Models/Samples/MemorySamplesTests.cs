using System.Runtime.InteropServices;
using FluentAssertions;
using Google.Protobuf;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Models.Onnx;
using KoopmanAssert.Tests;
using Microsoft.ML.OnnxRuntime.Tensors;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Models and samples in memory give what the same bytes in files give, and a baseline of them names no file.</summary>
[TestFixture]
internal sealed class MemorySamplesTests
{
    private static readonly AnalysisOptions Measured = new() { MeasureNoise = true };

    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void The_bits_are_those_of_the_files()
    {
        CreditReport fromFiles = CreditAnalysis.Run(RepositoryFiles.Fc, RepositoryFiles.SmallDigits);
        CreditReport inMemory = CreditAnalysis.Run(File.ReadAllBytes(RepositoryFiles.Fc), Samples.From(Digits(), 1000, 81));
        inMemory.Blocks.Select(b => (b.Name, b.LogCredit, b.Rank)).Should()
            .Equal(fromFiles.Blocks.Select(b => (b.Name, b.LogCredit, b.Rank)));
        inMemory.Network!.Figures.Should().Equal(fromFiles.Network!.Figures);
        (inMemory.Model.Sha256, inMemory.Samples.Values).Should().Be((fromFiles.Model.Sha256, fromFiles.Samples.Values));
        (inMemory.SampleCount, inMemory.Model.InMemory, inMemory.Samples.InMemory).Should().Be((400, true, true));
    }

    [Test]
    public void A_baseline_of_files_is_matched_by_the_same_values_in_memory_and_not_by_others()
    {
        var baseline = CreditBaseline.Create(
            CreditAnalysis.Run(RepositoryFiles.Fc, RepositoryFiles.SmallDigits, options: Measured), _folder.At("fc.credits.json"));
        float[] values = Digits();
        baseline.Compare(CreditAnalysis.Run(RepositoryFiles.Fc, Samples.From(values, 1000, 81))).Holds.Should().BeTrue();
        values[100] += 1;
        FluentActions.Invoking(() => baseline.Compare(CreditAnalysis.Run(RepositoryFiles.Fc, Samples.From(values, 1000, 81))))
            .Should().Throw<BaselineException>().Which.Code.Should().Be(DiagnosticCodes.SamplesChanged);
    }

    [Test]
    public void A_baseline_of_memory_names_no_path_and_is_held_in_code_only()
    {
        var samples = Samples.From(Digits(), 1000, 81);
        string path = _folder.At("fc.credits.json");
        CreditBaseline.Create(CreditAnalysis.Run(RepositoryFiles.Fc, samples, options: Measured), path).Save();
        File.ReadAllText(path).Should().MatchRegex("\"model\": \\{ \"path\"").And.NotMatchRegex("\"samples\": \\{ \"path\"");
        var loaded = CreditBaseline.Load(path);
        (loaded.SamplesPath, loaded.Samples.InMemory).Should().Be(("", true));

        BaselineException refused = FluentActions.Invoking(() => loaded.Check()).Should().Throw<BaselineException>().Which;
        (refused.Code, refused.Problem).Should().Be(
            (DiagnosticCodes.HeldInMemory, "was created from samples in memory, so it names no file to analyse."));
        refused.WayOut.Should().Contain("MatchBaseline").And.Contain(".credits.json");
        FluentActions.Invoking(() => loaded.EnsureHeld()).Should().Throw<BaselineException>().Which.Code.Should().Be(refused.Code);
        loaded.Compare(CreditAnalysis.Run(RepositoryFiles.Fc, samples)).Holds.Should().BeTrue();
        loaded.Compare(CreditAnalysis.Run(RepositoryFiles.Fc, RepositoryFiles.SmallDigits)).Holds.Should().BeTrue("values count");
        loaded.Accept(CreditAnalysis.Run(RepositoryFiles.Fc, samples)).Should().BeSameAs(loaded, "it is the accepted model");
    }

    [Test]
    public void A_failure_in_memory_leaves_the_baseline_to_take_its_place_and_says_what_to_do_in_code()
    {
        byte[] model = File.ReadAllBytes(RepositoryFiles.Fc);
        byte[] other = new NetworkProto().Input("x", [-1, 81]).Dense("x", "y", 81, 20).Output("y").Model.ToByteArray();
        var samples = Samples.From(Digits(), 1000, 81);
        string path = _folder.At("fc.memory.json");
        CreditBaseline.Create(CreditAnalysis.Run(model, samples, options: Measured), path).Save();

        var verdict = BaselineVerdict.Judge(CreditAnalysis.Run(other, samples), path);

        verdict.Holds.Should().BeFalse();
        verdict.Message.Should().Contain("'model in memory' does not match").And.Contain("CreditBaseline.Create(credits, ")
            .And.NotContain("koopman-assert ");
        File.Copy(verdict.ReceivedFile!, path, overwrite: true);
        BaselineVerdict.Judge(CreditAnalysis.Run(other, samples), path).Holds.Should().BeTrue();
        File.ReadAllText(verdict.Page!).Should().Contain("model in memory").And.NotContain("koopman-assert accept");
    }

    [Test]
    public void The_first_baseline_is_left_to_be_moved_into_its_place()
    {
        CreditReport report = CreditAnalysis.Run(RepositoryFiles.Fc, Samples.From(Digits(), 1000, 81));
        BaselineException missing = FluentActions.Invoking(() => BaselineVerdict.Judge(report, _folder.At("no.json")))
            .Should().Throw<BaselineException>().Which;
        missing.WayOut.Should().Contain("move the received file to").And.NotContain("koopman-assert init");
    }

    [Test]
    public void Every_shape_of_array_holds_the_same_samples()
    {
        float[] flat = [1, 2, 3, 4, 5, 6];
        string values = Values(Samples.From(flat, 3, 2));
        Values(Samples.From(new float[,] { { 1, 2 }, { 3, 4 }, { 5, 6 } })).Should().Be(values);
        Values(Samples.From([[1f, 2f], [3f, 4f], [5f, 6f]])).Should().Be(values);
        Values(Samples.From(new ReadOnlyMemory<float>(flat), 3, 2)).Should().Be(values);
        Values(Samples.From(new DenseTensor<float>(flat, [3, 2]))).Should().Be(values);
        Values(Samples.From(flat, 2, 3)).Should().NotBe(values);
        Values(Samples.FromFile(_folder.Write(SampleFiles.Npy("<f4", "(3, 2)", SampleFiles.Bytes(flat)), "a.npy"))).Should().Be(values);
    }

    [Test]
    public void Every_type_is_that_of_its_file()
    {
        Same("<f8", Samples.From([1.5, -2]), 1.5, -2);
        Same("<f2", Samples.From([(Half)1.5, (Half)2]), (Half)1.5, (Half)2);
        Same("<i8", Samples.From([1L, -2]), 1L, -2);
        Same("<i4", Samples.From([1, -2]), 1, -2);
        Same("<u2", Samples.From(new ushort[] { 1, 2 }), (ushort)1, (ushort)2);
        Same("|u1", Samples.From(new byte[] { 1, 2 }), (byte)1, (byte)2);
        Same("|b1", Samples.From([true, false]), true, false);
    }

    [Test]
    public void What_is_no_array_of_samples_is_refused()
    {
        Action[] wrong =
        [
            () => Samples.From(new float[6], 4, 2),
            () => Samples.From(Array.Empty<float>(), 0, 2),
            () => Samples.From(new float[2, 0]),
            () => Samples.From([[1f, 2f], [3f]]),
            () => Samples.From(new decimal[2, 2]),
            () => Samples.From([DateTime.UnixEpoch]),
            () => Samples.From(new DenseTensor<float>(new float[6], [3, 2], reverseStride: true)),
            () => Samples.FromInputs(new Dictionary<string, Samples>()),
            () => Samples.FromInputs(new Dictionary<string, Samples> { ["a"] = Samples.From([1f]), ["b"] = Samples.From([1f, 2f]) }),
            () => Samples.FromInputs(new Dictionary<string, Samples> { ["a"] = "a.npy" }),
        ];
        wrong.Should().AllSatisfy(make => make.Should().Throw<ArgumentException>());
    }

    [Test]
    public void They_are_copied()
    {
        float[] values = [1, 2, 3, 4];
        var samples = Samples.From(values, 2, 2);
        string before = Values(samples);
        values[0] = 9;
        Values(samples).Should().Be(before);
    }

    [Test]
    public void An_input_without_samples_is_named_with_the_way_out_in_code()
    {
        ModelFolder folder = _folder;
        string model = folder.Write(new NetworkProto().Input("a", [-1, 3]).Input("b", [-1, 3]).Node("Add", "a b", "c")
            .Dense("c", "y", 3, 2).Output("y").Model);
        SamplesException fault = FluentActions.Invoking(() => CreditAnalysis.Run(model, Named(("a", 3), ("x", 3))))
            .Should().Throw<SamplesException>().Which;
        fault.Message.Should().Contain("no array for the input 'b'").And.Contain("Samples.FromInputs").And.NotContain("numpy");
        CreditAnalysis.Run(model, Named(("b", 3), ("a", 3))).Blocks.Should().NotBeEmpty();
    }

    [Test]
    public void A_model_in_memory_has_no_weights_in_files()
    {
        ModelProto model = new NetworkProto().Input("x", [-1, 3]).Dense("x", "y", 3, 2).Output("y").Model;
        TensorProto weight = model.Graph.Initializer[0];
        weight.DataLocation = TensorProto.Types.DataLocation.External;
        weight.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "w.bin" });
        byte[] bytes = model.ToByteArray();
        ModelException fault = FluentActions.Invoking(() => CreditAnalysis.Run(bytes, Named(("x", 3))))
            .Should().Throw<ModelException>().Which;
        (fault.Code, fault.File).Should().Be((DiagnosticCodes.ExternalData, "model in memory"));
        fault.Problem.Should().Contain("'w.bin'");
    }

    private static Samples Named(params (string Name, int Width)[] inputs)
    {
        var random = new Random(1);
        return Samples.FromInputs(inputs.ToDictionary(
            i => i.Name, i => Samples.From([.. Enumerable.Range(0, 50 * i.Width).Select(_ => random.NextSingle())], 50, i.Width)));
    }

    private static float[] Digits() => SampleSet.Load(RepositoryFiles.SmallDigits, 1000).Arrays[0].Rows<float>(0, 1000);

    private static string Values(Samples samples) => samples.Read(100, SampleSet.DefaultMaxBytes, CsvHeader.Auto).Values;

    private void Same<T>(string type, Samples samples, params T[] values)
        where T : unmanaged =>
        Values(samples).Should().Be(Values(_folder.Write(
            SampleFiles.Npy(type, $"({values.Length},)", MemoryMarshal.AsBytes<T>(values).ToArray()), "same.npy")));
}
