using KoopmanAssert.Core.Credits;

namespace KoopmanAssert.Core.Drift;

/// <summary>An analysis read in the terms of a baseline, so that the two can be compared name by name and figure by figure.</summary>
/// <param name="Report">The analysis: its blocks have the names of their counterparts in the baseline, and their weights the order of
/// the baseline and its form, folded or as stored.</param>
/// <param name="Renamed">The blocks whose name differs: the name in the baseline and in the model.</param>
internal sealed record ReportAlignment(CreditReport Report, IReadOnlyList<(string Accepted, string Current)> Renamed)
{
    /// <summary>Reads an analysis in the terms of a baseline.</summary>
    public static ReportAlignment Create(CreditBaseline baseline, CreditReport report)
    {
        int?[] matches = BlockMatching.Match(baseline.Blocks, report.Blocks);
        bool asStored = HoldsStoredWeights(baseline, report, matches);
        var counterparts = new BaselineBlock?[report.Blocks.Count];
        for (int a = 0; a < matches.Length; a++)
        {
            if (matches[a] is { } place)
            {
                counterparts[place] = baseline.Blocks[a];
            }
        }

        string[] names = Names(baseline, report, counterparts);
        IEnumerable<BlockCredit> blocks = report.Blocks.Select(
            (block, i) => block.ReadAs(names[i], Weights(counterparts[i], block, asStored)));
        return new ReportAlignment(
            report.With([.. blocks]),
            [.. report.Blocks.Zip(names).Where(b => b.First.Name != b.Second && baseline.Blocks.Any(a => a.Name == b.Second))
                .Select(b => (b.Second, b.First.Name))]);
    }

    /// <summary>
    /// The analysis with its own names, but with the weights in the order and the form of the baseline, so that a baseline made from it
    /// can take over the figures of accepted retrains.
    /// </summary>
    public static CreditReport KeepWeightOrder(CreditBaseline baseline, CreditReport report) => report.With(
        [.. Create(baseline, report).Report.Blocks.Zip(report.Blocks, (read, own) => read.ReadAs(own.Name, read.Profile?.Weights ?? []))]);

    // A block that only the model has keeps its name, unless a block of the baseline has it.
    private static string[] Names(CreditBaseline baseline, CreditReport report, BaselineBlock?[] counterparts)
    {
        var taken = baseline.Blocks.Select(b => b.Name).ToHashSet(StringComparer.Ordinal);
        return [.. report.Blocks.Select((block, i) => counterparts[i]?.Name ?? Unique(block.Name))];

        string Unique(string name)
        {
            string unique = name;
            for (int n = 2; !taken.Add(unique); n++)
            {
                unique = $"{name}_{n}";
            }

            return unique;
        }
    }

    private static IReadOnlyList<WeightProfile> Weights(BaselineBlock? accepted, BlockCredit current, bool asStored)
    {
        IReadOnlyList<WeightProfile> weights = Form(current, asStored);
        return accepted is null ? weights : WeightMatching.Match(accepted, weights) ?? weights;
    }

    // All blocks of a baseline hold their weights in one form. It is the one in which the model's weights are nearer.
    private static bool HoldsStoredWeights(CreditBaseline baseline, CreditReport report, int?[] matches)
    {
        double Distance(bool asStored) => baseline.Blocks.Zip(matches)
            .Where(pair => pair.Second is not null)
            .Sum(pair => WeightMatching.Match(pair.First, Form(report.Blocks[pair.Second!.Value], asStored)) is { } weights
                ? WeightMatching.Distance(pair.First, weights)
                : 0);
        return report.Blocks.Any(b => b.Profile?.Weights.Any(w => w.Stored is not null) ?? false) && Distance(true) < Distance(false);
    }

    private static IReadOnlyList<WeightProfile> Form(BlockCredit block, bool asStored) =>
        [.. (block.Profile?.Weights ?? []).Select(w => asStored ? w.Stored ?? w : w)];
}
