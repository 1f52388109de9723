namespace KoopmanAssert;

/// <summary>Finds the block at fault: the one that moved by itself, and not because of what it is fed.</summary>
/// <remarks>
/// A block speaks through its weights and through its operator and outputs. What comes in already changed explains the second kind as far
/// as the levels before it moved; it explains nothing of the first. The block with the largest mean of both is named.
/// </remarks>
internal static class Blame
{
    /// <summary>The block at fault, or null where none has a figure beyond the threshold.</summary>
    /// <param name="figures">The figures of all blocks in the order of the network; those of the whole network are left aside.</param>
    /// <param name="threshold">What |z| may reach.</param>
    public static string? Find(IReadOnlyList<FigureComparison> figures, double threshold)
    {
        List<IGrouping<string?, FigureComparison>> blocks = [.. figures.Where(f => f.Block is not null).GroupBy(f => f.Block)];
        if (!blocks.Exists(b => b.Max(f => Math.Abs(f.Z)) > threshold))
        {
            return null;
        }

        // Weights that are the accepted model's, but for what another processor rounds, were not touched, where others were.
        bool anyTouched = blocks.Exists(IsTouched);
        var evidence = new List<(string Block, double Size)>();
        double explained = 0;
        foreach (IGrouping<string?, FigureComparison> block in blocks)
        {
            double weights = Largest(block.Where(IsWeight)), operators = Largest(block.Where(f => !IsWeight(f)));
            bool innocent = anyTouched && block.Any(IsWeight) && !IsTouched(block);
            evidence.Add((block.Key!, innocent ? -1 : (weights + Math.Max(0, operators - explained)) / 2));
            explained = Math.Max(explained, Largest(block.Where(f => f.Figure.Kind == FigureKind.ActivationLevel)));
        }

        return evidence.MaxBy(e => e.Size).Block;
    }

    private static bool IsWeight(FigureComparison figure) => figure.Figure.Kind is FigureKind.WeightNorm or FigureKind.WeightVolume;

    private static bool IsTouched(IGrouping<string?, FigureComparison> block) => block.Any(f => IsWeight(f) && Math.Abs(f.Figure.Value - f.Accepted.Value) > LearntFindings.Rounding);

    private static double Largest(IEnumerable<FigureComparison> figures) => figures.Select(f => Math.Abs(f.Z)).DefaultIfEmpty(0).Max();
}
