using KoopmanAssert.Core.Drift;

namespace KoopmanAssert;

/// <summary>Evidence with chosen z, each of which is also the value of its figure: the mean is 0, and up to 3 is allowed.</summary>
internal static class FabricatedEvidence
{
    public const double Limit = 3;

    /// <summary>The evidence of these blocks and figures of the network.</summary>
    public static DriftEvidence Of(IEnumerable<JudgedBlock> blocks, ClassEvidence? classes, params FigureComparison[] network) =>
        Of(LineageKind.Unknown, [.. blocks], classes, network);

    public static DriftEvidence Of(params JudgedBlock[] blocks) => Of(LineageKind.Unknown, blocks);

    /// <summary>The evidence of a model of that lineage.</summary>
    public static DriftEvidence Of(
        LineageKind lineage, JudgedBlock[] blocks, ClassEvidence? classes = null, params FigureComparison[] network)
    {
        FigureComparison[] figures = [.. blocks.SelectMany(b => b.Figures), .. network];
        return new DriftEvidence(new DriftScore(figures, null, Limit, 5) { Lineage = new Lineage { Kind = lineage } }, blocks, classes);
    }

    /// <summary>A block; the weights of an unchanged one have the accepted values.</summary>
    public static JudgedBlock Block(
        string name, double gain = 0, double level = 0, double weight = 0, bool changed = true, bool hasWeights = true)
    {
        FigureComparison[] operators = [Figure(name, FigureKind.OperatorGain, gain), Figure(name, FigureKind.ActivationLevel, level)];
        FigureComparison[] weights =
            [Weight(name, FigureKind.WeightNorm, weight, changed), Weight(name, FigureKind.WeightVolume, weight / 2, changed)];
        return new JudgedBlock(name, hasWeights ? [.. operators, .. weights] : operators);
    }

    /// <summary>A figure; of a class where the number is given.</summary>
    public static FigureComparison Figure(string? block, FigureKind kind, double z, int number = 0) =>
        new(block, new Figure(kind, number, z), new Figure(kind, number, 0), 0, Limit, z);

    /// <summary>The evidence with fingerprints: of the accepted model and of the model, one weight tensor each.</summary>
    public static JudgedBlock With(this JudgedBlock block, WeightFingerprint current, params WeightFingerprint[] accepted) => block with
    {
        Current = new BlockFingerprint(current.Hash, [current]),
        Accepted = [.. accepted.Select(a => new BlockFingerprint(a.Hash, [a]))],
    };

    // Accepted weights lie off the mean, so that a retrain may have the mean's value.
    private static FigureComparison Weight(string block, FigureKind kind, double z, bool changed) =>
        new(block, new Figure(kind, 1, z), new Figure(kind, 1, changed ? z - 0.01 : z), 0, Limit, z);
}
