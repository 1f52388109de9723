using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Each bad file is one error with a code, the file, the column and the way out.</summary>
[TestFixture]
public class BadParquetTests
{
    private static readonly byte[] ByArrow =
        File.ReadAllBytes(Repository.At("tests", "KoopmanAssert.Parquet.Tests", "Data", "arrow.parquet"));

    private static readonly TestCaseData[] Columns =
    [
        Case(new ParquetBytes().Text("x", "a"), "KOOP2008", "text in its column 'x'"),
        Case(new ParquetBytes().Column("x", DateTime.UnixEpoch), "KOOP2008", "dates in its column 'x'"),
        Case(new ParquetBytes().Column("x", 1.5m), "KOOP2008", "values of the type decimal in its column 'x'"),
        Case(new ParquetBytes().Structure("x", 1), "KOOP2008", "nested values in its column 'x'"),
        Case(new ParquetBytes().Lists("x", [1f, 2f], [3f, 4f], [5f]), "KOOP2008", "lists of 2 and of 1 values in its column 'x' (row 2"),
        Case(new ParquetBytes().Nullable<float>("x", 1f, 2f, null, 4f), "KOOP2007", "no value in row 2 of its column 'x'"),
        Case(new ParquetBytes().Column<float>("x"), "KOOP2009", "has no rows"),
        Case(new ParquetBytes().Column("a", 1f).Lists("b", [1f]), "KOOP2008", "lists in its column 'b'"),
        Case(new ParquetBytes().Column("a", 1f).Text("b\n", "t"), "KOOP2008", "text in its column 'b?'"),
    ];

    [TestCaseSource(nameof(Columns))]
    public async Task A_column_that_is_no_input_is_named(ParquetBytes file, string code, string problem)
    {
        using MemoryStream stream = await file.ToStream();
        SamplesException fault = Assert.Throws<SamplesException>(() => ParquetSamples.Read(stream, PassingModel.Of("x")))!;
        Assert.That((fault.Code, fault.File), Is.EqualTo((code, "Parquet stream")));
        Assert.That(fault.Problem, Does.Contain(problem));
        Assert.That(fault.WayOut, Is.Not.Empty);
    }

    [Test]
    public async Task What_a_file_lacks_is_named()
    {
        using MemoryStream stream = await new ParquetBytes().Column("a", 1f).Column("b", 2f).ToStream();
        Assert.That(
            Assert.Throws<SamplesException>(() => ParquetSamples.Read(stream, PassingModel.Of("a", "c")))!.Problem,
            Is.EqualTo("has no column 'c'; it has 'a', 'b'."));
        Assert.That(
            Assert.Throws<SamplesException>(() => ParquetSamples.Read(stream, PassingModel.Of("x"), ["a", "d"]))!.Problem,
            Does.StartWith("has no column 'd'"));
        Assert.Throws<ArgumentException>(() => ParquetSamples.Read(stream, PassingModel.Of("a", "b"), ["a"]));
    }

    [Test]
    public void A_missing_file_is_named()
    {
        SamplesException fault = Assert.Throws<SamplesException>(() => ParquetSamples.Read("Data/none.parquet", PassingModel.Of("x")))!;
        Assert.That((fault.Code, fault.File, fault.Problem), Is.EqualTo(("KOOP2006", "Data/none.parquet", "does not exist.")));
    }

    [Test]
    public void Every_part_of_a_file_is_a_damaged_file([Range(0, 4000, 100)] int length)
    {
        using var part = new MemoryStream(ByArrow[..length]);
        Assert.That(Fault(part)?.Code, Is.EqualTo("KOOP2007"));
    }

    /// <summary>
    /// Not every wrong bit can be seen, but none is another exception. With a few at the end of the metadata, which are not among these,
    /// Parquet.Net 6.1 does not end: the README says so.
    /// </summary>
    [Test]
    public void A_wrong_byte_is_an_error_with_a_code_or_none([Range(0, 96)] int residue)
    {
        var random = new Random(residue);
        for (int place = residue; place < ByArrow.Length; place += 97)
        {
            byte[] wrong = [.. ByArrow];
            wrong[place] ^= (byte)(1 << random.Next(8));
            using var stream = new MemoryStream(wrong);
            Assert.That(Fault(stream)?.Code, Is.Null.Or.StartWith("KOOP"));
        }
    }

    private static KoopmanAssertException? Fault(Stream stream)
    {
        try
        {
            ParquetSamples.Read(stream, PassingModel.Of("x", "n", "flag", "ids", "w"));
            return null;
        }
        catch (KoopmanAssertException fault)
        {
            return fault;
        }
    }

    private static TestCaseData Case(ParquetBytes file, string code, string problem) =>
        new TestCaseData(file, code, problem).SetArgDisplayNames(code, problem);
}
