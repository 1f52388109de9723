using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Partition;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Core.Credits;

/// <summary>What an analysis gives on request beside credits and profiles: it needs the operators themselves.</summary>
/// <param name="LogSensitivities">ln BS_i of each block; null where it was not asked for or there is none.</param>
/// <param name="Kernels">The spectra of each block's kernels; empty where they were not asked for.</param>
/// <param name="FeatureWeights">The product of all operators, or null.</param>
internal sealed record NetworkDetails(double?[] LogSensitivities, IReadOnlyList<Spectrum>[] Kernels, DenseMatrix? FeatureWeights)
{
    /// <summary>The same of regularised operators, in units of the inputs' standard deviations; null without the other.</summary>
    public DenseMatrix? FeatureWeightsInDeviations { get; init; }

    // More weights than that are no picture to look at, and no matrix to hold.
    private const long MostFeatureWeights = 1L << 26;

    /// <summary>Computes them, one operator at a time.</summary>
    /// <param name="blocks">The blocks.</param>
    /// <param name="operators">The operator of a block.</param>
    /// <param name="settings">The method.</param>
    /// <param name="details">What is asked for of all blocks.</param>
    /// <param name="threads">How many sensitivities are computed at a time; the results are the same bits for any number.</param>
    /// <param name="cancellation">Stops between them.</param>
    /// <exception cref="SettingsException">KOOP4003: the feature weights would not fit.</exception>
    public static NetworkDetails Compute(
        IReadOnlyList<Block> blocks,
        Func<int, KoopmanOperator> operators,
        AnalysisSettings settings,
        CreditDetails details,
        int threads,
        CancellationToken cancellation)
    {
        bool features = details.HasFlag(CreditDetails.FeatureWeights), chained = features || details.HasFlag(CreditDetails.Sensitivity);
        if (features && (long)blocks[0].From.Dimension * blocks[^1].To.Dimension > MostFeatureWeights)
        {
            throw new SettingsException(
                DiagnosticCodes.TooLarge,
                null,
                $"the feature weights would be a {blocks[^1].To.Dimension} × {blocks[0].From.Dimension} matrix.",
                "Leave them out, or name one output with --output.");
        }

        var kernels = new IReadOnlyList<Spectrum>[blocks.Count];
        bool sensitivity = details.HasFlag(CreditDetails.Sensitivity);
        var chain = new OperatorChain(settings.Rule, settings.RankTolerance, threads, cancellation) { IsMeasured = sensitivity };
        for (int b = 0; b < blocks.Count; b++)
        {
            bool wanted = HasKernels(blocks[b]) && (details.HasFlag(CreditDetails.Kernels) || IsGated(blocks[b], settings));
            KoopmanOperator? k = chained || wanted ? operators(b) : null;
            kernels[b] = wanted ? KernelsOf(blocks[b], k!, settings) : [];
            if (chained)
            {
                chain.Add(k!);
            }
        }

        return new NetworkDetails(
            sensitivity ? chain.LogSensitivities() : new double?[blocks.Count],
            kernels, features ? chain.Product() : null);
    }

    /// <summary>
    /// Sensitivities alone, from operators in orthonormal coordinates of the snapshots at the cuts: none of full size is made.
    /// </summary>
    /// <param name="blocks">The blocks.</param>
    /// <param name="operators">The operator of a block in the coordinates at its ends.</param>
    /// <param name="settings">The method.</param>
    /// <param name="threads">As above.</param>
    /// <param name="cancellation">As above.</param>
    public static NetworkDetails Compute(
        IReadOnlyList<Block> blocks,
        Func<int, KoopmanOperator> operators,
        AnalysisSettings settings,
        int threads,
        CancellationToken cancellation)
    {
        var chain = new OperatorChain(settings.Rule, settings.RankTolerance, threads, cancellation);
        for (int b = 0; b < blocks.Count; b++)
        {
            chain.Add(operators(b), blocks[b].From.Dimension, blocks[b].To.Dimension);
        }

        return new NetworkDetails(chain.LogSensitivities(), [.. blocks.Select(_ => (IReadOnlyList<Spectrum>)[])], null);
    }

    /// <summary>Whether a baseline holds the kernels of a block.</summary>
    public static bool IsGated(Block block, AnalysisSettings settings)
        => HasKernels(block) && settings.Kernels.Any(g => Glob.Matches(g, block.AcceptedName));

    /// <summary>The spectra of a block's kernels: the slices of its output along the first axis.</summary>
    public static IReadOnlyList<Spectrum> KernelsOf(Block block, KoopmanOperator k, AnalysisSettings settings)
    {
        double[] sigma = [.. k.Spectrum(settings.Rule, settings.RankTolerance).SingularValues];
        return sigma.Length == 0 ? [] : KernelRows.Spectra(k, (int)block.To.Tensors[0].SampleShape[0], settings.RankTolerance, sigma[0]);
    }

    private static bool HasKernels(Block block) => block.To.Tensors is [{ SampleShape.Count: > 0 }];
}
