using System.Text;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>The message of a failed assertion or build about a network that moved: at most 25 lines, however many blocks it has.</summary>
internal static class DriftMessage
{
    private const int MostRows = 10;
    private const int MostNames = 6;

    /// <summary>The blocks that moved, grouped by the kind of change, the blocks that held, and what to do.</summary>
    public static string Render(BaselineComparison comparison)
    {
        List<BlockComparison> failed = [.. comparison.Blocks.Where(b => b.Findings.Any(f => f.IsDrift))];
        DriftScore? exceeded = comparison.Score is { Exceeds: true } score ? score : null;
        // With a score, only the block at fault has an error; the other blocks beyond the threshold have notes, but moved too.
        List<BlockComparison> moved = [.. failed, .. comparison.Blocks.Except(failed)
            .Where(b => exceeded is not null && exceeded.DistanceOf(b.Name) > exceeded.Threshold)];
        var text = new StringBuilder();
        text.AppendLine($"'{PlainText.Safe(comparison.Report.Model.Path)}' does not match the baseline "
            + $"'{PlainText.Safe(comparison.Baseline.Path)}': {Headline(comparison, moved)}.");
        text.Append(exceeded is null ? "" : Fault(comparison, exceeded) + ComparisonText.Figures(exceeded));
        text.Append(Moved([.. failed.Where(b => b.Ratio > 1).OrderByDescending(b => b.Ratio)]));
        List<BlockComparison> collapsed = failed.FindAll(b => b.HasCollapsed), others = failed.FindAll(b => !b.HasCollapsed);
        string rankChange = $"Effective rank moved by more than {comparison.Baseline.Tolerance.RankChange}";
        text.Append(Listed(collapsed, DiagnosticCodes.RankDrift, "Effective rank fell below half", Ranks));
        text.Append(Listed(others, DiagnosticCodes.RankDrift, rankChange, Ranks));
        text.Append(Listed(failed, DiagnosticCodes.ShapeChanged, "Changed dimensions or weights", Shapes));
        text.Append(Listed(failed, DiagnosticCodes.BlockRemoved, "No longer in the model", Quoted));
        text.Append(Listed(failed, DiagnosticCodes.BlockAdded, "Not in the baseline", Added));
        text.Append(Held(comparison, [.. comparison.Blocks.Except(moved)]));
        text.Append(Advice.Render(comparison, isScored: exceeded is not null));
        return text.Append(ComparisonText.FewRetrains(comparison)).ToString();
    }

    private static string Headline(BaselineComparison comparison, List<BlockComparison> moved) => moved.Count > 0
        ? $"{moved.Count} of {comparison.Blocks.Count} blocks differ"
        : "it behaves differently, and no block stands out";

    private static string Fault(BaselineComparison comparison, DriftScore score)
    {
        if (score.Fault is null)
        {
            return $"No block stands out; the whole network has changed ({DiagnosticCodes.OutputBehaviour}).{Environment.NewLine}";
        }

        List<BlockComparison> beyond = [.. comparison.Blocks.Where(
            b => b.Name != score.Fault && score.DistanceOf(b.Name) > score.Threshold)];
        int fault = comparison.Blocks.TakeWhile(b => b.Name != score.Fault).Count();
        string Also(string side, IEnumerable<BlockComparison> blocks)
            => blocks.Any() ? $"; also moved {side}: {Names(blocks.Select(Quoted), ", ")}" : "";
        FigureComparison own = score.FurthestOf(score.Fault)!;
        string evidence = $"{own.FigureWords}, z = {PlainText.Number(own.Z, 1)}";
        return $"Most likely at fault ({DiagnosticCodes.CreditDrift}): {Quoted(comparison.Blocks[fault])} ({evidence})"
            + Also("downstream", comparison.Blocks.Skip(fault).Where(beyond.Contains))
            + Also("upstream", comparison.Blocks.Take(fault).Where(beyond.Contains))
            + $".{Environment.NewLine}";
    }

    private static string Shapes(BlockComparison block)
    {
        (BaselineBlock before, BlockCredit now) = (block.Accepted!, block.Current!);
        return (before.Inputs, before.Outputs) == (now.Inputs, now.Outputs)
            ? $"{Quoted(block)} has weights of other shapes"
            : $"{Quoted(block)} was {before.Inputs} → {before.Outputs}, is now {now.Inputs} → {now.Outputs}";
    }

    private static string Added(BlockComparison block) =>
        $"{Quoted(block)} ({block.Current!.Kind}, {block.Current.Inputs} → {block.Current.Outputs})";

    private static string Moved(List<BlockComparison> blocks)
    {
        if (blocks.Count == 0)
        {
            return "";
        }

        var table = new TextTable("block", "kind", "shape", ">rank", ">accepted", ">now", ">change", ">allowed", ">of allowed");
        foreach (BlockComparison block in blocks.Take(MostRows))
        {
            BaselineBlock accepted = block.Accepted!;
            table.Add(
                PlainText.Safe(accepted.Name),
                accepted.Kind.ToString(),
                $"{accepted.Inputs} → {accepted.Outputs}",
                $"{accepted.Rank}",
                PlainText.Number(accepted.LogCredit),
                PlainText.Number(block.CreditAtPinnedRank),
                PlainText.Signed(block.Difference),
                ComparisonText.Allowed(block),
                $"{PlainText.Number(block.Ratio, 1)} ×");
        }

        string more = blocks.Count > MostRows ? $"  and {blocks.Count - MostRows} more that moved less{Environment.NewLine}" : "";
        return $"Log-credits beyond tolerance ({DiagnosticCodes.CreditDrift}), in nats at the accepted rank:"
            + $"{Environment.NewLine}{table}{more}";
    }

    private static string Listed(List<BlockComparison> blocks, string code, string title, Func<BlockComparison, string> word)
    {
        List<BlockComparison> found = [.. blocks.Where(b => Has(b, code))];
        return found.Count == 0 ? "" : $"{title} ({code}): {Names(found.Select(word), "; ")}{Environment.NewLine}";
    }

    private static string Held(BaselineComparison comparison, List<BlockComparison> blocks)
    {
        if (blocks.Count == 0)
        {
            return $"No block is within its limits.{Environment.NewLine}";
        }

        List<string> limits = [];
        if (blocks.Exists(b => b.Rule is not null))
        {
            limits.Add(FormattableString.Invariant($"at most {blocks.Max(b => b.Ratio ?? 0):0%} of the limit"));
        }

        if (comparison.Score is { } score)
        {
            limits.Add($"|z| at most {PlainText.Number(blocks.Max(b => score.DistanceOf(b.Name)), 1)}");
        }

        string most = limits.Count > 0 ? $" ({string.Join(", ", limits)})" : "";
        return $"Within limits{most}: {Names(blocks.Select(Quoted), ", ")}{Environment.NewLine}";
    }

    private static string Names(IEnumerable<string> words, string separator)
    {
        List<string> all = [.. words];
        return string.Join(separator, all.Take(MostNames)) + (all.Count > MostNames ? $" and {all.Count - MostNames} more" : "");
    }

    private static string Quoted(BlockComparison block) => $"'{PlainText.Safe(block.Name)}'";

    private static string Ranks(BlockComparison block) => $"{Quoted(block)} {ComparisonText.Rank(block)}";

    private static bool Has(BlockComparison block, string code) => block.Findings.Any(f => f.IsDrift && f.Code == code);
}
