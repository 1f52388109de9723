using System.Text;

namespace KoopmanAssert;

/// <summary>What a failed assertion or build says of a network that moved: at most 25 lines, however many blocks there are.</summary>
internal static class DriftMessage
{
    private const int MostRows = 10;
    private const int MostNames = 6;

    /// <summary>The blocks that moved, each kind of change apart, what held, and the way out.</summary>
    public static string Of(BaselineComparison comparison)
    {
        List<BlockComparison> failed = [.. comparison.Blocks.Where(b => b.Findings.Any(f => f.IsDrift))];
        var text = new StringBuilder();
        text.AppendLine($"'{PlainText.Safe(comparison.Baseline.Path)}' does not hold for '{PlainText.Safe(comparison.Report.Model.Path)}': {failed.Count} of {comparison.Blocks.Count} blocks moved.");
        text.Append(Moved([.. failed.Where(b => Has(b, DiagnosticCodes.CreditDrift)).OrderByDescending(b => b.Ratio)]));
        text.Append(Listed([.. failed.Where(HasCollapsed)], DiagnosticCodes.RankDrift, "Effective rank fell below half", Ranks));
        text.Append(Listed([.. failed.Where(b => !HasCollapsed(b))], DiagnosticCodes.RankDrift, $"Effective rank moved by more than {comparison.Baseline.Tolerance.RankChange}", Ranks));
        text.Append(Listed(failed, DiagnosticCodes.ShapeChanged, "Other dimensions", b =>
            $"{Quoted(b)} was {b.Accepted!.Inputs} → {b.Accepted.Outputs}, is {b.Current!.Inputs} → {b.Current.Outputs}"));
        text.Append(Listed(failed, DiagnosticCodes.BlockRemoved, "No longer in the model", Quoted));
        text.Append(Listed(failed, DiagnosticCodes.BlockAdded, "Not in the baseline", b => $"{Quoted(b)} ({b.Current!.Kind}, {b.Current.Inputs} → {b.Current.Outputs})"));
        text.Append(Held([.. comparison.Blocks.Except(failed)]));
        text.AppendLine($"If this was intended: {WayOut(comparison)}");
        return text.ToString();
    }

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
            table.Add(PlainText.Safe(accepted.Name), accepted.Kind.ToString(), $"{accepted.Inputs} → {accepted.Outputs}", $"{accepted.Rank}", PlainText.Number(accepted.LogCredit),
                PlainText.Number(block.CreditAtPinnedRank), PlainText.Signed(block.Difference), $"±{PlainText.Number(block.Allowed)}", $"{PlainText.Number(block.Ratio, 1)} times");
        }

        string more = blocks.Count > MostRows ? $"  and {blocks.Count - MostRows} more, less exceeded{Environment.NewLine}" : "";
        return $"Log-credits beyond tolerance ({DiagnosticCodes.CreditDrift}), in nats at the accepted rank:{Environment.NewLine}{table}{more}";
    }

    private static string Listed(List<BlockComparison> blocks, string code, string title, Func<BlockComparison, string> word)
    {
        List<BlockComparison> found = [.. blocks.Where(b => Has(b, code))];
        return found.Count == 0 ? "" : $"{title} ({code}): {Names(found.Select(word), "; ")}{Environment.NewLine}";
    }

    private static string Held(List<BlockComparison> blocks) => blocks.Count == 0
        ? $"No block held.{Environment.NewLine}"
        : FormattableString.Invariant($"Held, at most {blocks.Max(b => b.Ratio ?? 0):0%} of what is allowed: {Names(blocks.Select(Quoted), ", ")}{Environment.NewLine}");

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
