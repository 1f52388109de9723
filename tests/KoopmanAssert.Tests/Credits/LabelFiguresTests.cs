using System.Globalization;
using FluentAssertions;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Models;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>What follows from labels, against values worked out by hand; and labels that do not fit, each with its message.</summary>
[TestFixture]
internal sealed class LabelFiguresTests
{
    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    // Of ln p + c the softmax is p, whatever c: also where exponentials of the scores overflow.
    [TestCase(0)]
    [TestCase(5000)]
    public void Cross_entropy_and_accuracy_follow_from_the_softmax(double shift)
    {
        double[][] p = [[0.7, 0.2, 0.1], [0.25, 0.5, 0.25], [0.1, 0.3, 0.6], [0.6, 0.3, 0.1]];
        IReadOnlyList<Figure> figures = LabelFigures.OfClasses(
            Matrix([.. p.Select(row => row.Select(x => Math.Log(x) + shift).ToArray())]), Labels("0\n1\n1\n0\n"));

        figures.Select(f => f.Name).Should().Equal("crossEntropy", "accuracy", "worstRecall");
        double entropy = -(Math.Log(0.7) + Math.Log(0.5) + Math.Log(0.3) + Math.Log(0.6)) / 4;
        figures[0].Value.Should().BeApproximately(Math.Log(entropy), 1e-9);
        figures[1].Value.Should().Be(0.75);
        figures[2].Value.Should().Be(0.75, "no class has more than five labels");
    }

    [Test]
    public void Recall_is_that_of_the_worst_class_with_more_than_five_labels()
    {
        // Class 0: 8 labels, 6 right; class 1: 6 labels, 3 right; class 2: 5 labels, none right, but too few to count.
        int[] labels = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2];
        int[] given = [0, 0, 0, 0, 0, 0, 1, 2, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0];
        DenseMatrix scores = Matrix([.. given.Select(g => Enumerable.Range(0, 3).Select(c => c == g ? 2.0 : 0).ToArray())]);

        IReadOnlyList<Figure> figures = LabelFigures.OfClasses(scores, Labels(string.Join('\n', labels)));

        (figures[1].Value, figures[2].Value).Should().Be((9.0 / 19, 0.5));
    }

    [Test]
    public void The_error_of_outputs_is_the_root_of_their_mean_square()
    {
        DenseMatrix outputs = Matrix([1, 2], [3, 4], [5, 6]);
        Figure error = LabelFigures.OfOutputs(outputs, Labels("1,2\n3,0\n2,6\n")).Should().ContainSingle().Subject;

        (error.Name, error.Kind).Should().Be(("outputError", FigureKind.OutputError));
        error.Value.Should().BeApproximately(Math.Log(Math.Sqrt((16 + 9) / 6.0)), 1e-12);
        double exact = LabelFigures.OfOutputs(outputs, Labels("1,2\n3,4\n5,6\n"))[0].Value;
        exact.Should().BeApproximately(Math.Log(Math.Sqrt(91 / 6.0) / (1 << 24)), 1e-12, "below this, float32 says nothing");
    }

    // The deviation of a binomial share, with one more sample of either kind.
    [Test]
    public void A_share_of_few_samples_varies_more_than_one_of_many()
    {
        double Prior(FigureKind kind, double accepted, int samples) => FigureRule.For(kind)
            .Prior(new FigureSize(1, 10, null) { Samples = samples, Accepted = accepted });

        Prior(FigureKind.Accuracy, 0.5, 398).Should().BeApproximately(0.5 / Math.Sqrt(398), 1e-12);
        Prior(FigureKind.Accuracy, 1, 398).Should().BeApproximately(Math.Sqrt(399.0 / 400 / 400 / 398), 1e-12).And.BePositive();
        Prior(FigureKind.WorstRecall, 0.5, 3980).Should().BeApproximately(0.5 / Math.Sqrt(398), 1e-12, "one class in ten");
    }

    [TestCase("0\n1\n", "has 2 rows, but", "in the same order")]
    [TestCase("0\n1\nnan\n", "has a label that is NaN or infinite in row 2", "label them")]
    [TestCase("0,1\n1,0\n1,0\n", "has 2 numbers per sample, but the model is a classifier", "numpy.argmax")]
    [TestCase("0\n1\n3\n", "has the label 3 in row 2, counted from 0; the model has 3 classes, so labels are 0 to 2", "from 0")]
    [TestCase("0\n-1\n2\n", "has the label -1 in row 1", "from 0")]
    [TestCase("0\n1\n0.5\n", "has the label 0.5 in row 2", "from 0")]
    public void Labels_that_do_not_fit_are_refused(string labels, string problem, string wayOut)
    {
        SampleSet samples = Table("1,2\n3,4\n5,7\n");
        string file = Write("labels.csv", labels);

        SamplesException refused = FluentActions.Invoking(() => SampleLabels.Load(file, samples, 1 << 20).RequireClasses(3))
            .Should().Throw<SamplesException>().Which;

        (refused.Code, refused.File).Should().Be((DiagnosticCodes.LabelsMisfit, file));
        refused.Problem.Should().Contain(problem);
        refused.WayOut.Should().Contain(wayOut);
    }

    [Test]
    public void Labels_of_another_shape_than_the_outputs_are_refused() =>
        FluentActions.Invoking(() => Labels("1,2\n3,4\n5,7\n").RequireOutputs(1))
            .Should().Throw<SamplesException>().Where(e => e.Code == DiagnosticCodes.LabelsMisfit).Which.Problem
            .Should().Contain("has 2 numbers per sample, but the model gives 1");

    [TestCase(CsvHeader.Yes, 2)]
    [TestCase(CsvHeader.No, 3)]
    public void The_setting_says_what_the_first_line_of_a_table_of_labels_is(CsvHeader header, int rows)
    {
        SampleSet samples = Table(string.Concat(Enumerable.Range(0, rows).Select(i => $"{i + 7}\n")));
        string file = Write("labels.csv", "0,1,2\n3,4,5\n6,7,9\n");

        SampleLabels.Load(file, samples, 1 << 20, header).Values.Should().HaveCount(3 * rows);
        FluentActions.Invoking(() => SampleLabels.Load(file, samples, 1 << 20)).Should().Throw<SamplesException>()
            .WithMessage("KOOP2007*'*labels.csv' has a first line that counts its columns*--csv-header yes*");
    }

    [Test]
    public void A_column_of_the_samples_is_a_label_and_no_input()
    {
        SampleSet samples = Table("x,y,label\n1,2.5,0\n3,4,1\n5,7,1\n");

        var labels = SampleLabels.Load("label", samples, 1 << 20);

        labels.Values.Should().Equal(0, 1, 1);
        (labels.Identity.Column, labels.Identity.Path).Should().Be(("label", samples.Path));
        SampleSet inputs = samples.Without("label");
        inputs.Columns.Select(c => c.Name).Should().Equal("x", "y");
        inputs.Arrays[0].Rows<double>(0, 3).Should().Equal(1, 2.5, 3, 4, 5, 7);
        inputs.Values.Should().Be(Table("a,b\n1,2.5\n3,4\n5,7\n").Values, "it is what the model is analysed on");
    }

    [Test]
    public void Labels_that_are_neither_a_file_nor_a_column_name_the_columns()
    {
        SampleSet samples = Table("x,y\n1,2\n3,4\n");

        SamplesException missing = FluentActions.Invoking(() => SampleLabels.Load("label", samples, 1 << 20))
            .Should().Throw<SamplesException>().Which;

        (missing.Code, missing.File).Should().Be((DiagnosticCodes.SamplesMissing, "label"));
        missing.Problem.Should().Contain("neither a file nor a column").And.Contain("'x', 'y'");
    }

    private SampleLabels Labels(string text)
    {
        int rows = text.TrimEnd('\n').Split('\n').Length;
        return SampleLabels.Load(
            Write("labels.csv", text),
            Table(string.Concat(Enumerable.Range(0, rows).Select(i => i.ToString(CultureInfo.InvariantCulture) + "\n"))),
            1 << 20);
    }

    private SampleSet Table(string text) => SampleSet.Load(Write("samples.csv", text), 400);

    private string Write(string name, string text) => _folder.Write(System.Text.Encoding.UTF8.GetBytes(text), name);

    private static DenseMatrix Matrix(params double[][] columns) => DenseMatrix.OfColumnArrays(columns);
}
