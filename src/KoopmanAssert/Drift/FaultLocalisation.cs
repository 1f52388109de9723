namespace KoopmanAssert.Core.Drift;

/// <summary>Finds the block at fault: the one that moved by itself, and not because of what it is fed.</summary>
/// <remarks>
/// A block speaks through its weights and through its operator and outputs. What comes in already changed explains the second kind as far
/// as the levels before it moved; it explains nothing of the first, so the weights decide and the rest counts a quarter. That the
/// network has moved is settled before; a block is only named where it moved more than one in twenty does by itself.
/// </remarks>
internal static class FaultLocalisation
{
    // Two-sided, one in twenty.
    private const double Noticeable = 1.96;

    private const double OperatorShare = 0.25;

    /// <summary>The block at fault, or null where none stands out.</summary>
    /// <param name="figures">The figures of all blocks in the order of the network; those of the whole network are left aside.</param>
    public static string? Find(IReadOnlyList<FigureComparison> figures)
    {
        List<IGrouping<string?, FigureComparison>> blocks = [.. figures.Where(f => f.Block is not null).GroupBy(f => f.Block)];
        List<(IGrouping<string?, FigureComparison> Block, double Size)> evidence = [.. Evidence(blocks)];
        // Weights that are the accepted model's, but for what another processor rounds, were not touched: where others were, the fault lies
        // with those.
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

    private static double Largest(IEnumerable<FigureComparison> figures) => figures.Select(f => Math.Abs(f.Z)).DefaultIfEmpty(0).Max();
}
