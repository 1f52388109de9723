using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert.Tests;

/// <summary>Samples in which one row, one column or the scale decides the rank are noted; clean samples never are.</summary>
[TestFixture]
internal sealed class SampleBalanceTests
{
    private const int Rows = 200;
    private const int Columns = 10;

    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Clean_samples_give_no_note([Range(0, 19)] int seed)
    {
        var random = new Random(seed);
        int columns = random.Next(1, 40);

        // Uniform, normal, with a few zeros, or with heavy tails, on scales within a factor of ten.
        double[] scales = [.. Enumerable.Range(0, columns).Select(_ => Math.Pow(10, random.NextDouble()))];
        Notes(columns, (_, c) => scales[c] * (seed % 4) switch
        {
            0 => random.NextDouble(),
            1 => Normal(random),
            2 => random.Next(4) == 0 ? 0 : Normal(random),
            _ => Normal(random) / Math.Sqrt(0.1 + random.NextDouble()),
        }).Should().BeEmpty();
    }

    [Test]
    public void Images_whose_border_is_dark_give_no_note() =>
        CreditAnalysis.Run(RepositoryFiles.LeNet, RepositoryFiles.Digits).SampleNotes.Should().BeEmpty();

    [TestCase(-99999)]
    [TestCase(1e6)]
    public void A_sample_that_decides_the_rank_is_named(double sentinel)
    {
        var random = new Random(1);
        Notes(Columns, (row, _) => row == 17 ? sentinel : Normal(random)).Should().ContainSingle()
            .Which.Should().StartWith("one sample, row 17 (counted from 0), holds").And.Contain("which is 1, and 10 without it");
    }

    [Test]
    public void A_column_that_decides_the_rank_is_named()
    {
        var random = new Random(2);
        Notes(Columns, (_, column) => (column == 3 ? 1e6 : 1) * Normal(random)).Should().ContainSingle()
            .Which.Should().StartWith("one column, 3 (counted from 0), holds 100.0 % of").And.Contain("which is 1, and 9 without it");
    }

    [Test]
    public void Scales_that_decide_the_rank_are_named()
    {
        var random = new Random(3);
        string note = Notes(Columns, (_, column) => Math.Pow(10, 6 - (column / 2 * 3)) * Normal(random)).Should().ContainSingle().Which;
        note.Should().StartWith("the columns differ in scale").And.Contain("2, and 10 with columns of equal scale");
    }

    [Test]
    public void A_constant_column_is_named_and_a_constant_background_is_not()
    {
        var random = new Random(4);
        Notes(Columns, (_, column) => column == 6 ? 0.25 : Normal(random)).Should().ContainSingle()
            .Which.Should().StartWith("column 6 (counted from 0) has the same value in all samples");
        Notes(Columns, (_, column) => column < 3 ? 0 : random.NextDouble()).Should().BeEmpty();
    }

    // Alone, among others, and two at once; a second input of one column is named by itself.
    [TestCase(1, "column 1 of 'a' (counted from 0) has the same value in all samples: what the model does with it is not checked")]
    [TestCase(2, "column 'b' has the same value in all samples: what the model does with it is not checked")]
    [TestCase(
        12,
        "columns 1 of 'a' (counted from 0), 'b' have the same values in all samples: what the model does with them is not checked")]
    public void A_column_of_several_inputs_is_named_with_its_input(int constant, string note)
    {
        var random = new Random(6);
        float[] a = [.. Enumerable.Range(0, 2 * Rows).Select(i => i % 2 == 1 && constant != 2 ? 0.25f : (float)Normal(random))];
        float[] b = [.. Enumerable.Range(0, Rows).Select(_ => constant != 1 ? 0.25f : (float)Normal(random))];
        NetworkProto network = new NetworkProto().Input("a", [-1, 2]).Input("b", [-1, 1]).Node("Concat", "a b", "x", "", ("axis", 1L))
            .Dense("x", "y", 3, 5).Output("y");
        var samples = Samples.FromInputs(
            new Dictionary<string, Samples> { ["a"] = Samples.From(a, Rows, 2), ["b"] = Samples.From(b, Rows, 1) });
        CreditAnalysis.Run(_folder.Write(network.Model), samples).SampleNotes.Should().Equal(note);
    }

    // Constant columns of one value are several columns of a background only if it is the least or the greatest of all.
    [Test]
    public void Several_constant_columns_between_the_others_are_named_up_to_three()
    {
        var random = new Random(7);
        Notes(Columns, (_, column) => column < 5 ? 0.25 : Normal(random)).Should().ContainSingle().Which.Should()
            .StartWith("columns 0 (counted from 0), 1 (counted from 0), 2 (counted from 0) and 2 more have the same values");
        Notes(Columns, (_, column) => column < 5 ? 1 : random.NextDouble()).Should().BeEmpty("1 is the greatest");
    }

    // A cell of one row and one column holds all variance: to correct the sample is the nearer way.
    [Test]
    public void A_cell_is_a_sample_before_it_is_a_column()
    {
        var random = new Random(9);
        Notes(Columns, (row, column) => row == 17 && column == 3 ? 1e6 : Normal(random)).Should().ContainSingle().Which.Should()
            .StartWith("one sample, row 17 (counted from 0), holds 99.").And.Contain(" % of the variance");
    }

    // Of ten columns five are thirty times as wide: of 200 samples with an outlier of 10⁵, those five pass the thousandth of it.
    [Test]
    public void A_rank_that_exactly_doubles_is_decided()
    {
        var random = new Random(10);
        Notes(Columns, (row, column) => row == 17 && column == 0 ? 1e5 : (column < 5 ? 30 : 0.3) * Normal(random)).Should()
            .ContainSingle().Which.Should().Contain("which is 5, and 10 without it");
    }

    [Test]
    public void As_many_columns_lost_as_the_rank_is_are_enough()
    {
        var random = new Random(11);
        Notes(Columns, (_, column) => (column < 5 ? 1e6 : 1) * Normal(random)).Should().ContainSingle().Which.Should()
            .StartWith("the columns differ in scale").And.Contain("5, and 10 with columns of equal scale");
    }

    // The scale of a column that does not vary is none.
    [Test]
    public void The_scales_of_columns_that_vary_are_compared()
    {
        var random = new Random(12);
        IReadOnlyList<string> notes = Notes(Columns, (_, column) => column switch
        {
            < 2 => 1e6 * Normal(random),
            < 9 => Normal(random),
            _ => 0.25,
        });
        notes.Should().HaveCount(2);
        notes[0].Should().MatchRegex(@"^the columns differ in scale by up to [0-9.]+e\+[0-9]+ times, .*: 2, and 9 with");
        notes[1].Should().StartWith("column 9 (counted from 0) has the same value");
    }

    // The least of all values in one column alone is no background.
    [Test]
    public void A_single_column_of_the_least_value_is_named()
    {
        var random = new Random(13);
        Notes(Columns, (_, column) => column == 6 ? 0 : random.NextDouble()).Should().ContainSingle().Which.Should()
            .StartWith("column 6 (counted from 0) has the same value");
    }

    [Test]
    public void Standardised_columns_have_no_scale_to_note()
    {
        var random = new Random(14);
        float[] values = [.. Enumerable.Range(0, Rows * Columns).Select(i => (float)((i % Columns == 3 ? 1e6 : 1) * Normal(random)))];
        NetworkProto network = new NetworkProto().Input("x", [-1, Columns]).Dense("x", "y", Columns, 5).Output("y");
        CreditAnalysis.Run(_folder.Write(network.Model), Write(values, Columns), new AnalysisSettings { Standardise = true }).SampleNotes
            .Should().BeEmpty();
    }

    // What is constant beside images is as their background.
    [Test]
    public void Constant_columns_beside_an_image_are_not_named()
    {
        var random = new Random(15);
        float[] a = [.. Enumerable.Range(0, 2 * Rows).Select(i => i % 2 == 1 ? 0.25f : (float)Normal(random))];
        float[] b = [.. Enumerable.Range(0, 4 * Rows).Select(_ => (float)Normal(random))];
        NetworkProto network = new NetworkProto().Input("a", [-1, 2]).Input("b", [-1, 1, 2, 2]).Node("Flatten", "b", "c")
            .Node("Concat", "a c", "x", "", ("axis", 1L)).Dense("x", "y", 6, 5).Output("y");
        var samples = Samples.FromInputs(
            new Dictionary<string, Samples> { ["a"] = Samples.From(a, Rows, 2), ["b"] = Samples.From(b, Rows, 1, 2, 2) });
        CreditAnalysis.Run(_folder.Write(network.Model), samples).SampleNotes.Should().BeEmpty();
    }

    [Test]
    public void The_only_input_needs_no_name()
    {
        var random = new Random(16);
        float[] a = [.. Enumerable.Range(0, 2 * Rows).Select(i => i % 2 == 1 ? 0.25f : (float)Normal(random))];
        NetworkProto network = new NetworkProto().Input("a", [-1, 2]).Dense("a", "y", 2, 5).Output("y");
        var samples = Samples.FromInputs(new Dictionary<string, Samples> { ["a"] = Samples.From(a, Rows, 2) });
        CreditAnalysis.Run(_folder.Write(network.Model), samples).SampleNotes.Should().ContainSingle().Which.Should()
            .StartWith("column 1 (counted from 0) has");
    }

    // All samples lie on one line, so none of them adds to the rank.
    [Test]
    public void A_sample_that_does_not_decide_the_rank_is_none_to_name()
    {
        var random = new Random(8);
        double[] direction = [.. Enumerable.Range(0, Columns).Select(_ => Normal(random))];
        Notes(Columns, (row, column) => direction[column] * (row == 17 ? 1e4 : row % 7)).Should().BeEmpty("without it the rank is 1 too");
    }

    [Test]
    public void Standardised_scales_are_those_of_the_same_network_on_scaled_samples()
    {
        var random = new Random(5);
        float[] scales = [1e6f, 1e3f, 1, 1e-3f];
        float[] values = [.. Enumerable.Range(0, Rows * scales.Length).Select(i => scales[i % scales.Length] * (float)Normal(random))];
        double[] deviations = [.. scales.Select((_, c) => Deviation([.. values.Where((_, i) => i % scales.Length == c)]))];
        float[] scaled = [.. values.Select((v, i) => (float)(v / deviations[i % scales.Length]))];
        float[] weights = [.. Enumerable.Range(0, 12).Select(_ => (float)Normal(random))];
        float[] unscaled = [.. weights.Select((w, i) => (float)(w / deviations[i % scales.Length]))];

        CreditReport standardised = Run(unscaled, values, new AnalysisSettings { Standardise = true });
        CreditReport expected = Run(weights, scaled, AnalysisSettings.Regression with { Steps = StepCount.Exactly(1) });
        standardised.SampleNotes.Should().BeEmpty();
        standardised.Blocks[0].LogCredit.Should().BeApproximately(expected.Blocks[0].LogCredit, 1e-4);
        standardised.Blocks[0].Rank.Should().Be(expected.Blocks[0].Rank).And.Be(3);
        Run(unscaled, values, AnalysisSettings.Regression).Blocks[0].Rank.Should().BeLessThan(3);

        CreditReport Run(float[] w, float[] x, AnalysisSettings settings)
        {
            NetworkProto network = new NetworkProto().Input("x", [-1, scales.Length]).Constant("w", [3, scales.Length], w)
                .Node("Gemm", "x w", "y", "", ("transB", 1L)).Output("y");
            return CreditAnalysis.Run(_folder.Write(network.Model), Write(x, scales.Length), settings);
        }
    }

    [Test]
    public void Standardised_samples_of_several_steps_are_refused() =>
        FluentActions.Invoking(() => CreditAnalysis.Run(
            RepositoryFiles.Fc, RepositoryFiles.SmallDigits, new AnalysisSettings { Standardise = true, Steps = StepCount.Exactly(3) }))
            .Should().Throw<SettingsException>().WithMessage("KOOP4001*'standardise' cannot be combined with '3' steps*");

    private IReadOnlyList<string> Notes(int columns, Func<int, int, double> value)
    {
        float[] values = [.. Enumerable.Range(0, Rows * columns).Select(i => (float)value(i / columns, i % columns))];
        NetworkProto network = new NetworkProto().Input("x", [-1, columns]).Dense("x", "y", columns, 5).Output("y");
        return CreditAnalysis.Run(_folder.Write(network.Model), Write(values, columns)).SampleNotes;
    }

    private string Write(float[] values, int columns) =>
        _folder.Write(SampleFiles.Npy("<f4", $"({Rows}, {columns})", SampleFiles.Bytes(values)), "samples.npy");

    private static double Deviation(float[] values)
    {
        double mean = values.Average(v => (double)v);
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
