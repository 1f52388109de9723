using FluentAssertions;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;
using MathNet.Numerics.Statistics;
using Microsoft.ML.OnnxRuntime.Tensors;
using NUnit.Framework;

namespace KoopmanAssert;

public class NoiseFloorTests
{
    private const double Size = 1.0 / (1 << 20);

    [Test]
    public void Every_entry_moves_by_at_most_the_relative_size_and_evenly()
    {
        DenseMatrix x = SeededMatrices.Uniform(60, 50), perturbed = NoiseFloor.Perturb(x, Size, 3, 2);
        double[] moves = [.. x.Values.Zip(perturbed.Values, (before, after) => (after - before) / before / Size)];
        moves.Should().OnlyContain(m => Math.Abs(m) <= 1 + 1e-9);
        // Uniform in [−1, 1]: mean 0 and variance 1/3, within 4 standard errors.
        moves.Mean().Should().BeApproximately(0, 4 * Math.Sqrt(1 / 3.0 / moves.Length));
        moves.Variance().Should().BeApproximately(1 / 3.0, 4 * Math.Sqrt(4 / 45.0 / moves.Length));
    }

    [Test]
    public void A_perturbation_is_the_same_whole_or_in_parts_and_differs_by_number_and_cut()
    {
        DenseMatrix x = SeededMatrices.Uniform(7, 5), perturbed = NoiseFloor.Perturb(x, Size, 3, 2);
        Snapshots parts = NoiseFloor.Perturb(new ColumnSnapshots(x), Size, 3, 2);
        double[] part = new double[3];
        parts.Read(4, 2, part);
        part.Should().Equal(perturbed[2, 4], perturbed[3, 4], perturbed[4, 4]);
        NoiseFloor.Perturb(x, Size, 3, 2).Should().Be(perturbed);
        NoiseFloor.Perturb(x, Size, 4, 2).Should().NotBe(perturbed);
        NoiseFloor.Perturb(x, Size, 3, 1).Should().NotBe(perturbed);
    }

    // The generator once more, number by number: x (1 + ε (u − 1)), where u in [0, 2] comes from SplitMix64 at the place of the entry. Noise
    // floors are kept in baselines.
    [Test]
    public void Each_entry_is_perturbed_by_the_generator_at_its_place()
    {
        DenseMatrix x = SeededMatrices.Uniform(7, 5), perturbed = NoiseFloor.Perturb(x, Size, 3, 2);
        ulong stream = Mix((3UL << 32) | 2);
        perturbed.Values.Should().Equal(
            x.Values.Select((value, i) => value * (1 + (Size * ((Mix(stream + (ulong)i) * (2.0 / ulong.MaxValue)) - 1)))),
            (a, b) => Math.Abs(a - b) < 1e-15);

        static ulong Mix(ulong state)
        {
            ulong z = unchecked(state + 0x9E3779B97F4A7C15);
            z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
            z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
            return z ^ (z >> 31);
        }
    }

    [Test]
    public void Some_features_are_perturbed_as_all_of_them_are()
    {
        DenseMatrix x = SeededMatrices.Uniform(7, 5), perturbed = NoiseFloor.Perturb(x, Size, 3, 2);
        var rows = (DenseMatrix)x.SubMatrix(4, 3, 0, 5);
        Snapshots part = NoiseFloor.Perturb(new ColumnSnapshots(rows), first: 4, dimension: 7, Size, 3, 2);
        part.ToMatrix().Should().Be(perturbed.SubMatrix(4, 3, 0, 5));
    }

    [Test]
    public void A_block_is_perturbed_anew_in_each_call()
    {
        DenseMatrix x = SeededMatrices.Uniform(4, 3);
        BlockMap perturbed = NoiseFloor.Perturb((s, _) => s, Size, 1, 1);
        DenseMatrix first = perturbed(x, [0, 1, 2]), second = perturbed(x, [0, 1, 2]);
        first.Should().NotBe(second);
        SeededMatrices.Distance(first, x).Should().BePositive().And.BeLessThan(Size);
    }

    [Test]
    public void Its_size_follows_the_coarsest_type_at_a_cut()
    {
        Cut Of(params TensorElementType[] types) => new([.. types.Select((t, i) => new CutTensor($"t{i}", t, [3]))]);
        NoiseFloor.RelativeSize(Of(TensorElementType.Float), ExecutionProvider.Cpu).Should().Be(Size);
        NoiseFloor.RelativeSize(Of(TensorElementType.Double), ExecutionProvider.Cpu).Should().Be(Size);
        NoiseFloor.RelativeSize(Of(TensorElementType.Float16), ExecutionProvider.Cpu).Should().Be(1.0 / 2048);
        NoiseFloor.RelativeSize(Of(TensorElementType.Float, TensorElementType.BFloat16), ExecutionProvider.Cpu).Should().Be(1.0 / 256);
        NoiseFloor.RelativeSize(Of(TensorElementType.Float), ExecutionProvider.Cuda).Should()
            .Be(1.0 / 2048, "its units of reduced precision have 11 bits");
    }

    [Test]
    public void The_floor_of_a_square_block_of_equal_values_has_its_closed_form()
    {
        // Y = X orthogonal, so K = I. To first order δ ln vol = tr(δY Yᵀ − δX Xᵀ): a sum of independent terms ε·u·x², of variance ε²/3·Σx⁴
        // each.
        DenseMatrix x = SeededMatrices.Orthonormal(40, 40, 3);
        double expected = Size * Math.Sqrt(2 / 3.0 * x.Values.Sum(v => Math.Pow(v, 4)));
        double[] credits = [.. Enumerable.Range(1, 200).Select(p =>
            Pipelines.OfGram(
                GramMatrix.Compute(NoiseFloor.Perturb(x, Size, p, 0)),
                GramMatrix.Compute(NoiseFloor.Perturb(x, Size, p, 1)),
                40,
                40,
                RankCutoff.Relative(1e-3),
                1e-3).LogCreditAt(40))];
        NoiseFloor.Measure(credits).Should().BeInRange(0.8 * expected, 1.2 * expected);
    }

    [Test]
    public void An_analysis_measures_the_same_floor_again_and_of_the_size_of_float32()
    {
        CreditReport Analyse(int threads) => CreditAnalysis.Run(
            RepositoryFiles.Fc,
            RepositoryFiles.SmallDigits,
            null,
            new AnalysisOptions { MeasureNoise = true, Threads = threads });
        CreditReport first = Analyse(1), second = Analyse(2);
        first.Blocks.Select(b => b.NoiseFloor).Should().Equal(second.Blocks.Select(b => b.NoiseFloor));
        // A rank of r sums r logarithms; a perturbation of 2⁻²⁰ ≈ 1e-6 is amplified by the condition at most.
        first.Blocks.Should().OnlyContain(b => b.NoiseFloor > 1e-8 && b.NoiseFloor < Size * b.Operator.Condition * b.Rank);
        CreditAnalysis.Run(RepositoryFiles.Fc, RepositoryFiles.SmallDigits).Blocks.Should().OnlyContain(b => b.NoiseFloor == null);
    }
}
