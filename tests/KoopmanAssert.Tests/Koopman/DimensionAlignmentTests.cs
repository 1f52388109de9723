using CsCheck;
using FluentAssertions;
using KoopmanAssert.Core.Koopman;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Theorem 4: with rank B = min(p, q) and A = B⁺, ‖BA − I‖ is √max(q − p, 0), and no other A does better.</summary>
public class DimensionAlignmentTests
{
    private const double Within = 1e-9;

    private static readonly DimensionAlignment[] Alignments =
        [DimensionAlignment.Principal, DimensionAlignment.Gaussian, DimensionAlignment.Orthonormal, DimensionAlignment.Given(
            OracleCase.Alignment)];

    private static readonly Gen<(int P, int Q, int N, int Seed)> Shapes =
        Gen.Select(Gen.Int[1, 12], Gen.Int[1, 12], Gen.Int[1, 20], Gen.Int[0, 1_000_000], (p, q, n, seed) => (p, q, n, seed));

    [Test]
    public void The_misfit_of_BA_is_the_root_of_the_dimensions_that_are_missing(
        [ValueSource(nameof(Alignments))] DimensionAlignment alignment) =>
        Check(alignment, (a, b) => Math.Abs(Misfit(a, b) - Math.Sqrt(Math.Max(b.RowCount - b.ColumnCount, 0))) < Within);

    [Test]
    public void No_other_A_does_better([ValueSource(nameof(Alignments))] DimensionAlignment alignment) =>
        Check(alignment, (a, b) => Enumerable.Range(1, 20).All(seed =>
            Misfit(a + (SeededMatrices.Uniform(a.RowCount, a.ColumnCount, seed) * Math.Pow(10, -seed / 4)), b) >= Misfit(a, b) - 1e-12));

    [Test]
    public void A_is_the_Moore_Penrose_inverse_of_B([ValueSource(nameof(Alignments))] DimensionAlignment alignment) =>
        Check(alignment, (a, b) =>
            SeededMatrices.Distance(b * a * b, b) < Within * Size(b)
            && SeededMatrices.Distance(a * b * a, a) < Within * Size(a)
            && SeededMatrices.Distance(b * a, (b * a).Transpose()) < Within
            && SeededMatrices.Distance(a * b, (a * b).Transpose()) < Within);

    [Test]
    public void The_rank_of_B_is_the_smaller_dimension([ValueSource(nameof(Alignments))] DimensionAlignment alignment) =>
        Check(alignment, (_, b) => b.Svd(false).S.Count(s => s > 1e-9) == Math.Min(b.RowCount, b.ColumnCount));

    [Test]
    public void A_square_block_is_left_as_it_is([ValueSource(nameof(Alignments))] DimensionAlignment alignment) =>
        alignment.Align(SeededMatrices.Uniform(5, 9), SeededMatrices.Uniform(5, 9, 2), RankCutoff.Relative(1e-3), new Random(1))
            .Should().BeOfType<IdentityAlignment>();

    [TestCase(3, 2)]
    [TestCase(2, 3)]
    public void A_given_B_without_full_rank_is_refused(int q, int p)
    {
        DenseMatrix[] deficient = [new DenseMatrix(q, p), DenseMatrix.Create(q, p, 1), DenseMatrix.Create(
            q,
            p,
            (i, j) => (i + 1.0) * (j + 1)), DenseMatrix.Create(q, p, (i, j) => i == j ? Math.Pow(1e-13, i) : 0)];
        deficient.Should()
            .AllSatisfy(b => Aligning(_ => b, q, p).Should().Throw<ArgumentException>().WithMessage("*does not have full rank*Theorem 4*"));
    }

    [Test]
    public void A_given_B_that_is_not_finite_is_refused() =>
        Aligning(_ => DenseMatrix.Create(3, 2, double.NaN), 3, 2).Should().Throw<ArgumentException>();

    [TestCase(20, 50)]
    [TestCase(50, 20)]
    [TestCase(131_075, 65_540)]
    [TestCase(65_540, 131_075)]
    public void The_random_orthonormal_alignment_serves_dimensions_whose_matrix_would_not_fit(int p, int q)
    {
        DimensionAlignment.Orthonormal.IsExplicit.Should().BeFalse();
        LinearAlignment alignment = DimensionAlignment.Orthonormal
            .Align(new DenseMatrix(p, 1), new DenseMatrix(q, 1), RankCutoff.Relative(1e-3), new Random(4));
        // One of A and B has orthonormal columns: through the larger space and back nothing is lost.
        DenseMatrix small = SeededMatrices.Uniform(Math.Min(p, q), 1);
        DenseMatrix back = p < q ? alignment.Compose(alignment.Decompose(small)) : alignment.Decompose(alignment.Compose(small));
        SeededMatrices.Distance(back, small).Should().BeLessThan(1e-12);
    }

    [Test]
    public void Random_alignments_repeat_with_the_seed_and_change_with_it([Values("gaussian", "orthonormal")] string name)
    {
        var alignment = DimensionAlignment.Parse(name);
        SeededMatrices.Distance(B(alignment, 1), B(alignment, 1)).Should().Be(0);
        SeededMatrices.Distance(B(alignment, 1), B(alignment, 2)).Should().BeGreaterThan(0.1);
        alignment.IsRandom.Should().BeTrue();
    }

    [Test]
    public void The_principal_alignment_needs_no_chance()
    {
        SeededMatrices.Distance(B(DimensionAlignment.Principal, 1), B(DimensionAlignment.Principal, 2)).Should().Be(0);
        DimensionAlignment.Principal.IsRandom.Should().BeFalse();
    }

    [Test]
    public void The_Gaussian_alignment_has_the_mean_and_the_variance_of_the_standard_normal()
    {
        DenseMatrix b = Matrices(DimensionAlignment.Gaussian, 60, 200, 1, 3).B;
        (double mean, double deviation) = MathNet.Numerics.Statistics.ArrayStatistics.MeanStandardDeviation(b.Values);
        mean.Should().BeApproximately(0, 4 / Math.Sqrt(b.Values.Length));
        deviation.Should().BeApproximately(1, 4 / Math.Sqrt(2.0 * b.Values.Length));
    }

    [Test]
    public void The_principal_alignment_of_a_growing_block_holds_the_range_of_its_fitted_outputs()
    {
        BlockMap block = Pipelines.Rectified(6, 15, 3);
        DenseMatrix x = SeededMatrices.Uniform(6, 40), f = block(x, []);
        LinearAlignment alignment = DimensionAlignment.Principal.Align(x, f, RankCutoff.Relative(1e-10), new Random(1));
        var k = DenseMatrix.OfMatrix(f * x.PseudoInverse());
        SeededMatrices.Distance(alignment.Decompose(alignment.Compose(k)), k).Should().BeLessThan(1e-12);
    }

    [Test]
    public void The_principal_alignment_of_a_shrinking_block_keeps_the_leading_directions_of_its_inputs()
    {
        DenseMatrix x = SeededMatrices.Uniform(15, 40), leading = DenseMatrix.OfMatrix(x.Svd().U.SubMatrix(0, 15, 0, 6));
        LinearAlignment alignment = DimensionAlignment.Principal
            .Align(x, SeededMatrices.Uniform(6, 40, 2), RankCutoff.Relative(1e-10), new Random(1));
        SeededMatrices.Distance(alignment.Compose(alignment.Decompose(leading)), leading).Should().BeLessThan(1e-12);
    }

    private static void Check(DimensionAlignment alignment, Func<DenseMatrix, DenseMatrix, bool> holds) => Shapes.Sample(
        shape =>
        {
            (DenseMatrix a, DenseMatrix b) = Matrices(alignment, shape.P, shape.Q, shape.N, shape.Seed);
            return holds(a, b);
        },
        seed: "0001aBcDeFg1",
        iter: 2 * CsCheck.Check.Iter);

    /// <summary>A and B of an alignment as matrices.</summary>
    private static (DenseMatrix A, DenseMatrix B) Matrices(DimensionAlignment alignment, int p, int q, int n, int seed)
    {
        LinearAlignment aligned = alignment.Align(
            SeededMatrices.Uniform(p, n, seed),
            SeededMatrices.Uniform(q, n, seed + 1),
            RankCutoff.Relative(1e-3),
            new Random(seed));
        return (aligned.Compose(DenseMatrix.CreateIdentity(q)), aligned.Decompose(DenseMatrix.CreateIdentity(p)));
    }

    private static DenseMatrix B(DimensionAlignment alignment, int seed) =>
        alignment.Align(SeededMatrices.Uniform(4, 9), SeededMatrices.Uniform(7, 9, 2), RankCutoff.Relative(1e-3), new Random(seed))
            .Decompose(DenseMatrix.CreateIdentity(4));

    private static Action Aligning(Func<int, DenseMatrix> matrix, int q, int p) => () =>
        DimensionAlignment.Given((_, _) => matrix(0))
            .Align(new DenseMatrix(p, 4), new DenseMatrix(q, 4), RankCutoff.Relative(1e-3), new Random(1));

    private static double Misfit(DenseMatrix a, DenseMatrix b) => ((b * a) - DenseMatrix.CreateIdentity(b.RowCount)).FrobeniusNorm();

    private static double Size(DenseMatrix matrix) => Math.Max(1, matrix.FrobeniusNorm());
}
