using FluentAssertions;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The figures of a block and of a network against explicit matrices, which they are computed without.</summary>
public class CreditProfileTests
{
    private const double Scale = 0.01;

    [Test]
    public void Operator_gain_is_the_norm_of_the_ridge_operator(
        [Values("5→9", "9→5", "7→7", "30→4")] string shape,
        [Values(6, 50)] int samples)
    {
        (DenseMatrix x, DenseMatrix y) = Rectified(shape, samples);
        Profile(x, y).FiguresAt(1)[1].Should()
            .Match<Figure>(f => f.Kind == FigureKind.OperatorGain && Math.Abs(f.Value - Math.Log(Ridge(x, y).FrobeniusNorm())) < 1e-9);
    }

    // Y = A X with the singular values of A known: a rank of six (0.0005 is below a thousandth of the largest), of which the leading half
    // is counted.
    [Test]
    public void Leading_credit_is_the_log_volume_of_the_leading_half_of_the_rank()
    {
        double[] s = [2, 1.5, 1, 0.5, 0.1, 0.01, 0.0005];
        DenseMatrix x = SeededMatrices.Uniform(7, 60);
        BlockProfile profile = Profile(x, DenseMatrix.OfMatrix(Known(s) * x));
        (profile.Spectrum.Rank, profile.Half).Should().Be((6, 3));
        LeadingCredit(profile, 3).Should().BeApproximately(Math.Log(2) + Math.Log(1.5) + Math.Log(1), 1e-9);
        LeadingCredit(profile, 5).Should().BeApproximately(s.Take(5).Sum(Math.Log), 1e-8, "at the half that another model pins");
        LeadingCredit(profile, 9).Should()
            .BeApproximately(s.Take(6).Sum(Math.Log) + (3 * Math.Log(2e-3)), 1e-7, "what is not there counts as noise");
    }

    [Test]
    public void A_block_that_nothing_passes_has_the_least_credit_and_not_minus_infinity()
    {
        BlockProfile profile = Profile(SeededMatrices.Uniform(4, 10), DenseMatrix.Create(6, 10, 3));
        (profile.Spectrum.Rank, profile.Half).Should().Be((0, 1));
        profile.FiguresAt(2).Should().OnlyContain(f => double.IsFinite(f.Value));
    }

    [Test]
    public void Activation_level_is_the_root_mean_square_norm_of_the_outputs_with_their_mean()
    {
        var y = DenseMatrix.OfMatrix(SeededMatrices.Uniform(6, 40) + 3);
        double level = SnapshotSums.Compute(new ColumnSnapshots(y), Observable.Affine, KoopmanRoute.Gram).Level;
        level.Should().BeApproximately(y.FrobeniusNorm() / Math.Sqrt(40), 1e-12);
        Math.Exp(Profile(SeededMatrices.Uniform(4, 40), y).FiguresAt(1)[2].Value).Should().BeApproximately(level, 1e-12);
    }

    [Test]
    public void Snapshots_that_are_not_finite_have_no_profile()
    {
        DenseMatrix y = SeededMatrices.Uniform(6, 10);
        y[1, 1] = double.NaN;
        BlockProfile.Create(Fit(SeededMatrices.Uniform(4, 10), y), 1, new BlockParameters([], "")).Should().BeNull();
    }

    [TestCase(3, 2)]
    [TestCase(10, 9)]
    [TestCase(2, 1)]
    public void The_network_credit_of_a_classifier_counts_one_singular_value_less_than_it_has_classes(int classes, int counted)
    {
        (DenseMatrix x, DenseMatrix y) = Rectified($"20→{classes}", 80);
        NetworkProfile profile = NetworkProfile.Create(Fit(x, y), ClassDecisions.Compute(y))!;
        profile.Counted.Should().Be(counted);
        double expected = Ridge(x, y).Svd(computeVectors: false).S.Take(counted).Sum(Math.Log);
        profile.FiguresAt(counted, null)[0].Value.Should().BeApproximately(expected, 1e-8);
    }

    [Test]
    public void The_network_credit_of_what_is_no_classifier_counts_half_of_the_rank()
    {
        (DenseMatrix x, DenseMatrix y) = Rectified("20→9", 80);
        double[] s = [.. Ridge(x, y).Svd(computeVectors: false).S];
        NetworkProfile profile = NetworkProfile.Create(Fit(x, y), null)!;
        profile.Counted.Should().Be(s.Count(v => v > 1e-3 * s[0]) / 2);
        profile.FiguresAt(profile.Counted, null)[0].Value.Should().BeApproximately(s.Take(profile.Counted).Sum(Math.Log), 1e-8);
    }

    // The whole way from a file: a linear network of two layers, whose operator is the product of its weights but for the ridge.
    [Test]
    public void An_analysis_of_a_linear_network_has_the_figures_of_its_matrices()
    {
        using var folder = new ModelFolder();
        NetworkProto network = new NetworkProto().Input("x", [-1, 8]).Weight("w", 8, 6).Weight("v", 6, 4).Node("MatMul", "x w", "h")
            .Node("MatMul", "h v", "y")
            .Output("y");
        string model = folder.Write(network.Model), samples = folder.Samples(200, 8);
        CreditReport report = CreditAnalysis.Run(model, samples);
        IReadOnlyList<DenseMatrix> activations = LoadedNetwork.Load(model, samples, 200).Forward();
        DenseMatrix x = activations[0], h = activations[1], y = activations[2];
        report.Network!.ClassScores.Should().Be("y");
        report.Network.Figures[0].Value.Should().BeApproximately(Ridge(x, y).Svd(computeVectors: false).S.Take(3).Sum(Math.Log), 1e-8);
        report.Blocks[1].Figures.Select(f => f.Name).Should()
            .Equal("leadingCredit", "operatorGain", "activationLevel", "weightNorm1", "weightVolume1");
        report.Blocks[1].Figures[1].Value.Should().BeApproximately(Math.Log(Ridge(h, y).FrobeniusNorm()), 1e-8);
        report.Blocks[1].Figures[2].Value.Should().BeApproximately(Math.Log(y.FrobeniusNorm() / Math.Sqrt(200)), 1e-12);
        // Of the first block the operator is W itself, with 6 outputs of which the leading 3 count.
        double[] s = [.. Fitted(x, h).Svd(computeVectors: false).S];
        report.Blocks[0].Figures[0].Value.Should().BeApproximately(s.Take(3).Sum(Math.Log), 1e-6);
        report.Blocks.SelectMany(b => b.Figures).Should().OnlyContain(f => f.NoiseFloor == null, "noise was not asked for");
    }

    [Test]
    public void Figures_have_floors_of_the_size_of_float32_and_weights_none()
    {
        CreditReport report = CreditAnalysis.Run(
            RepositoryFiles.Fc,
            RepositoryFiles.SmallDigits,
            null,
            new AnalysisOptions { MeasureNoise = true });
        ILookup<bool, Figure> figures = report.Blocks.SelectMany(b => b.Figures)
            .ToLookup(f => f.Kind is FigureKind.WeightNorm or FigureKind.WeightVolume);
        figures[false].Should().OnlyContain(f => f.NoiseFloor > 1e-10 && f.NoiseFloor < 1e-4);
        figures[false].Where(f => f.Kind == FigureKind.ActivationLevel).Should()
            .OnlyContain(f => f.NoiseFloor >= 1.0 / (1 << 24), "what rounds all activations alike averages out nowhere");
        figures[true].Should().OnlyContain(f => f.NoiseFloor < 1e-12);
        report.Network!.Figures.Should().HaveCount(13).And.OnlyContain(f => f.NoiseFloor < 1e-4);
    }

    private static double LeadingCredit(BlockProfile profile, int half) => profile.FiguresAt(half)[0].Value;

    private static BlockProfile Profile(DenseMatrix x, DenseMatrix y)
        => BlockProfile.Create(Fit(x, y), y.FrobeniusNorm() / Math.Sqrt(y.ColumnCount), new BlockParameters([], ""))!;

    private static GramFit Fit(DenseMatrix x, DenseMatrix y) => GramFit.Compute(
        GramFactor.Compute(Pipelines.Kept(Centring.Apply(Observable.Affine, x))), Pipelines.Kept(Centring.Apply(Observable.Affine, y)));

    // K_λ = Y Xᵀ (X Xᵀ + λI)⁻¹ with X and Y centred, by MathNet.
    private static Matrix<double> Ridge(DenseMatrix x, DenseMatrix y)
    {
        Matrix<double> xc = Centred(x), yc = Centred(y);
        double lambda = Scale * Math.Pow(xc.FrobeniusNorm(), 2) / x.ColumnCount;
        return yc * xc.Transpose() * ((xc * xc.Transpose()) + (DenseMatrix.CreateIdentity(x.RowCount) * lambda)).Inverse();
    }

    private static Matrix<double> Fitted(DenseMatrix x, DenseMatrix y) => Centred(y) * Centred(x).PseudoInverse();

    private static Matrix<double> Centred(DenseMatrix x) => DenseMatrix.OfRowVectors(x.EnumerateRows().Select(row => row - row.Average()));

    private static (DenseMatrix X, DenseMatrix Y) Rectified(string shape, int samples)
    {
        int[] dimensions = [.. shape.Split('→').Select(int.Parse)];
        DenseMatrix x = SeededMatrices.Uniform(dimensions[0], samples, 9);
        return (x, Pipelines.Rectified(dimensions[0], dimensions[1], 5)(x, []));
    }

    // A square matrix of these singular values.
    private static Matrix<double> Known(double[] s) =>
        SeededMatrices.Orthonormal(s.Length, s.Length, 3) * SeededMatrices.Diagonal(s)
            * SeededMatrices.Orthonormal(s.Length, s.Length, 4).Transpose();
}
