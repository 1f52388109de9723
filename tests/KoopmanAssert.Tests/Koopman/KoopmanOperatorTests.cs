using FluentAssertions;
using KoopmanAssert.Core.Koopman;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using MathNet.Numerics.LinearAlgebra.Factorization;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>An operator, its factors and its spectra by closed forms.</summary>
[TestFixture]
internal sealed class KoopmanOperatorTests
{
    private static readonly DenseMatrix Triangular = DenseMatrix.OfArray(new[,] { { 2.0, 1 }, { 0, 3 } });

    // Its eigenvalues are on the diagonal; its singular values are not.
    [Test]
    public void A_square_operator_has_the_moduli_of_its_eigenvalues_on_request()
    {
        var k = new KoopmanOperator(Triangular);
        k.Spectrum(RankCutoff.Relative(1e-3), 1e-3, Volume.Eigen).SingularValues.Should().Equal(new double[] { 3, 2 }, Close);
        double[] singular = k.Spectrum(RankCutoff.Relative(1e-3), 1e-3).SingularValues;
        (singular[0] * singular[1]).Should().BeApproximately(6, 1e-12);
        singular[0].Should().BeGreaterThan(3.1);
    }

    [Test]
    public void One_that_is_not_square_has_singular_values_whatever_is_asked_for()
    {
        var k = new KoopmanOperator(DenseMatrix.OfArray(new[,] { { 3.0, 0 }, { 0, 4 }, { 0, 0 } }));
        k.Spectrum(RankCutoff.Relative(1e-3), 1e-3, Volume.Eigen).SingularValues.Should().Equal(new double[] { 4, 3 }, Close);
    }

    [Test]
    public void Of_the_first_inputs_the_others_pass_nothing()
    {
        var k = new KoopmanOperator(Triangular, inputs: 4);
        (k.Inputs, k.Outputs).Should().Be((4, 2));
        k.ToMatrix().Should().Be(DenseMatrix.OfArray(new[,] { { 2.0, 1, 0, 0 }, { 0, 3, 0, 0 } }));
        new KoopmanOperator(Triangular).Inputs.Should().Be(2);
        new KoopmanOperator(SeededMatrices.Orthonormal(5, 2, 3), 2).Outputs.Should().Be(5);
    }

    [Test]
    public void A_credit_is_shared_out_over_the_directions_of_its_rank()
    {
        OperatorSummary Summary(int rank, double? credit) => new()
        {
            Rank = rank,
            LogCredit = credit,
            SnapshotRank = 4,
            Residual = 0,
            Condition = 1,
            Steps = 1,
            StepsUsed = 1,
            Snapshots = 9,
        };
        Summary(3, 6).LogCreditPerDimension.Should().Be(2);
        Summary(0, null).LogCreditPerDimension.Should().BeNull();
    }

    // The rows of the first kernel are the first row, of norm √5; those of the second the second, of norm 3.
    [Test]
    public void The_kernels_of_an_operator_are_slices_of_its_rows()
    {
        IReadOnlyList<Spectrum> kernels = KernelRows.Spectra(new KoopmanOperator(Triangular), 2, 1e-3, largest: 3.3);
        kernels.Select(k => k.SingularValues.Single()).Should().Equal(new[] { Math.Sqrt(5), 3 }, Close);
        kernels.Select(k => k.Rank).Should().Equal(1, 1);
        IReadOnlyList<Spectrum> strict = KernelRows.Spectra(new KoopmanOperator(Triangular), 2, 0.9, largest: 3.3);
        strict.Select(k => k.Rank).Should().Equal([0, 1], "2.97 is needed");
        var wide = new KoopmanOperator(DenseMatrix.OfArray(new[,] { { 3.0, 0 }, { 0, 4 }, { 0, 1e-9 }, { 0, 0 } }));
        IReadOnlyList<Spectrum> pairs = KernelRows.Spectra(wide, 2, 1e-3, largest: 4);
        pairs[0].SingularValues.Should().Equal(new double[] { 4, 3 }, Close);
        pairs.Select(k => k.Rank).Should().Equal(2, 0);
    }

    // The fit keeps the values of the rank that was asked for last.
    [Test]
    public void Each_rank_has_its_own_singular_values()
    {
        DenseMatrix x = SeededMatrices.Uniform(4, 30, 1), f = SeededMatrices.Uniform(3, 30, 2);
        var fit = GramFit.Compute(GramFactor.Compute(Pipelines.Kept(x)), Pipelines.Kept(f));
        double[] whole = fit.OperatorSingularValues(4), part = fit.OperatorSingularValues(2), again = fit.OperatorSingularValues(4);
        again.Should().Equal(whole);
        fit.OperatorSingularValues(4).Should().BeSameAs(again);
        for (int k = 2; k <= 4; k += 2)
        {
            double[] expected = [.. (f * Inverse(x, k)).Svd().S.Take(Math.Min(3, k))];
            (k == 4 ? whole : part).Take(expected.Length).Should().Equal(expected, (a, b) => Math.Abs(a - b) < 1e-9);
        }
    }

    // From the leading directions of the inputs to as many of the outputs.
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void A_reduced_operator_maps_between_leading_directions(int dimension)
    {
        DenseMatrix x = SeededMatrices.Uniform(4, 30, 1), f = SeededMatrices.Uniform(3, 30, 2);
        var estimator = new ReducedEstimator
        {
            Observable = Observable.Identity,
            Rule = RankCutoff.Relative(1e-6),
            Tolerance = 1e-6,
            Dimension = dimension,
        };
        double[] values = estimator.Estimate(Pipelines.Kept(x), Pipelines.Kept(f)).Spectra[0].SingularValues;
        var leading = (DenseMatrix)f.Svd().U.SubMatrix(0, 3, 0, dimension).TransposeThisAndMultiply(f);
        double[] expected = [.. (leading * Inverse(x, dimension)).Svd().S.Take(dimension)];
        values.Take(dimension).Should().Equal(expected, (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_reduced_operator_of_values_that_are_not_finite_is_impossible(bool ofInputs)
    {
        DenseMatrix x = SeededMatrices.Uniform(4, 30, 1), f = SeededMatrices.Uniform(3, 30, 2);
        (ofInputs ? x : f)[1, 1] = double.NaN;
        var estimator = new ReducedEstimator
        {
            Observable = Observable.Identity,
            Rule = RankCutoff.Relative(1e-6),
            Tolerance = 1e-6,
            Dimension = 2,
        };
        KoopmanEstimate estimate = estimator.Estimate(Pipelines.Kept(x), Pipelines.Kept(f));
        (estimate.IsFinite, estimate.Rank).Should().Be((false, 0));
    }

    [Test]
    public void The_cheapest_estimator_that_is_exact_is_chosen()
    {
        KoopmanMethod method = AnalysisSettings.Regression.Method;
        const double Tight = GramEstimator.SmallestTolerance;
        KoopmanEstimator.Choose(method with { Tolerance = Tight }, 5, 9, 1).Should().BeOfType<GramEstimator>();
        KoopmanEstimator.Choose(method with { Tolerance = Tight / 2 }, 5, 9, 1).Should().BeOfType<QrEstimator>();
        KoopmanEstimator.Choose(method with { Alignment = DimensionAlignment.Gaussian }, 5, 9, 1).Should().BeOfType<PipelineEstimator>();
        KoopmanEstimator.Choose(method with { Alignment = DimensionAlignment.Gaussian }, 9, 9, 1).Should().BeOfType<GramEstimator>();
        KoopmanEstimator.Choose(method with { Reduce = 2 }, 5, 9, 1).Should().BeOfType<ReducedEstimator>();
        PipelineEstimator.Create(method, 1).ReadsSnapshots.Should().BeTrue();
    }

    [TestCase(true)]
    [TestCase(false)]
    public void An_operator_that_was_formed_is_kept_on_request(bool keeps)
    {
        DenseMatrix map = SeededMatrices.Orthonormal(4, 4, 5), starts = SeededMatrices.Uniform(4, 12, 6);
        KoopmanEstimate estimate = Pipelines.Exact.Estimate(
            Pipelines.Whole(Pipelines.Linear(map), starts, Pipelines.Linear(map)(starts, [])), keeps);
        (estimate.Operator is not null).Should().Be(keeps);
        if (keeps)
        {
            (estimate.Operator!.ToMatrix() - map).FrobeniusNorm().Should().BeLessThan(1e-9);
        }
    }

    [Test]
    public void Alignments_are_read_by_name_and_only_a_gaussian_one_is_held_as_a_matrix()
    {
        DimensionAlignment.Parse("principal").Should().BeSameAs(DimensionAlignment.Principal);
        DimensionAlignment.All.Where(a => a.IsExplicit).Should().Equal(DimensionAlignment.Gaussian);
        FluentActions.Invoking(() => DimensionAlignment.Parse("random")).Should().Throw<SettingsException>().Which.Message.Should()
            .Contain("alignment").And.Contain("'random'").And.Contain("principal, gaussian or orthonormal");
    }

    // The pseudo-inverse of the part of rank k that is nearest to a 4-by-30 matrix.
    private static Matrix<double> Inverse(DenseMatrix x, int k)
    {
        Svd<double> svd = x.Svd();
        var inverse = DenseMatrix.OfDiagonalArray([.. svd.S.Take(k).Select(s => 1 / s)]);
        return svd.VT.SubMatrix(0, k, 0, 30).Transpose() * inverse * svd.U.SubMatrix(0, 4, 0, k).Transpose();
    }

    private static bool Close(double a, double b) => Math.Abs(a - b) < 1e-9;
}
