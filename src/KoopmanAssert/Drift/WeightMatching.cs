using KoopmanAssert.Core.Credits;

namespace KoopmanAssert.Core.Drift;

/// <summary>
/// Matches the weights of a block with those of a baseline as a set: exporters write the operators of parallel branches in any order.
/// </summary>
internal static class WeightMatching
{
    /// <summary>Rounding a tensor to 8 bits moves the log of its norm by less than this, in nats; a new seed moves it by more.</summary>
    public const double Rounding = 0.01;

    /// <summary>The weights in the order of the baseline; null if there are others, or of other shapes.</summary>
    /// <remarks>A baseline from before the bodies of If, Loop and Scan were read is held without the weights in them.</remarks>
    public static IReadOnlyList<WeightProfile>? Match(BaselineBlock accepted, IReadOnlyList<WeightProfile> weights)
    {
        if (accepted.WeightShapes.Count != weights.Count)
        {
            weights = [.. weights.Where(w => !w.IsInner)];
        }

        if (accepted.WeightShapes.Count != weights.Count)
        {
            return null;
        }

        IReadOnlyList<WeightProfile>? inOrder = Assign(accepted, weights, (_, _) => 0), nearest = Assign(accepted, weights, Distance);
        return nearest is null || (AreSame(accepted, nearest) && !AreSame(accepted, inOrder!)) ? nearest : inOrder;
    }

    /// <summary>Whether weights in the order of the baseline have its figures, but for rounding.</summary>
    public static bool AreSame(BaselineBlock accepted, IReadOnlyList<WeightProfile> weights) =>
        weights.Select((w, i) => Distance(Figures(accepted, i), w)).All(distance => distance < Rounding);

    /// <summary>The sum of the distances of weights in the order of the baseline, in nats.</summary>
    public static double Distance(BaselineBlock accepted, IReadOnlyList<WeightProfile> weights) =>
        weights.Select((w, i) => Distance(Figures(accepted, i), w)).Sum();

    // Of equal shapes, takes the nearest pair first, of equally near ones the earliest.
    private static IReadOnlyList<WeightProfile>? Assign(
        BaselineBlock accepted, IReadOnlyList<WeightProfile> weights, Func<(double Norm, double Volume), WeightProfile, double> distance)
    {
        var assigned = new WeightProfile?[weights.Count];
        ILookup<string, WeightProfile> free = weights.ToLookup(w => string.Join('×', w.Shape));
        foreach (IGrouping<string, int> open in Enumerable.Range(0, weights.Count).GroupBy(a => string.Join('×', accepted.WeightShapes[a])))
        {
            var taken = new HashSet<WeightProfile>(ReferenceEqualityComparer.Instance);
            foreach ((int a, WeightProfile w) in open.SelectMany(a => free[open.Key].Select(w => (Accepted: a, Weight: w)))
                .OrderBy(pair => distance(Figures(accepted, pair.Accepted), pair.Weight)))
            {
                if (assigned[a] is null && taken.Add(w))
                {
                    assigned[a] = w;
                }
            }
        }

        return assigned.Contains(null) ? null : [.. assigned.OfType<WeightProfile>()];
    }

    private static double Distance((double Norm, double Volume) accepted, WeightProfile weight) =>
        Math.Abs(accepted.Norm - weight.Norm) + Math.Abs(accepted.Volume - weight.Volume);

    private static (double Norm, double Volume) Figures(BaselineBlock block, int weight) =>
        (Value(block, FigureKind.WeightNorm, weight), Value(block, FigureKind.WeightVolume, weight));

    private static double Value(BaselineBlock block, FigureKind kind, int weight) =>
        block.Figures.First(f => f.Kind == kind && f.Number == weight + 1).Value;
}
