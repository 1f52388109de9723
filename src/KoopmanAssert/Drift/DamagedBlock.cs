namespace KoopmanAssert.Core.Drift;

/// <summary>Finds the block whose damage alone explains what moved in a model that was trained from new weights.</summary>
/// <remarks>
/// Damage in a block moves figures of its own, and it may move the operators of the blocks after it. It moves nothing before the block, and
/// the weights of no other block. So each block is a hypothesis, and the training as a whole, which moves everything, is another. The
/// evidence of a figure is its Bayes factor: legitimate training leaves a z of deviation 1, and what is at fault one of a deviation as
/// large as the limit, since it was found.
/// </remarks>
internal static class DamagedBlock
{
    // Twenty to one, as rare by chance as one figure in twenty.
    private static readonly double Odds = Math.Log(20);

    /// <summary>The block that explains the figures better than any other and than the training as a whole, or null.</summary>
    public static JudgedBlock? Find(DriftEvidence evidence)
    {
        if (evidence.Score.Lineage.Kind != LineageKind.Fresh || evidence.Weighted.Count < 2)
        {
            return null;
        }

        double[] own = [.. evidence.Blocks.Select(b => Evidence(b.Figures, evidence.Limit))];
        double[] moved = [.. evidence.Blocks.Select(b => Math.Max(0, Evidence(b.Figures.Except(b.OfWeights), evidence.Limit)))];
        List<(JudgedBlock Block, double Evidence)> hypotheses =
        [
            .. evidence.Blocks.Select((b, i) => (Block: b, Evidence: own[i] + moved.Skip(i + 1).Sum()))
                .Where(h => h.Block.HasWeights).OrderByDescending(h => h.Evidence),
        ];
        (JudgedBlock best, double most) = hypotheses[0];
        return most > 0 && most - Math.Max(hypotheses[1].Evidence, own.Sum()) > Odds ? best : null;
    }

    // ln of N(z; 0, 1 + τ²) / N(z; 0, 1), summed.
    private static double Evidence(IEnumerable<FigureComparison> figures, double size)
    {
        double spread = 1 + (size * size);
        return figures.Sum(f => ((f.Z * f.Z * (1 - (1 / spread))) - Math.Log(spread)) / 2);
    }
}
