using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert;

/// <summary>
/// How a block with more or fewer outputs than inputs is made square (paper, III.B). Other blocks are left as they are. There is one
/// instance per choice; instances are compared by reference.
/// </summary>
public abstract class DimensionAlignment
{
    private protected DimensionAlignment(string name) => Name = name;

    /// <summary>The default: uses the principal directions of the block itself. The credit of a linear block is exact.</summary>
    public static DimensionAlignment Principal { get; } = new PrincipalAlignment();

    /// <summary>
    /// The paper's choice: a random matrix with entries from N(0, 1), new in each repeat. It shifts credits: compare them only with others
    /// that it made.
    /// </summary>
    public static DimensionAlignment Gaussian { get; } = new GaussianAlignment();

    /// <summary>A random matrix with orthonormal rows or columns, applied as a fast transform, so that any size fits in memory.</summary>
    public static DimensionAlignment Orthonormal { get; } = new RandomOrthonormalAlignment();

    /// <summary>The choices of a user.</summary>
    internal static IReadOnlyList<DimensionAlignment> All { get; } = [Principal, Gaussian, Orthonormal];

    /// <summary>The name in settings and baselines, which <see cref="Parse"/> reads.</summary>
    public string Name { get; }

    /// <summary>Whether two repeats give different alignments.</summary>
    internal virtual bool IsRandom => true;

    /// <summary>Reads <c>principal</c>, <c>gaussian</c> or <c>orthonormal</c>.</summary>
    /// <exception cref="SettingsException">KOOP4001 if the text is none of them.</exception>
    public static DimensionAlignment Parse(string name) => All.FirstOrDefault(a => a.Name == name)
        ?? throw SettingCheck.Wrong("alignment", name, "principal, gaussian or orthonormal");

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>A given matrix: B as a function of (q, p).</summary>
    internal static DimensionAlignment Given(Func<int, int, DenseMatrix> matrix) => new GivenAlignment(matrix);

    /// <summary>The alignment of a block from its snapshots at the first step, centred where the observable asks for it.</summary>
    /// <param name="inputs">The inputs X, p-by-n.</param>
    /// <param name="outputs">The outputs F, q-by-n.</param>
    /// <param name="rule">The rank rule of the fit.</param>
    /// <param name="random">The stream of this repeat.</param>
    internal LinearAlignment Align(DenseMatrix inputs, DenseMatrix outputs, RankCutoff rule, Random random) =>
        inputs.RowCount == outputs.RowCount ? new IdentityAlignment() : AlignRectangular(inputs, outputs, rule, random);

    private protected abstract LinearAlignment AlignRectangular(DenseMatrix inputs, DenseMatrix outputs, RankCutoff rule, Random random);

    /// <summary>Whether an explicit B of this shape would be held in memory.</summary>
    internal virtual bool IsExplicit => false;

    private sealed class PrincipalAlignment() : DimensionAlignment("principal")
    {
        internal override bool IsRandom => false;

        private protected override LinearAlignment AlignRectangular(DenseMatrix inputs, DenseMatrix outputs, RankCutoff rule, Random random)
        {
            int p = inputs.RowCount, q = outputs.RowCount;
            (DenseMatrix u, double[] s, DenseMatrix v) = ThinSvd.Decompose(inputs);
            int rank = rule.RankOf(s, p, inputs.ColumnCount);
            // S2L: the range of the fitted outputs F X⁺, that is of F V, holds K's columns, so BAK = K. The leading directions
            // of F itself would give another K. L2S: the leading directions of the inputs.
            DenseMatrix range = p < q
                ? MatrixProduct.Multiply(outputs, (DenseMatrix)v.SubMatrix(0, v.RowCount, 0, rank))
                : (DenseMatrix)u.SubMatrix(0, p, 0, Math.Min(q, rank));
            return new OrthogonalAlignment(new HouseholderBasis(range), p, q);
        }
    }

    private sealed class GaussianAlignment() : DimensionAlignment("gaussian")
    {
        internal override bool IsExplicit => true;

        private protected override LinearAlignment AlignRectangular(DenseMatrix inputs, DenseMatrix outputs, RankCutoff rule, Random random)
            =>
            new ExplicitAlignment(DenseMatrix.CreateRandom(outputs.RowCount, inputs.RowCount, new Normal(0, 1, random)));
    }

    private sealed class RandomOrthonormalAlignment() : DimensionAlignment("orthonormal")
    {
        private protected override LinearAlignment AlignRectangular(
            DenseMatrix inputs,
            DenseMatrix outputs,
            RankCutoff rule,
            Random random) =>
            new OrthogonalAlignment(
                new RandomRotation(Math.Max(inputs.RowCount, outputs.RowCount), random),
                inputs.RowCount,
                outputs.RowCount);
    }

    private sealed class GivenAlignment(Func<int, int, DenseMatrix> matrix) : DimensionAlignment("given")
    {
        internal override bool IsRandom => false;

        internal override bool IsExplicit => true;

        private protected override LinearAlignment AlignRectangular(DenseMatrix inputs, DenseMatrix outputs, RankCutoff rule, Random random)
            =>
            new ExplicitAlignment(matrix(outputs.RowCount, inputs.RowCount));
    }
}
