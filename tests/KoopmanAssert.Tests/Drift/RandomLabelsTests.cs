using FluentAssertions;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>
/// What the gate is for: a real network fine-tuned with 30 % of its labels random is as accurate as before, and has moved.
/// </summary>
public class RandomLabelsTests
{
    private static readonly string[] Honest = ["good-seed2", "good-seed3", "good-seed4", "good-seed5", "good-more21"];
    private static readonly string Tuned = Retrain("bad-noise30-tune"), Another = Retrain("good-seed6");

    [Test]
    public void Accuracy_does_not_show_it() =>
        Accuracy(Tuned).Should().BeGreaterThanOrEqualTo(Accuracy(RepositoryFiles.Fc) - 0.01, "of a thousand test digits");

    [Test]
    public void The_gate_fails_for_it_and_holds_for_an_honest_retrain_that_it_has_not_seen()
    {
        CreditBaseline baseline = Honest.Aggregate(
            CreditBaseline.Create(
                Analyse(RepositoryFiles.Fc, noise: true),
                Path.Combine(Path.GetTempPath(), "nowhere", "fc.credits.json")), (b, name) => b.Accept(Analyse(Retrain(name))));
        BaselineComparison tuned = baseline.Compare(Analyse(Tuned)), another = baseline.Compare(Analyse(Another));
        (another.Holds, tuned.HasDrifted, tuned.Score!.Exceeds, tuned.Score.Retrains).Should().Be((true, true, true, 5));
        Honest.Should().OnlyContain(name => baseline.Compare(Analyse(Retrain(name))).Holds);
        // What it learnt to answer is less sure than what it was, and no single layer is the reason.
        tuned.Verdict!.Fault.Should().BeNull();
        tuned.Verdict.Cause!.Words.Should().StartWith("it is less certain but answers as before").And.EndWith("on noisy labels");
        tuned.Score.Figures.Single(f => f.Figure.Kind == FigureKind.Doubt).Z.Should().BeGreaterThan(tuned.Score.Threshold);
    }

    private static string Retrain(string name) => RepositoryFiles.Data($"fc-retrains/{name}.onnx");

    private static CreditReport Analyse(string model, bool noise = false)
        => CreditAnalysis.Run(model, RepositoryFiles.SmallDigits, null, new AnalysisOptions { MeasureNoise = noise });

    private static double Accuracy(string model)
    {
        DenseMatrix logits = LoadedNetwork.Load(model, RepositoryFiles.SmallDigits, 1000).Forward()[^1];
        byte[] labels = File.ReadAllBytes(RepositoryFiles.Data("mnist-labels.npy"))[^(1000 * sizeof(long))..];
        return Enumerable.Range(0, 1000)
            .Average(i => logits.Column(i).MaximumIndex() == BitConverter.ToInt64(labels, i * sizeof(long)) ? 1.0 : 0);
    }
}
