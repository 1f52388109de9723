using System.Text;

namespace KoopmanAssert;

/// <summary>What a failed assertion or build says of a network that moved: at most 25 lines, however many blocks there are.</summary>
internal static class DriftMessage
{
    private const int MostRows = 12;
    private const int MostNames = 6;

    /// <summary>The blocks that moved, each kind of change apart, what held, and the way out.</summary>
    public static string Of(BaselineComparison comparison)
    {
        List<BlockComparison> failed = [.. comparison.Blocks.Where(b => b.Findings.Any(f => f.IsDrift))];
        var text = new StringBuilder();
        text.AppendLine($"'{PlainText.Safe(comparison.Baseline.Path)}' does not hold: {failed.Count} of {comparison.Blocks.Count} blocks moved.");
        text.Append(Moved([.. failed.Where(b => Has(b, DiagnosticCodes.CreditDrift)).OrderByDescending(b => b.Ratio)]));
        text.Append(Listed(failed, DiagnosticCodes.RankDrift, "Effective rank collapsed or moved too far", b => $"'{b.Name}' {b.Accepted!.Rank} → {b.Current!.Rank}"));
        text.Append(Listed(failed, DiagnosticCodes.ShapeChanged, "Other dimensions", b =>
            $"'{b.Name}' was {b.Accepted!.Inputs} → {b.Accepted.Outputs}, is {b.Current!.Inputs} → {b.Current.Outputs}"));
        text.Append(Listed(failed, DiagnosticCodes.BlockRemoved, "No longer in the model", b => $"'{b.Name}'"));
        text.Append(Listed(failed, DiagnosticCodes.BlockAdded, "Not in the baseline", b => $"'{b.Name}' ({b.Current!.Kind}, {b.Current.Inputs} → {b.Current.Outputs})"));
        text.Append(Held([.. comparison.Blocks.Except(failed)]));
        text.AppendLine($"If this was intended: koopman-assert update {PlainText.Quoted(PlainText.Safe(comparison.Baseline.Path))}");
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
            table.Add(accepted.Name, accepted.Kind.ToString(), $"{accepted.Inputs} → {accepted.Outputs}", $"{accepted.Rank}", PlainText.Number(accepted.LogCredit),
                PlainText.Number(block.CreditAtPinnedRank), PlainText.Signed(block.Difference), $"±{PlainText.Number(block.Allowed)}", $"{PlainText.Number(block.Ratio, 1)} times");
        }

        string more = blocks.Count > MostRows ? $"  and {blocks.Count - MostRows} more, less exceeded{Environment.NewLine}" : "";
        return $"Log-credits beyond tolerance ({DiagnosticCodes.CreditDrift}), in nats at the accepted rank:{Environment.NewLine}{table}{more}";
    }

    private static string Listed(List<BlockComparison> blocks, string code, string title, Func<BlockComparison, string> word)
    {
        List<BlockComparison> found = [.. blocks.Where(b => Has(b, code))];
        return found.Count == 0 ? "" : $"{title} ({code}): {Names(found.Select(word))}{Environment.NewLine}";
    }

    private static string Held(List<BlockComparison> blocks) => blocks.Count == 0
        ? $"No block held.{Environment.NewLine}"
        : FormattableString.Invariant($"Held, at most {blocks.Max(b => b.Ratio ?? 0):0%} of what is allowed: {Names(blocks.Select(b => $"'{b.Name}'"))}{Environment.NewLine}");

    private static string Names(IEnumerable<string> words)
    {
        List<string> all = [.. words.Select(PlainText.Safe)];
        return string.Join(", ", all.Take(MostNames)) + (all.Count > MostNames ? $" and {all.Count - MostNames} more" : "");
    }

    private static bool Has(BlockComparison block, string code) => block.Findings.Any(f => f.IsDrift && f.Code == code);
}
