using CsCheck;
using FluentAssertions;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Products of operators: block sensitivity (paper, Theorems 5 and 6) and feature weights.</summary>
[TestFixture]
internal sealed class OperatorChainTests
{
    private const double Tolerance = 1e-10;

    /// <summary>Chains of two to four matrices whose dimensions, 1 to 6, fit together.</summary>
    private static readonly Gen<List<DenseMatrix>> Chains =
        Gen.Int[1, 6].List[3, 5].Select(Gen.Int[1, 10_000]).Select((dimensions, seed) => dimensions.Zip(dimensions.Skip(1))
            .Select((d, i) => SeededMatrices.Uniform(d.Second, d.First, seed + i))
            .ToList());

    [Test]
    public void The_sensitivity_of_a_block_is_the_volume_of_the_Kronecker_product_of_what_stands_left_and_right_of_it() => Chains.Sample(
        chain =>
        {
            double?[] sensitivities = Sensitivities(Chain(chain));
            for (int i = 0; i < chain.Count; i++)
            {
                // ∂K/∂K_i = (K_m…K_{i+1}) ⊗ (K_{i−1}…K_1)ᵀ, formed whole.
                Matrix<double> left = Product(chain.Skip(i + 1), chain[^1].RowCount);
                Matrix<double> right = Product(chain.Take(i), chain[0].ColumnCount);
                double[] sigma = [.. left.KroneckerProduct(right.Transpose()).Svd(computeVectors: false).S];
                double expected = sigma.Where(s => s > Tolerance * sigma[0]).Sum(Math.Log);
                sensitivities[i].Should().BeApproximately(expected, 1e-9 * Math.Max(1, Math.Abs(expected)));
            }
        },
        iter: 2 * Check.Iter,
        threads: 1);

    [Test]
    public void In_a_square_chain_the_sensitivity_is_the_product_of_all_other_determinants_to_the_power_of_the_order()
    {
        List<DenseMatrix> chain = [.. Enumerable.Range(1, 4).Select(i => SeededMatrices.Uniform(5, 5, i))];
        double?[] sensitivities = Sensitivities(Chain(chain));
        for (int i = 0; i < chain.Count; i++)
        {
            double expected = 5 * chain.Where((_, s) => s != i).Sum(k => Math.Log(Math.Abs(k.Determinant())));
            sensitivities[i].Should().BeApproximately(expected, 1e-9 * Math.Abs(expected));
        }
    }

    [Test]
    public void The_place_of_a_block_in_a_square_chain_does_not_matter_and_sensitivities_are_to_each_other_as_the_credits_reversed()
    {
        List<DenseMatrix> chain = [.. Enumerable.Range(1, 4).Select(i => SeededMatrices.Uniform(4, 4, 10 + i))];
        List<DenseMatrix> moved = [chain[2], chain[0], chain[3], chain[1]];
        double?[] sensitivities = Sensitivities(Chain(chain)), others = Sensitivities(Chain(moved));
        for (int i = 0; i < chain.Count; i++)
        {
            others[moved.IndexOf(chain[i])].Should().BeApproximately(sensitivities[i]!.Value, 1e-9);
            // BS_i / BS_0 = |K_0|ⁿ / |K_i|ⁿ.
            double ratio = 4 * (Math.Log(Math.Abs(chain[0].Determinant())) - Math.Log(Math.Abs(chain[i].Determinant())));
            (sensitivities[i] - sensitivities[0]).Should().BeApproximately(ratio, 1e-9);
        }
    }

    [Test]
    public void A_zero_operator_leaves_the_others_without_a_sensitivity()
    {
        double?[] sensitivities = Sensitivities(Chain([SeededMatrices.Uniform(3, 3), new DenseMatrix(3, 3), SeededMatrices.Uniform(3, 3)]));
        sensitivities[0].Should().BeNull();
        sensitivities[1].Should().NotBeNull();
    }

    [Test]
    public void Operators_fitted_to_snapshots_that_do_not_vary_have_rank_0_whatever_their_shape()
    {
        var chain = new OperatorChain(RankCutoff.Relative(1e-3), 1e-3);
        foreach ((int p, int q) in new[] { (8, 12), (12, 6), (6, 3) })
        {
            var fit = DynamicModeDecomposition.Fit(
                DenseMatrix.Create(p, 20, 1),
                DenseMatrix.Create(q, 20, 2),
                Observable.Affine,
                RankCutoff.Relative(1e-3));
            chain.Add(new KoopmanOperator(fit.Left, fit.Right));
        }

        Sensitivities(chain).Should().HaveCount(3).And.OnlyContain(s => s == null);
        (chain.Product().RowCount, chain.Product().ColumnCount).Should().Be((3, 8));
    }

    [Test]
    public void The_product_of_fitted_operators_is_the_product_of_the_weights_of_a_linear_network()
    {
        DenseMatrix[] weights = [SeededMatrices.Uniform(9, 6, 1), SeededMatrices.Uniform(4, 9, 2), SeededMatrices.Uniform(5, 4, 3)];
        DenseMatrix x = SeededMatrices.Uniform(6, 40, 4);
        var chain = new OperatorChain(RankCutoff.Relative(Tolerance), Tolerance);
        var expected = DenseMatrix.CreateIdentity(6);
        foreach (DenseMatrix w in weights)
        {
            var y = (DenseMatrix)(w * x);
            var fit = DynamicModeDecomposition.Fit(x, y, Observable.Affine, RankCutoff.Relative(Tolerance));
            chain.Add(new KoopmanOperator(fit.Left, fit.Right));
            (x, expected) = (y, (DenseMatrix)(w * expected));
        }

        SeededMatrices.Distance(chain.Product(), expected).Should().BeLessThan(1e-8);
    }

    [Test]
    public void Sensitivities_are_the_same_bits_on_any_number_of_threads()
    {
        List<DenseMatrix> matrices = [.. Enumerable.Range(1, 6).Select(i => SeededMatrices.Uniform(i == 6 ? 7 : 60, 60, i))];
        double?[] one = Chain(matrices).LogSensitivities();
        one.Should().NotContainNulls();
        Chain(matrices, 2).LogSensitivities().Should().Equal(one);
        Chain(matrices, 5).LogSensitivities().Should().Equal(one);
        FluentActions.Invoking(() => Chain(matrices, 2, new CancellationToken(canceled: true))).Should()
            .Throw<OperationCanceledException>();
    }

    private static double?[] Sensitivities(OperatorChain chain) => chain.LogSensitivities();

    private static OperatorChain Chain(List<DenseMatrix> matrices, int threads = 1, CancellationToken cancellation = default)
    {
        var chain = new OperatorChain(RankCutoff.Relative(Tolerance), Tolerance, threads, cancellation);
        foreach (DenseMatrix matrix in matrices)
        {
            // Once as thin factors with an orthonormal right one, once whole: both are operators.
            (DenseMatrix u, double[] s, DenseMatrix v) = ThinSvd.Decompose(matrix);
            chain.Add(matrix.RowCount % 2 == 0
                ? new KoopmanOperator(matrix)
                : new KoopmanOperator((DenseMatrix)(u * SeededMatrices.Diagonal(s)), v));
        }

        return chain;
    }

    // K_m…K_1 of these matrices in the order of the network, the identity of none.
    private static Matrix<double> Product(IEnumerable<DenseMatrix> matrices, int order) =>
        matrices.Aggregate(
            (Matrix<double>)DenseMatrix.CreateIdentity(order),
            (product, k) => product.RowCount == k.ColumnCount ? k * product : k);
}
