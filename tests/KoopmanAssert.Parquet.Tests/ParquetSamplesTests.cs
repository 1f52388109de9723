using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The columns of a Parquet file as samples, compared with arrays that are filled by hand.</summary>
[TestFixture]
public class ParquetSamplesTests
{
    private const string ByArrow = "Data/arrow.parquet"; // what make_arrow.mjs writes

    private static readonly int[] Rows = [.. Enumerable.Range(0, 30)];

    [Test]
    public async Task Columns_of_every_type_of_number_are_the_inputs_of_their_names()
    {
        using MemoryStream file = await new ParquetBytes()
            .Column("float", 0.5f, -1e30f).Column("double", 0.1, -1e300).Column("bool", true, false)
            .Column<sbyte>("int8", -128, 127).Column<short>("int16", -32768, 5)
            .Column("int32", int.MinValue, 7).Column("int64", long.MinValue, 9)
            .Column<byte>("uint8", 255, 1).Column<ushort>("uint16", 65535, 2).Column("uint32", uint.MaxValue, 3u)
            .Column("uint64", ulong.MaxValue, 4ul)
            .Text("not needed", "a", "b")
            .ToStream();

        Samples read = ParquetSamples.Read(file, PassingModel.Of(
            "uint64", "uint32", "uint16", "uint8", "int64", "int32", "int16", "int8", "bool", "double", "float"));

        Assert.That(Hash(read), Is.EqualTo(Hash(Samples.FromInputs(new Dictionary<string, Samples>
        {
            ["float"] = Samples.From([0.5f, -1e30f], 2, 1),
            ["double"] = Samples.From([0.1, -1e300], 2, 1),
            ["bool"] = Samples.From([true, false], 2, 1),
            ["int8"] = Samples.From<sbyte>([-128, 127], 2, 1),
            ["int16"] = Samples.From<short>([-32768, 5], 2, 1),
            ["int32"] = Samples.From([int.MinValue, 7], 2, 1),
            ["int64"] = Samples.From([long.MinValue, 9], 2, 1),
            ["uint8"] = Samples.From<byte>([255, 1], 2, 1),
            ["uint16"] = Samples.From<ushort>([65535, 2], 2, 1),
            ["uint32"] = Samples.From([uint.MaxValue, 3u], 2, 1),
            ["uint64"] = Samples.From([ulong.MaxValue, 4ul], 2, 1),
        }))));
    }

    [Test]
    public void A_file_of_Arrow_with_lists_and_two_row_groups_is_read()
    {
        Samples read = ParquetSamples.Read(ByArrow, PassingModel.Of("x", "n", "flag", "ids", "w"));

        Assert.That(Hash(read), Is.EqualTo(Hash(Samples.FromInputs(new Dictionary<string, Samples>
        {
            ["x"] = Samples.From([.. Rows.Select(i => i / 4.0)], 30, 1),
            ["n"] = Samples.From([.. Rows.Select(i => i - 15)], 30, 1),
            ["flag"] = Samples.From([.. Rows.Select(i => i % 2 == 0)], 30, 1),
            ["ids"] = Samples.From<long>([.. Rows.Select(i => new long[] { i, i + 1, i + 2 })]),
            ["w"] = Samples.From<float>([.. Rows.Select(i => new[] { i / 2f, -(float)i })]),
        }))));
    }

    [TestCase(7)]
    [TestCase(20)]
    [TestCase(25)]
    public void Only_as_many_rows_are_read_as_are_analysed(int most)
    {
        Samples read = ParquetSamples.Read(ByArrow, PassingModel.Of("ids"), settings: new AnalysisSettings { MaxSamples = most });
        Assert.That(Hash(read), Is.EqualTo(Hash(Named("ids", Samples.From<long>(
            [.. Rows.Take(most).Select(i => new long[] { i, i + 1, i + 2 })])))));
    }

    [Test]
    public async Task The_only_input_is_the_column_of_its_name_or_the_only_column()
    {
        using MemoryStream one = await new ParquetBytes().Lists("pixels", [1f, 2f], [3f, 4f]).ToStream();
        using MemoryStream two = await new ParquetBytes().Column("label", 1, 0).Lists("x", [1f, 2f], [3f, 4f]).ToStream();
        string expected = Hash(Named("x", Samples.From<float>([[1f, 2f], [3f, 4f]])));

        Assert.That(Hash(ParquetSamples.Read(one, PassingModel.Of("x"))), Is.EqualTo(expected));
        Assert.That(Hash(ParquetSamples.Read(two, PassingModel.Of("x"))), Is.EqualTo(expected));
    }

    [Test]
    public async Task Columns_side_by_side_are_the_only_input()
    {
        using MemoryStream real = await new ParquetBytes().Column("a", 1, 2).Column("b", 0.5f, 0.25f).Column("c", true, false).ToStream();
        using MemoryStream whole = await new ParquetBytes().Column("a", 1, 2).Column<byte>("b", 3, 4).ToStream();

        Assert.That(
            Hash(ParquetSamples.Read(real, PassingModel.Of("x"))),
            Is.EqualTo(Hash(Named("x", Samples.From<double>([[1, 0.5, 1], [2, 0.25, 0]])))));
        Assert.That(
            Hash(ParquetSamples.Read(real, PassingModel.Of("x"), ["c", "a"])),
            Is.EqualTo(Hash(Named("x", Samples.From<long>([[1, 1], [0, 2]])))));
        Assert.That(
            Hash(ParquetSamples.Read(whole, PassingModel.Of("x"))),
            Is.EqualTo(Hash(Named("x", Samples.From<long>([[1, 3], [2, 4]])))));
    }

    [Test]
    public async Task A_gate_has_the_same_credits_as_with_an_array()
    {
        var random = new Random(1);
        float[][] rows = [.. Enumerable.Range(0, 40).Select(_ => Enumerable.Range(0, 6).Select(_ => random.NextSingle()).ToArray())];
        byte[] model = DenseNetwork.Of(new DenseLayer("fc1"), new DenseLayer("fc2"));
        using MemoryStream file = await new ParquetBytes().Lists("x", rows).ToStream();

        CreditReport byFile = CreditAnalysis.Run(model, ParquetSamples.Read(file, model));

        CreditReport byArray = CreditAnalysis.Run(model, Samples.From(rows));
        Assert.That(byFile.Blocks.Select(b => b.LogCredit), Is.EqualTo(byArray.Blocks.Select(b => b.LogCredit)));
    }

    [Test]
    public void The_public_surface_is_the_approved_one() => PublicSurface.Verify(typeof(ParquetSamples).Assembly);

    private static Samples Named(string input, Samples samples) =>
        Samples.FromInputs(new Dictionary<string, Samples> { [input] = samples });

    private static string Hash(Samples samples) => samples.Read(400, int.MaxValue, CsvHeader.Auto).Values;
}
