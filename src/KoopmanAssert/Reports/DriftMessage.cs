using System.Text;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>What a failed assertion or build says of a network that moved: at most 25 lines, however many blocks there are.</summary>
internal static class DriftMessage
{
    private const int MostRows = 10;
    private const int MostNames = 6;

    /// <summary>The blocks that moved, each kind of change apart, what held, and the way out.</summary>
    public static string Render(BaselineComparison comparison)
    {
        List<BlockComparison> failed = [.. comparison.Blocks.Where(b => b.Findings.Any(f => f.IsDrift))];
        DriftScore? exceeded = comparison.Score is { Exceeds: true } score ? score : null;
        // With a score, blocks downstream of the one at fault moved as well.
        List<BlockComparison> moved = [.. failed, .. comparison.Blocks.Except(failed)
            .Where(b => exceeded is not null && Furthest(exceeded, b) > exceeded.Threshold)];
        var text = new StringBuilder();
        text.AppendLine($"'{PlainText.Safe(comparison.Baseline.Path)}' does not hold for '{PlainText.Safe(comparison.Report.Model.Path)}': {Headline(comparison, moved)}.");
        text.Append(exceeded is null ? "" : Fault(comparison, exceeded) + ComparisonText.Figures(exceeded));
        text.Append(Moved([.. failed.Where(b => b.Ratio > 1).OrderByDescending(b => b.Ratio)]));
        text.Append(Listed([.. failed.Where(HasCollapsed)], DiagnosticCodes.RankDrift, "Effective rank fell below half", Ranks));
        text.Append(Listed(
            [.. failed.Where(b => !HasCollapsed(b))],
            DiagnosticCodes.RankDrift,
            $"Effective rank moved by more than {comparison.Baseline.Tolerance.RankChange}",
            Ranks));
        text.Append(Listed(failed, DiagnosticCodes.ShapeChanged, "Other dimensions or weights", Shapes));
        text.Append(Listed(failed, DiagnosticCodes.BlockRemoved, "No longer in the model", Quoted));
        text.Append(Listed(
            failed,
            DiagnosticCodes.BlockAdded,
            "Not in the baseline",
            b => $"{Quoted(b)} ({b.Current!.Kind}, {b.Current.Inputs} → {b.Current.Outputs})"));
        text.Append(Held(comparison, [.. comparison.Blocks.Except(moved)]));
        text.AppendLine($"If this was intended: {WayOut(comparison)}");
        text.Append(exceeded is null ? "" : $"If retraining does this now and then: koopman-assert accept {PlainText.Quoted(PlainText.Safe(comparison.Baseline.Path))} MODEL{Environment.NewLine}");
        return text.Append(ComparisonText.FewRetrains(comparison)).ToString();
    }

    private static string Headline(BaselineComparison comparison, List<BlockComparison> moved) => moved.Count > 0
        ? $"{moved.Count} of {comparison.Blocks.Count} blocks moved"
        : "it behaves differently, and no block stands out";

    private static string Fault(BaselineComparison comparison, DriftScore score)
    {
        if (score.Fault is null)
        {
            return $"No block stands out; the whole network moved ({DiagnosticCodes.OutputBehaviour}).{Environment.NewLine}";
        }

        List<BlockComparison> beyond = [.. comparison.Blocks.Where(b => b.Name != score.Fault && Furthest(score, b) > score.Threshold)];
        int fault = comparison.Blocks.TakeWhile(b => b.Name != score.Fault).Count();
        string As(string place, IEnumerable<BlockComparison> blocks)
            => blocks.Any() ? $"; {place} moved as well: {Names(blocks.Select(Quoted), ", ")}" : "";
        FigureComparison own = score.Figures.Where(f => f.Block == score.Fault).MaxBy(f => Math.Abs(f.Z))!;
        string evidence = $"{FigureRule.For(own.Figure.Kind).WordsFor(own.Figure.Number)}, z = {PlainText.Number(own.Z, 1)}";
        return $"Most likely at fault ({DiagnosticCodes.CreditDrift}): {Quoted(comparison.Blocks[fault])} ({evidence})"
            + As("downstream", comparison.Blocks.Skip(fault).Where(beyond
                .Contains)) + As("upstream", comparison.Blocks.Take(fault).Where(beyond.Contains)) + $".{Environment.NewLine}";
    }

    private static double Furthest(DriftScore score, BlockComparison block) =>
        score.Figures.Where(f => f.Block == block.Name).Select(f => Math.Abs(f.Z)).DefaultIfEmpty(0).Max();

    private static string Shapes(
        BlockComparison block) => (block.Accepted!.Inputs, block.Accepted.Outputs) == (block.Current!.Inputs, block.Current.Outputs)
        ? $"{Quoted(block)} has other weights"
        : $"{Quoted(block)} was {block.Accepted.Inputs} → {block.Accepted.Outputs}, is {block.Current.Inputs} → {block.Current.Outputs}";

    private static string Moved(List<BlockComparison> blocks)
    {
        if (blocks.Count == 0)
        {
            return "";
        }

        var table = new TextTable("block", "kind", "shape", ">rank", ">accepted", ">now", ">change", ">allowed", "exceeded");
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
                PlainText.Signed(
                    block.Difference),
                $"±{PlainText.Number(block.Allowed)}",
                $"{PlainText.Number(block.Ratio, 1)} times");
        }

        string more = blocks.Count > MostRows ? $"  and {blocks.Count - MostRows} more, less exceeded{Environment.NewLine}" : "";
        return $"Log-credits beyond tolerance ({DiagnosticCodes.CreditDrift}), in nats at the accepted rank:{Environment.NewLine}{table}{more}";
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
            return $"No block held.{Environment.NewLine}";
        }

        string stated = blocks.Exists(b => b.Rule is not null)
            ? FormattableString.Invariant($", at most {blocks.Max(b => b.Ratio ?? 0):0%} of what is allowed")
            : "";
        string scored = comparison.Score is { } score ? $", |z| at most {PlainText.Number(blocks.Max(b => Furthest(score, b)), 1)}" : "";
        return $"Held{stated}{scored}: {Names(blocks.Select(Quoted), ", ")}{Environment.NewLine}";
    }

    private static string Names(IEnumerable<string> words, string separator)
    {
        List<string> all = [.. words];
        return string.Join(separator, all.Take(MostNames)) + (all.Count > MostNames ? $" and {all.Count - MostNames} more" : "");
    }

    // An update analyses the model at the baseline's path, which a test may have replaced by another one.
    private static string WayOut(BaselineComparison comparison)
    {
        string baseline = PlainText.Quoted(PlainText.Safe(comparison.Baseline.Path));
        return Path.GetFullPath(comparison.Report.Model.Path) == Path.GetFullPath(comparison.Baseline.ModelPath)
            ? $"koopman-assert update {baseline}"
            : $"put the model in the place of '{PlainText.Safe(comparison.Baseline.Model.Path)}', then koopman-assert update {baseline}";
    }

    private static string Quoted(BlockComparison block) => $"'{PlainText.Safe(block.Name)}'";

    private static string Ranks(BlockComparison block) => $"{Quoted(block)} {block.Accepted!.Rank} → {block.Current!.Rank}";

    private static bool HasCollapsed(BlockComparison block) => 2 * block.Current?.Rank < block.Accepted?.Rank;

    private static bool Has(BlockComparison block, string code) => block.Findings.Any(f => f.IsDrift && f.Code == code);
}
