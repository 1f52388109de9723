using System.Text;
using FluentAssertions;
using KoopmanAssert.Core.Models;
using NUnit.Framework;

namespace KoopmanAssert.Tests;

/// <summary>Tables of numbers: with and without names, quoted, and everything that is none.</summary>
[TestFixture]
internal sealed class CsvReaderTests
{
    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("1.5,2\n-3e2,4\n")]
    [TestCase("1.5,2\r\n-3e2,4")]
    [TestCase("width,height\n1.5,2\n\n-3e2,4\n")]
    [TestCase("1.5;2\n-3e2;4\n")]
    [TestCase("sep=;\r\n1.5;2\r\n-3e2;4\r\n")]
    [TestCase("\"a;b\",c\n1.5,2\n-3e2,4\n")]
    [TestCase("\"a,b\";c\n1.5;2\n-3e2;4\n")]
    [TestCase("width\theight\n1.5\t2\n-3e2\t4\n")]
    [TestCase("\uFEFF\"a, b\",\"say \"\"c\"\"\"\n\"1.5\", 2\n-3e2,4\n")]
    public void A_table_is_one_array_with_one_sample_a_line(string text)
    {
        SampleSet samples = Load(text);
        samples.Arrays.Should().ContainSingle().Which.Shape.Should().Equal(2, 2);
        samples.Arrays[0].Rows<double>(0, 2).Should().Equal(1.5, 2, -300, 4);
        samples.RowsInFile.Should().Be(2);
    }

    [Test]
    public void Columns_have_the_names_of_the_first_line_and_whole_numbers_stay_whole()
    {
        SampleSet samples = Load("id,share\n7,0.25\n8,0.5\n");
        samples.Columns.Select(c => c.Name).Should().Equal("id", "share");
        samples.Columns[0].IsFloatingPoint.Should().BeFalse();
        samples.Columns[0].Rows<long>(0, 2).Should().Equal(7, 8);
        samples.Columns[1].IsFloatingPoint.Should().BeTrue();
        Load("7,1\n8,2\n").Columns.Should().BeEmpty();
    }

    [Test]
    public void Only_the_first_rows_are_kept_and_all_are_counted_and_hashed()
    {
        SampleSet samples = Load("1,2\n3,4\n5,6\n", 2);
        (samples.Count, samples.RowsInFile).Should().Be((2, 3));
        samples.Sha256.Should().NotBe(Load("1,2\n3,4\n5,7\n", 2).Sha256);
    }

    [TestCase("1,2\n3\n", 2, null, "line 2 has 1 columns, but the lines above have 2")]
    [TestCase("1,2\n3,\n", 2, 2, "line 2, column 2 is empty")]
    [TestCase("a,b\n3,x\n", 2, 2, "line 2, column 2 contains 'x', which is not a number")]
    [TestCase("1,5;2\n3,5;4\n", 2, 1, "line 2, column 1 contains '3,5', a number with a decimal comma")]
    [TestCase("a;b\n3,5;4\n", 2, 1, "line 2, column 1 contains '3,5', a number with a decimal comma")]
    [TestCase("a,b\n4,\"-1.003,5e3\"\n", 2, 2, "contains '-1.003,5e3', a number with a decimal comma")]
    [TestCase("1,NA,3\n4,5,6\n", 1, 2, "line 1, column 2 contains 'NA', which is not a number")]
    [TestCase("1,,3\n4,5,6\n", 1, 2, "line 1, column 2 is empty")]
    [TestCase("0,1,2\n4,5,6\n", 1, null, "has a first line that counts its columns (0, 1, 2): these may be their names, or a sample")]
    [TestCase("1,2,3,4\n4,5,6,7\n", 1, null, "has a first line that counts its columns (1, 2, 3, …)")]
    [TestCase("0,1\n0.5,2\n", 1, null, "counts its columns (0, 1)")]
    [TestCase("1,\"2\n", 1, 2, "line 1, column 2 has an unclosed quote, or text after a closing quote")]
    public void What_is_no_table_of_numbers_is_refused_with_its_place(string text, int line, int? column, string says)
    {
        SamplesException fault = FluentActions.Invoking(() => Load(text)).Should().Throw<SamplesException>().Which;
        (fault.Code, fault.Line, fault.Column).Should().Be((DiagnosticCodes.SamplesUnreadable, line, column));
        fault.Message.Should().Contain(says);
    }

    [TestCase("0,1,2\n4,5,6\n7,8,9\n", CsvHeader.Yes, 2)]
    [TestCase("0,1,2\n4,5,6\n7,8,9\n", CsvHeader.No, 3)]
    [TestCase("4,5,6\n7,8,9\n", CsvHeader.Yes, 1)]
    [TestCase("0,1\n1,0\n", CsvHeader.Auto, 2)]
    [TestCase("0\n1\n0\n", CsvHeader.Auto, 3)]
    [TestCase(",0,1,2\n0,4,5,6\n1,7,8,9\n", CsvHeader.Auto, 2)]
    [TestCase("id,2019,2020\n0,4,5\n", CsvHeader.Auto, 1)]
    public void The_first_line_holds_names_or_a_sample(string text, CsvHeader header, int samples) =>
        SampleSet.Load(_folder.Write(Encoding.UTF8.GetBytes(text), "samples.csv"), 100, header: header).Count.Should().Be(samples);

    [Test]
    public void A_first_line_that_must_be_a_sample_is_not_taken_for_names() =>
        FluentActions.Invoking(() => SampleSet.Load(_folder.Write("a,b\n1,2\n"u8.ToArray(), "samples.csv"), 9, header: CsvHeader.No))
            .Should().Throw<SamplesException>().WithMessage("*line 1, column 1 contains 'a', which is not a number*");

    [TestCase("a,b\n")]
    [TestCase("\n\n")]
    public void A_table_without_a_row_is_refused(string text) =>
        FluentActions.Invoking(() => Load(text)).Should().Throw<SamplesException>().Which.Code.Should().Be(DiagnosticCodes.SamplesUnusable);

    [Test]
    public void A_comma_in_the_culture_changes_nothing()
    {
        System.Globalization.CultureInfo before = System.Globalization.CultureInfo.CurrentCulture;
        var comma = (System.Globalization.CultureInfo)before.Clone();
        (comma.NumberFormat.NumberDecimalSeparator, comma.NumberFormat.NumberGroupSeparator) = (",", ".");
        System.Globalization.CultureInfo.CurrentCulture = comma;
        try
        {
            Load("1.5,2\n").Arrays[0].Rows<double>(0, 1).Should().Equal(1.5, 2);
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = before;
        }
    }

    [Test]
    public void Columns_feed_the_inputs_of_their_names()
    {
        string model = Path.Combine(RepositoryFiles.Root, "tests", "KoopmanAssert.Tests", "Zoo", "models", "sklearn-columns.onnx");
        var random = new Random(3);
        string rows = string.Concat(Enumerable.Range(0, 30).Select(
            _ => FormattableString.Invariant($"{random.Next(5)},{random.Next(90)},{random.NextDouble()}\n")));
        string people = _folder.Write(Encoding.UTF8.GetBytes($"children,age,income\n{rows}"), "people.csv");
        CreditReport report = CreditAnalysis.Run(model, people);
        report.Blocks.Should().ContainSingle().Which.LogCredit.Should().NotBeNull();
        string wrong = _folder.Write(Encoding.UTF8.GetBytes($"children,years,income\n{rows}"), "wrong.csv");
        FluentActions.Invoking(() => CreditAnalysis.Run(model, wrong)).Should().Throw<SamplesException>()
            .WithMessage("*has no array for the input 'age'*");
    }

    private SampleSet Load(string text, int rows = 10) => SampleSet.Load(_folder.Write(Encoding.UTF8.GetBytes(text), "table.csv"), rows);
}
