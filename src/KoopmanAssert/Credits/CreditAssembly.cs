using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Partition;
using MathNet.Numerics.LinearAlgebra.Double;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace KoopmanAssert.Core.Credits;

/// <summary>Puts the credits of a network together from the passes of its analysis: the perturbed ones give the noise floors.</summary>
internal static class CreditAssembly
{
    /// <summary>The credits of the blocks and of the whole network.</summary>
    /// <param name="plan">The plan of the analysis.</param>
    /// <param name="passes">The pass over the activations as they are, then those over perturbations.</param>
    /// <param name="details">What was asked for besides credits; null for nothing.</param>
    /// <param name="kernels">The kernels of each block.</param>
    public static NetworkCredits Assemble(
        AnalysisPlan plan, AnalysisPass[] passes, NetworkDetails? details, IReadOnlyList<KernelCredit>[] kernels)
    {
        AnalysisPass[] perturbed = passes[1..];
        IEnumerable<BlockCredit> blocks = plan.Blocks.Select((block, b) => Credit(block, b, passes[0], perturbed) with
        {
            LogSensitivity = details?.LogSensitivities[b],
            Kernels = kernels[b],
        });
        return new NetworkCredits([.. blocks], passes[0].Network is { } network ? Network(plan, network, perturbed) : null)
        {
            FeatureWeights = details is { FeatureWeights: { } k, FeatureWeightsInDeviations: { } scaled } ? Weights(plan, k, scaled) : null,
        };
    }

    private static BlockCredit Credit(Block block, int b, AnalysisPass pass, AnalysisPass[] perturbed)
    {
        (KoopmanEstimate estimate, BlockProfile? profile) = (pass.Estimates[b], pass.Profiles[b]);
        return new BlockCredit(block.Name, block.From.Dimension, block.To.Dimension, estimate with { Operator = null }, profile)
        {
            NoiseFloor = estimate.Rank > 0 && perturbed.Length > 0
                ? NoiseFloor.Measure(perturbed.Select(p => p.Estimates[b].LogCreditAt(estimate.Rank))) : null,
            Figures = profile is null ? []
                : WithFloors(profile.FiguresAt(profile.Half), [.. perturbed.Select(p => p.Profiles[b]!.FiguresAt(profile.Half))]),
        };
    }

    private static NetworkCredit Network(AnalysisPlan plan, NetworkProfile profile, AnalysisPass[] perturbed)
    {
        IReadOnlyList<int>? predictions = profile.Classes?.Predictions;
        return new NetworkCredit
        {
            ClassScores = plan.ClassScores?.Name,
            Figures = WithFloors(
                profile.FiguresAt(profile.Counted, predictions),
                [.. perturbed.Select(p => p.Network!.FiguresAt(profile.Counted, predictions))]),
            Profile = profile with { OutputNames = plan.Blocks[^1].To.Names },
        };
    }

    private static IReadOnlyList<Figure> WithFloors(IReadOnlyList<Figure> figures, IReadOnlyList<Figure>[] perturbed)
    {
        return perturbed.Length == 0 ? figures : [.. figures.Select(WithFloor)];

        Figure WithFloor(Figure figure, int i) =>
            figure with { NoiseFloor = NoiseFloor.Measure(figure.Kind, perturbed.Select(run => run[i].Value)) };
    }

    private static FeatureWeights Weights(AnalysisPlan plan, DenseMatrix k, DenseMatrix scaled)
    {
        CutTensor? only = plan.Cuts[0].Tensors is [{ SampleShape.Count: > 0 } tensor] ? tensor : null;
        return new FeatureWeights(k.RowCount, k.ColumnCount, k.Values, scaled.Values)
        {
            InputShape = only?.SampleShape ?? [plan.Cuts[0].Dimension],
            AreTokens = only?.Type is TensorElementType.Int32 or TensorElementType.Int64,
        };
    }
}
