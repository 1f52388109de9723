using System.Runtime.InteropServices;
using FluentAssertions;
using Google.Protobuf;
using KoopmanAssert.Core.Models.Onnx;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Two builds of one network: what each block does by itself, and what adds up.</summary>
public class ModelEquivalenceTests
{
    private static readonly string[] Layers = ["fc1", "fc2", "fc3", "fc4"];

    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void A_copy_is_equal_in_every_block()
    {
        EquivalenceReport report = Compare(Scaled(layer: 2, 1));
        report.Blocks.Select(b => b.Name).Should().Equal(Layers);
        report.Blocks.Should().OnlyContain(b => b.Own.RelativeError == 0 && b.Accumulated.RelativeError == 0);
        report.Blocks.Should().OnlyContain(b => double.IsPositiveInfinity(b.Own.SignalToNoise));
        report.FirstDeparture(0).Should().BeNull();
        report.IsEquivalent(0).Should().BeTrue();
    }

    // Zeros that meet zeros do not depart by 0/0.
    [Test]
    public void Outputs_that_are_zero_in_both_are_equal()
    {
        string zero = Scaled(layer: 2, 0);
        ModelEquivalence.Compare(zero, zero, RepositoryFiles.SmallDigits, AnalysisSettings.Regression with { MaxSamples = 50 }).Blocks
            .Should().OnlyContain(b => b.Own.RelativeError == 0 && b.Accumulated.RelativeError == 0);
    }

    [Test]
    public void Progress_is_told_of_each_block()
    {
        var told = new List<AnalysisProgress>();
        ModelEquivalence.Compare(
            RepositoryFiles.Fc,
            RepositoryFiles.Fc,
            RepositoryFiles.SmallDigits,
            AnalysisSettings.Regression with { MaxSamples = 50 },
            new AnalysisOptions { Progress = new Told(told) });
        told.Where(p => p.Stage == "comparing blocks").Select(p => (p.Done, p.Total)).Should().Equal((0, 4), (1, 4), (2, 4), (3, 4));
    }

    // A rectified layer with all parameters 1.25 times as large has outputs 1.25 times as large: its error is 0.25, 12.04 dB.
    [Test]
    public void The_block_that_changed_has_an_error_of_its_own_and_later_ones_what_adds_up()
    {
        EquivalenceReport report = Compare(Scaled(layer: 2, 1.25f));
        report.Blocks.Select(b => b.Own.RelativeError).Should().Equal([0, 0.25, 0, 0], (a, b) => Math.Abs(a - b) < 1e-6);
        report.Blocks[1].Own.SignalToNoise.Should().BeApproximately(12.0412, 1e-4);
        report.Blocks[1].Accumulated.RelativeError.Should().BeApproximately(0.25, 1e-6);
        report.Blocks.Skip(2).Should().OnlyContain(b => b.Accumulated.RelativeError > 0.1);
        report.FirstDeparture()!.Name.Should().Be("fc2");
        report.IsEquivalent().Should().BeFalse();
    }

    [Test]
    public void Errors_that_add_up_depart_where_they_first_exceed_the_tolerance()
    {
        var report = new EquivalenceReport(
            new FileIdentity("a", ""),
            new FileIdentity("b", ""),
            new FileIdentity("x", ""),
            1,
            [Block("one", 0.01, 0.01), Block("two", 0.02, 0.04), Block("three", 0.01, 0.05)]);
        report.FirstDeparture(0.03)!.Name.Should().Be("two");
        report.FirstDeparture(0.05).Should().BeNull();
        report.FirstDeparture(0.015)!.Name.Should().Be("two");

        static BlockDeviation Block(string name, double own, double accumulated) =>
            new(name, name, new Deviation(own), new Deviation(accumulated));
    }

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void Values_that_are_not_finite_are_within_no_tolerance(double error) =>
        new Deviation(error).IsWithin(double.MaxValue).Should().BeFalse();

    [Test]
    public void Blocks_that_do_not_correspond_are_refused()
    {
        SettingsException refused = FluentActions.Invoking(() => ModelEquivalence.Compare(
            RepositoryFiles.LeNet, RepositoryFiles.MiniResNet, RepositoryFiles.Digits)).Should().Throw<SettingsException>().Which;
        refused.Code.Should().Be(DiagnosticCodes.Usage);
        refused.Message.Should().Contain("cannot be compared block by block").And.Contain("--blocks '*'");
    }

    private sealed class Told(List<AnalysisProgress> told) : IProgress<AnalysisProgress>
    {
        public void Report(AnalysisProgress value)
        {
            lock (told)
            {
                told.Add(value);
            }
        }
    }

    private static EquivalenceReport Compare(string candidate) => ModelEquivalence.Compare(
        RepositoryFiles.Fc, candidate, RepositoryFiles.SmallDigits, AnalysisSettings.Regression with { MaxSamples = 50 });

    /// <summary>The network with the weight and the bias of a layer multiplied.</summary>
    private string Scaled(int layer, float factor)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(RepositoryFiles.Fc));
        foreach (TensorProto weight in model.Graph.Initializer.Where(t => t.Name.StartsWith($"{layer}.", StringComparison.Ordinal)))
        {
            float[] values = MemoryMarshal.Cast<byte, float>(weight.RawData.Span).ToArray();
            weight.RawData = ByteString.CopyFrom(
                MemoryMarshal.AsBytes(Array.ConvertAll(values, v => v * factor).AsSpan()));
        }

        return _folder.Write(model);
    }
}
