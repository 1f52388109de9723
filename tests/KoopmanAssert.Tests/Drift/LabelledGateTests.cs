using System.Text.Json.Nodes;
using FluentAssertions;
using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Drift;
using KoopmanAssert.Core.Models;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>A gate with labels judges accuracy too, and one without is as before. On the fully connected network.</summary>
[TestFixture]
internal sealed class LabelledGateTests
{
    private static readonly string Truth = RepositoryFiles.Data("mnist-labels.npy");

    private BaselineFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new BaselineFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void The_accuracy_is_that_of_the_network_run_apart()
    {
        IReadOnlyList<DenseMatrix> activations = LoadedNetwork.Load(RepositoryFiles.Fc, RepositoryFiles.SmallDigits, 400).Forward();
        long[] truth = SampleSet.Load(Truth, 400).Arrays[0].Rows<long>(0, 400);
        double right = activations[^1].EnumerateColumns().Zip(truth).Count(s => s.First.MaximumIndex() == s.Second);

        CreditReport report = Analyse(RepositoryFiles.Fc, Truth);

        report.Network!.Figures.Single(f => f.Kind == FigureKind.Accuracy).Value.Should().BeApproximately(right / 400, 1e-12)
            .And.BeGreaterThan(0.9);
        report.Labels!.Path.Should().Be(Truth);
        CreditReport bare = Analyse(RepositoryFiles.Fc, null);
        report.Network.Figures.Take(bare.Network!.Figures.Count).Should().Equal(bare.Network.Figures, "labels change nothing else");
    }

    [Test]
    public void A_model_that_answers_as_before_by_other_labels_has_drifted()
    {
        CreditBaseline baseline = Baseline(Analyse(RepositoryFiles.Fc, Truth)).Accept(
            [.. new[] { "good-seed2", "good-seed3", "good-seed4" }.Select(n => Analyse(Retrain(n), Truth))], "honest");
        CreditReport honest = Analyse(Retrain("good-seed6"), Truth);

        baseline.Compare(honest).Holds.Should().BeTrue();

        // The same answers and weights: only what the labels say of them is worse.
        CreditReport worse = Analyse(Retrain("good-seed6"), Mislabelled());
        DriftScore score = LearntComparer.Score(baseline, worse, baseline.Tolerance.Learnt!);
        score.Exceeds.Should().BeTrue();
        score.Figures.Where(f => f.IsBeyond).Select(f => f.Figure.Kind).Should()
            .Contain([FigureKind.CrossEntropy, FigureKind.Accuracy]);
    }

    [Test]
    public void A_baseline_with_labels_comes_back_from_its_file_as_it_was()
    {
        CreditBaseline baseline = Baseline(Analyse(RepositoryFiles.Fc, Truth)).Accept(Analyse(Retrain("good-seed2"), Truth), "honest");
        byte[] written = BaselineWriter.ToBytes(baseline);
        var read = CreditBaseline.Load(_folder.Write(written));

        BaselineWriter.ToBytes(read).Should().Equal(written);
        read.Labels.Should().Be(baseline.Labels);
        read.LabelsSource.Should().EndWith("mnist-labels.npy");
        read.Accepted[0].Network.Select(f => f.Name).Should().EndWith(["crossEntropy", "accuracy", "worstRecall"]);
        SchemaTests.IsValid(JsonNode.Parse(written)!).Should().BeTrue();
        read.Check(new AnalysisOptions { Threads = 2 }).Holds.Should().BeTrue("it finds the labels by itself");
    }

    [Test]
    public void Labels_that_the_baseline_does_not_have_or_has_otherwise_are_refused()
    {
        CreditReport labelled = Analyse(RepositoryFiles.Fc, Truth), bare = Analyse(RepositoryFiles.Fc, null);

        Refusal(Baseline(bare), labelled).Should().Contain("was created without labels");
        Refusal(Baseline(labelled), bare).Should().Contain("was created with labels; the analysis has none");
        Refusal(Baseline(labelled), Analyse(RepositoryFiles.Fc, Mislabelled())).Should().Contain("was created with other labels");

        static string Refusal(CreditBaseline baseline, CreditReport report) => baseline.Invoking(b => b.Compare(report))
            .Should().Throw<BaselineException>().Where(e => e.Code == DiagnosticCodes.LabelsChanged).Which.Problem;
    }

    [Test]
    public void Labels_that_come_later_keep_the_accepted_retrains_which_are_completed_by_their_models()
    {
        CreditBaseline old = Baseline(Analyse(RepositoryFiles.Fc, null)).Accept(
            [.. new[] { "good-seed2", "good-seed3" }.Select(n => Analyse(Retrain(n), null))], "honest");

        CreditBaseline labelled = BaselineUpdate.Create(Saved(old), Analyse(RepositoryFiles.Fc, Truth), RetrainHandling.Auto).Baseline;

        labelled.Accepted.Should().HaveCount(2);
        labelled.Network.Figures.Should().Contain(f => f.Kind == FigureKind.Accuracy);
        CreditReport candidate = Analyse(Retrain("good-seed6"), Truth);
        DriftScore learning = labelled.Compare(candidate).Score!;
        learning.Figures.Should().OnlyContain(f => double.IsFinite(f.Z) && double.IsFinite(f.Allowed));
        AcceptedSet.Scores(labelled).Should().OnlyContain(s => double.IsFinite(s.Value));

        CreditBaseline complete = labelled.Accept([.. new[] { "good-seed2", "good-seed3" }.Select(n => Analyse(Retrain(n), Truth))]);
        complete.Accepted.Should().HaveCount(2).And.OnlyContain(a => a.Network.Count == complete.Network.Figures.Count);
        FigureComparison Accuracy(CreditBaseline gate) =>
            gate.Compare(candidate).Score!.Figures.Single(f => f.Figure.Kind == FigureKind.Accuracy);
        Accuracy(complete).Mean.Should().NotBe(Accuracy(labelled).Mean);
        Accuracy(labelled).Mean.Should().Be(labelled.Network.Figures.Single(f => f.Kind == FigureKind.Accuracy).Value);
    }

    [Test]
    public void Of_a_network_that_is_no_classifier_the_error_of_all_outputs_is_judged()
    {
        DenseMatrix outputs = LoadedNetwork.Load(RepositoryFiles.Fc, RepositoryFiles.SmallDigits, 400).Forward()[^1];
        long[] truth = SampleSet.Load(Truth, 1000).Arrays[0].Rows<long>(0, 1000);
        string targets = _folder.Write(
            string.Join('\n', truth.Select(label => string.Join(',', Enumerable.Range(0, 10).Select(c => c == label ? 1 : 0)))),
            "targets.csv");
        double squares = outputs.EnumerateColumns().Zip(truth)
            .Sum(s => s.First.EnumerateIndexed().Sum(o => Math.Pow(o.Item2 - (o.Item1 == s.Second ? 1 : 0), 2)));

        CreditReport report = Analyse(targets);

        report.Network!.Figures.Single(f => f.Kind == FigureKind.OutputError).Value.Should()
            .BeApproximately(Math.Log(Math.Sqrt(squares / 4000)), 1e-9);
        byte[] written = BaselineWriter.ToBytes(Baseline(report));
        BaselineWriter.ToBytes(CreditBaseline.Load(_folder.Write(written))).Should().Equal(written);
        SchemaTests.IsValid(JsonNode.Parse(written)!).Should().BeTrue();
        FluentActions.Invoking(() => Analyse(Truth)).Should().Throw<SamplesException>().Which.Problem.Should()
            .Contain("has 1 number per sample, but the model gives 10");

        static CreditReport Analyse(string labels) => CreditAnalysis.Run(
            RepositoryFiles.Fc,
            RepositoryFiles.SmallDigits,
            AnalysisSettings.Regression with { Classes = ClassOutput.None },
            new AnalysisOptions { MeasureNoise = true, Threads = 2, Labels = labels });
    }

    private static CreditBaseline Saved(CreditBaseline baseline)
    {
        baseline.Save();
        return CreditBaseline.Load(baseline.Path);
    }

    private CreditBaseline Baseline(CreditReport report)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.Baseline)!);
        return CreditBaseline.Create(report, _folder.Baseline);
    }

    // Every eighth label is that of the next class.
    private string Mislabelled()
    {
        long[] labels = SampleSet.Load(Truth, int.MaxValue).Arrays[0].Rows<long>(0, 1000);
        return _folder.Write(
            string.Join('\n', labels.Select((label, i) => i % 8 == 0 ? (label + 1) % 10 : label)), "mislabelled.csv");
    }

    private static string Retrain(string name) => RepositoryFiles.Data($"fc-retrains/{name}.onnx");

    private static CreditReport Analyse(string model, string? labels) => CreditAnalysis.Run(
        model, RepositoryFiles.SmallDigits, null, new AnalysisOptions { MeasureNoise = true, Threads = 2, Labels = labels });
}
