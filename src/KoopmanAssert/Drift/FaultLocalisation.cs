namespace KoopmanAssert.Core.Drift;

/// <summary>Finds the block at fault: the one that moved by itself, and not because its inputs moved.</summary>
/// <remarks>
/// The evidence against a block is its weights on the one hand, its operator and outputs on the other. Inputs that moved explain changes
/// of operator and outputs, as far as the activation levels before the block moved, but never changes of weights. So the weights count in
/// full and the rest a quarter. Only a network that has moved is searched, and a block is only named if one of its figures lies further
/// out than in one of twenty legitimate retrains.
/// </remarks>
internal static class FaultLocalisation
{
    // The two-sided quantile that one in twenty legitimate retrains exceeds.
    private const double Noticeable = 1.96;

    private const double OperatorShare = 0.25;

    /// <summary>The block at fault, or null if none stands out.</summary>
    /// <param name="figures">The figures of all blocks in the order of the network; those of the whole network are ignored.</param>
    public static string? Find(IReadOnlyList<FigureComparison> figures)
    {
        List<IGrouping<string?, FigureComparison>> blocks = [.. figures.Where(f => f.Block is not null).GroupBy(f => f.Block)];
        List<(IGrouping<string?, FigureComparison> Block, double Size)> evidence = [.. Evidence(blocks)];

        // A block whose weights equal the accepted model's, up to rounding on another processor, was not touched. If other blocks were
        // touched, the fault lies with one of those.
        List<IGrouping<string?, FigureComparison>> touched = blocks.FindAll(IsTouched);
        bool isPartial = touched.Count > 0 && blocks.Exists(b => b.Any(IsWeight) && !IsTouched(b));
        return isPartial ? evidence.Where(e => touched.Contains(e.Block)).MaxBy(e => e.Size).Block.Key
            : evidence.Exists(e => Largest(e.Block) > Noticeable) ? evidence.MaxBy(e => e.Size).Block.Key
            : null;
    }

    private static IEnumerable<(IGrouping<string?, FigureComparison> Block, double Size)> Evidence(
        IEnumerable<IGrouping<string?, FigureComparison>> blocks)
    {
        double explained = 0;
        foreach (IGrouping<string?, FigureComparison> block in blocks)
        {
            double weights = Largest(block.Where(IsWeight)), operators = Largest(block.Where(f => !IsWeight(f)));
            yield return (block, weights + (OperatorShare * Math.Max(0, operators - explained)));
            explained = Math.Max(explained, Largest(block.Where(f => f.Figure.Kind == FigureKind.ActivationLevel)));
        }
    }

    private static bool IsWeight(FigureComparison figure) => figure.Figure.Kind is FigureKind.WeightNorm or FigureKind.WeightVolume;

    private static bool IsTouched(IGrouping<string?, FigureComparison> block)
        => block.Any(f => IsWeight(f) && Math.Abs(f.Figure.Value - f.Accepted.Value) > LearntFindings.Rounding);

    private static double Largest(IEnumerable<FigureComparison> figures) => figures.Select(f => f.Distance).DefaultIfEmpty(0).Max();
}
