using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Models;

namespace KoopmanAssert.Core.Credits;

/// <summary>Which statistics of cuts are worth keeping for analyses to come, and what they depend on.</summary>
/// <remarks>
/// All cuts of an analysis or none: with one of them missing the network runs all the same. Kept are those of an analysis that reads many
/// activations and leaves little of them, so that to write it takes a few hundredths of the time that to compute it took, and to find it
/// again as little of what to compute it again would. The perturbed ones go with the others where all together are few.
/// </remarks>
internal sealed class CutCachePolicy
{
    // Activations read for each number that is kept.
    private const int LeastRatio = 64;

    // A quarter of what the tool's cache holds, or one analysis would put out those of all other models.
    private const long MostBytes = 64L << 20;

    private readonly IReadOnlyList<Cut> _cuts;
    private readonly string _activations;
    private readonly bool _keepsPlain;
    private readonly bool _keepsPerturbed;

    public CutCachePolicy(
        ModelGraph graph, ModelInputs inputs, IReadOnlyList<Cut> cuts, int batchRows, AnalysisSettings settings, ICutStore? store)
    {
        _cuts = cuts;
        _activations = "";
        if (store is null || inputs.Origin is not { } origin)
        {
            return;
        }

        long bytes = sizeof(double) * cuts.Sum(c => Numbers(c.Dimension, inputs.Count, settings.Observable));
        long activations = cuts.Sum(c => (long)c.Dimension) * inputs.Count;
        _keepsPlain = activations >= store.FewestActivations && bytes / sizeof(double) <= activations / LeastRatio && bytes <= MostBytes;
        _keepsPerturbed = _keepsPlain && bytes <= MostBytes / (NoiseFloor.Perturbations + 1);

        // Where values are rounded to 16 bits, or what is computed together, depends on where the network is cut.
        bool dependsOnCuts = graph.UsesHalfPrecision || settings.Provider != ExecutionProvider.Cpu;
        _activations = Text([
            graph.Model.Sha256, origin, $"{inputs.Count}", $"{batchRows} {inputs.HasFixedBatch}", $"{settings.Pixels}",
            $"{settings.Provider}", Text(settings.Inputs), Text([.. settings.Fixed.Select(f => f.Stored)]),
            Text(dependsOnCuts ? [.. cuts.Select(c => Text(c.Names))] : [])]);
    }

    /// <summary>What the statistics of a cut depend on besides the code and the processor, or null where they are not kept.</summary>
    /// <param name="c">The place of the cut: the perturbations depend on it.</param>
    /// <param name="perturbation">The perturbation, or null for the snapshots as they are.</param>
    /// <param name="parts">What the statistics hold.</param>
    public string? Key(int c, int? perturbation, string parts) => !(perturbation is null ? _keepsPlain : _keepsPerturbed) ? null
        : Text([_activations, Text(_cuts[c].Names), perturbation is { } p ? $"{p} at {c}" : "", parts]);

    // The products of the centred snapshots, and as many again where those as they are, or a triangle, are kept beside them.
    private static long Numbers(int dimension, int count, Observable observable)
    {
        long numbers = InnerProducts.KeepsSnapshots(dimension, count) ? (long)dimension * count : count * (count + 1L) / 2;
        return observable == Observable.Affine ? numbers : 2 * numbers;
    }

    // With its length, so that no two lists are the same text.
    private static string Text(IReadOnlyList<string> parts) => string.Concat(parts.Select(part => $"{part.Length}:{part}\n"));
}
