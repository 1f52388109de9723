using FluentAssertions;
using KoopmanAssert.Core.Koopman;
using MathNet.Numerics.LinearAlgebra.Double;
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

    [TestCase(Volume.Eigen)]
    [TestCase(Volume.Singular)]
    public void One_of_rank_0_has_none(Volume volume) => new KoopmanOperator(new DenseMatrix(3, 0), new DenseMatrix(3, 0))
        .Spectrum(RankCutoff.Relative(1e-3), 1e-3, volume).SingularValues.Should().BeEmpty();

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

    private static bool Close(double a, double b) => Math.Abs(a - b) < 1e-9;
}
