using System.Numerics.Tensors;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;
using MathNet.Numerics.Statistics;

namespace KoopmanAssert.Core.Koopman;

/// <summary>
/// The paper's pipeline, step by step: alignment (III.B), step-delay embedding, decomposition, linear decomposition (III.C).
/// </summary>
/// <remarks>
/// It serves every method and every number of steps. The block's inputs and outputs are held as matrices of p and q rows, and one step
/// runs the block once: O(r·T·n·(p + q)) memory and a singular value decomposition of p rows and n·T columns for each of r repeats.
/// </remarks>
internal sealed record PipelineEstimator : KoopmanEstimator
{
    /// <summary>How the block is made square.</summary>
    public required DimensionAlignment Alignment { get; init; }

    /// <summary>The steps of each trajectory.</summary>
    public required int Steps { get; init; }

    /// <summary>How often a random alignment is drawn.</summary>
    public required int Repeats { get; init; }

    /// <summary>Whether the credit is that of the repeats' mean matrix, as in the paper, and not the mean of their credits.</summary>
    public required bool AveragesMatrices { get; init; }

    /// <summary>What the volume is the product of.</summary>
    public Volume Volume { get; init; }

    /// <summary>The seed of random alignments.</summary>
    public required int Seed { get; init; }

    public override KoopmanRoute Route => KoopmanRoute.Explicit;

    public override bool ReadsSnapshots => true;

    /// <summary>The estimator of a method.</summary>
    public static PipelineEstimator Create(KoopmanMethod method, int steps) => new()
    {
        Alignment = method.Alignment,
        Observable = method.Observable,
        Rule = method.Rule,
        Tolerance = method.Tolerance,
        Volume = method.Volume,
        Steps = steps,
        Repeats = method.Repeats,
        AveragesMatrices = method.AveragesMatrices,
        Seed = method.Seed,
    };

    public override KoopmanEstimate Estimate(BlockSnapshots block, bool keepsOperator = false)
    {
        BlockMap map = block.Runnable.Map;
        DenseMatrix inputs = block.Runnable.Inputs.ToMatrix(), firstOutputs = block.Runnable.FirstOutputs.ToMatrix();
        if (!IsFinite(inputs) || !IsFinite(firstOutputs))
        {
            return KoopmanEstimate.Impossible(inputs.ColumnCount, Steps, Route);
        }

        int repeats = Alignment.IsRandom && inputs.RowCount != firstOutputs.RowCount ? Repeats : 1;
        List<Fit> fits = [.. Enumerable.Range(0, repeats).Select(r => FitOnce(map, inputs, firstOutputs, new Random(SeedOf(Seed, r))))];
        List<Spectrum> spectra = [.. fits.Select(f => f.Operator.Spectrum(Rule, Tolerance, Volume))];
        // At one rank for all: where the rank differs, a log-volume jumps by what has dropped out, which is no part of the spread.
        int rank = KoopmanEstimate.MedianRank(spectra);
        double? spread = repeats > 1 ? spectra.Select(s => s.LogVolumeAt(rank)).StandardDeviation() : null;
        KoopmanOperator? mean = AveragesMatrices || keepsOperator ? KoopmanOperator.Mean([.. fits.Select(f => f.Operator)]) : null;
        if (AveragesMatrices)
        {
            spectra = [mean!.Spectrum(Rule, Tolerance, Volume)];
        }

        return KoopmanEstimate.Create(spectra, Summary(fits, spread), Route) with { Operator = keepsOperator ? mean : null };
    }

    /// <summary>The operator of one alignment, and how well it was fitted.</summary>
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
        LinearAlignment alignment = Alignment.Align(
            Centring.Apply(Observable, inputs), Centring.Apply(Observable, firstOutputs), Rule, random);
        SnapshotPairs pairs = StepDelayEmbedding.Collect(block, alignment, inputs, firstOutputs, Steps);
        var aligned = DynamicModeDecomposition.Fit(pairs.Before, pairs.After, Observable, Rule);
        KoopmanOperator k = LinearDecomposition.Decompose(alignment, aligned);
        return new Fit(
            k,
            aligned.SnapshotRank,
            pairs.Before.ColumnCount,
            pairs.StepsUsed,
            aligned.Condition,
            OutputResidual(k, aligned, pairs),
            aligned.Residual);
    }

    private OperatorSummary Summary(List<Fit> fits, double? spread) => new()
    {
        SnapshotRank = fits.Min(f => f.SnapshotRank),
        Spread = spread,
        Residual = fits.Average(f => f.Residual),
        Condition = fits.Max(f => f.Condition),
        Steps = Steps,
        StepsUsed = fits.Min(f => f.StepsUsed),
        Snapshots = fits.Min(f => f.Snapshots),
    };

    // K X = Left·(Uᵀ X): the outputs as the operator gives them, compared with those of the block.
    private double OutputResidual(KoopmanOperator k, DynamicModeDecomposition aligned, SnapshotPairs pairs)
    {
        DenseMatrix coordinates = MatrixProduct.TransposeMultiply(aligned.Right, Centring.Apply(Observable, pairs.Before));
        return DynamicModeDecomposition.Relative(Centring.Apply(Observable, pairs.Outputs), MatrixProduct.Multiply(k.Left, coordinates));
    }

    private static bool IsFinite(DenseMatrix matrix) => TensorPrimitives.IsFiniteAll<double>(matrix.Values);

    // Seeds of the repeats must not depend on the process, as those of System.HashCode do.
    private static int SeedOf(int seed, int repeat) => unchecked((seed * 486187739) + repeat);
}
