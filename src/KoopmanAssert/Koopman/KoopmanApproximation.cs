using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;
using MathNet.Numerics.Statistics;

namespace KoopmanAssert.Core.Koopman;

/// <summary>
/// The paper's pipeline on one block, step by step: alignment, step-delay embedding, decomposition, linear decomposition (III.B, III.C).
/// </summary>
internal sealed record KoopmanApproximation
{
    /// <summary>How the block is made square.</summary>
    public required DimensionAlignment Alignment { get; init; }

    /// <summary>How the snapshots are seen.</summary>
    public required Observable Observable { get; init; }

    /// <summary>How ranks are decided.</summary>
    public required RankCutoff Rule { get; init; }

    /// <summary>The fraction of σ₁ below which a singular value is noise.</summary>
    public required double Tolerance { get; init; }

    /// <summary>The steps of each trajectory.</summary>
    public required int Steps { get; init; }

    /// <summary>How often a random alignment is drawn anew.</summary>
    public required int Repeats { get; init; }

    /// <summary>Whether the credit is that of the repeats' mean matrix, as in the paper, and not the mean of their credits.</summary>
    public required bool AveragesMatrices { get; init; }

    /// <summary>What the volume is the product of.</summary>
    public Volume Volume { get; init; }

    /// <summary>Whether the estimate keeps the operator, the mean matrix of the repeats.</summary>
    public bool KeepsOperator { get; init; }

    /// <summary>The seed of the random alignments.</summary>
    public required int Seed { get; init; }

    /// <summary>The estimate of a block from its inputs X (p-by-N) and first outputs F (q-by-N).</summary>
    /// <param name="block">The block, called for the second step on.</param>
    /// <param name="inputs">X.</param>
    /// <param name="firstOutputs">F.</param>
    public KoopmanEstimate Estimate(BlockMap block, DenseMatrix inputs, DenseMatrix firstOutputs)
    {
        if (!IsFinite(inputs) || !IsFinite(firstOutputs))
        {
            return KoopmanEstimate.Impossible(inputs.ColumnCount, KoopmanRoute.Explicit);
        }

        int repeats = Alignment.IsRandom && inputs.RowCount != firstOutputs.RowCount ? Repeats : 1;
        List<Fit> fits = [.. Enumerable.Range(0, repeats).Select(r => FitOnce(block, inputs, firstOutputs, new Random(SeedOf(Seed, r))))];
        List<Spectrum> spectra = [.. fits.Select(f => f.Operator.Spectrum(Rule, Tolerance, Volume))];
        // At one rank for all: where the rank differs, a log-volume jumps by what has dropped out, which is none of the spread.
        int rank = KoopmanEstimate.MedianRank(spectra);
        double? spread = repeats > 1 ? spectra.Select(s => s.LogVolumeAt(rank)).StandardDeviation() : null;
        KoopmanOperator? mean = AveragesMatrices || KeepsOperator ? KoopmanOperator.Mean([.. fits.Select(f => f.Operator)]) : null;
        if (AveragesMatrices)
        {
            spectra = [mean!.Spectrum(Rule, Tolerance, Volume)];
        }

        return new KoopmanEstimate(spectra, spread, fits.Min(f => f.SnapshotRank), fits.Min(f => f.Snapshots), fits.Min(f => f.StepsUsed),
            fits.Max(f => f.Condition), fits.Average(f => f.Residual), KoopmanRoute.Explicit)
        { Operator = KeepsOperator ? mean : null };
    }

    /// <summary>The operator of one alignment, with what its fit tells.</summary>
    internal sealed record Fit(
        KoopmanOperator Operator,
        int SnapshotRank,
        int Snapshots,
        int StepsUsed,
        double Condition,
        double Residual,
        double AlignedResidual);

    /// <summary>One repeat: draws the alignment, embeds, fits and decomposes.</summary>
    internal Fit FitOnce(BlockMap block, DenseMatrix inputs, DenseMatrix firstOutputs, Random random)
    {
        LinearAlignment alignment = Alignment.Align(Centring.Apply(Observable, inputs), Centring.Apply(Observable, firstOutputs), Rule, random);
        SnapshotPairs pairs = StepDelayEmbedding.Collect(block, alignment, inputs, firstOutputs, Steps);
        DynamicModeDecomposition aligned = DynamicModeDecomposition.Fit(pairs.Before, pairs.After, Observable, Rule);
        KoopmanOperator k = LinearDecomposition.Decompose(alignment, aligned);
        return new Fit(k, aligned.SnapshotRank, pairs.Before.ColumnCount, pairs.StepsUsed, aligned.Condition,
            OutputResidual(k, aligned, pairs), aligned.Residual);
    }

    // K X = Left·(Uᵀ X): the outputs as the operator gives them, compared with those of the block.
    private double OutputResidual(KoopmanOperator k, DynamicModeDecomposition aligned, SnapshotPairs pairs)
    {
        DenseMatrix coordinates = MatrixProduct.TransposeMultiply(aligned.Right, Centring.Apply(Observable, pairs.Before));
        return DynamicModeDecomposition.Relative(Centring.Apply(Observable, pairs.Outputs), MatrixProduct.Multiply(k.Left, coordinates));
    }

    private static bool IsFinite(DenseMatrix matrix) => System.Numerics.Tensors.TensorPrimitives.IsFiniteAll<double>(matrix.Values);

    // Seeds of the repeats must not depend on the process, as System.HashCode's do.
    private static int SeedOf(int seed, int repeat) => unchecked((seed * 486187739) + repeat);
}
