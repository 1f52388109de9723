using System.Text;

namespace KoopmanAssert;

/// <summary>A comparison in plain text: the blocks, what was found, and the way out.</summary>
internal static class ComparisonText
{
    /// <summary>The table of the blocks.</summary>
    public static string Table(BaselineComparison comparison)
    {
        var table = new TextTable("block", "kind", ">inputs", ">outputs", ">rank", ">log-credit", ">accepted", ">change", ">allowed", "");
        foreach (BlockComparison block in comparison.Blocks)
        {
            (int inputs, int outputs) = block.Current is { } current ? (current.Inputs, current.Outputs) : (block.Accepted!.Inputs, block.Accepted.Outputs);
            table.Add(block.Name, Block.KindOf(inputs, outputs).ToString(), $"{inputs}", $"{outputs}", Rank(block),
                PlainText.Number(block.CreditAtPinnedRank ?? block.Current?.LogCredit), PlainText.Number(block.Accepted?.LogCredit),
                PlainText.Signed(block.Difference), block.Allowed is { } allowed ? $"±{PlainText.Number(allowed)}" : "–", Mark(block));
        }

        return table.ToString();
    }

    /// <summary>The findings as a compiler words them: file, place, severity, code; then the way out, or that the gate holds.</summary>
    public static string Findings(BaselineComparison comparison)
    {
        var text = new StringBuilder(Lines(comparison.Baseline.Path, comparison));
        string path = PlainText.Quoted(PlainText.Safe(comparison.Baseline.Path));
        List<string> waysOut = [.. comparison.Findings.Where(f => f is { Severity: FindingSeverity.Error, IsDrift: false }).Select(f => DiagnosticRule.Of(f.Code).WayOut).Distinct()];
        text.Append(comparison.HasDrifted ? $"If this was intended: koopman-assert update {path}{Environment.NewLine}" : "");
        waysOut.ForEach(wayOut => text.AppendLine(wayOut));
        text.Append(comparison.Holds ? Held(comparison) + Environment.NewLine : "");
        return text.ToString();
    }

    /// <summary>One line a finding about a file; a rank that merely moved stands in the table.</summary>
    public static string Lines(string path, BaselineComparison comparison) => string.Concat(comparison.Findings
        .Where(f => f is not { Code: DiagnosticCodes.RankDrift, Severity: FindingSeverity.Note })
        .Select(f => Line(path, f) + Environment.NewLine));

    private static string Line(string path, Finding finding)
    {
        string place = finding.Line is { } line ? $"({line},{finding.Column})" : "";
        string severity = finding.Severity == FindingSeverity.Error ? "error" : "note";
        return $"{PlainText.Safe(path)}{place}: {severity} {finding.Code}: {PlainText.Safe(finding.Message)}";
    }

    /// <summary>How near the blocks of a baseline that holds come to what is allowed.</summary>
    public static string Held(BaselineComparison comparison)
    {
        BlockComparison nearest = comparison.Blocks.MaxBy(b => b.Ratio ?? 0)!;
        return FormattableString.Invariant($"held: {comparison.Blocks.Count} blocks, at most {nearest.Ratio ?? 0:0%} of what is allowed ('{PlainText.Safe(nearest.Name)}')");
    }

    private static string Rank(BlockComparison block) => (block.Accepted?.Rank, block.Current?.Rank) switch
    {
        (int before, int now) when before != now => $"{before} → {now}",
        (int before, _) => $"{before}",
        (_, var now) => $"{now}",
    };

    private static string Mark(BlockComparison block) =>
        block.Findings.FirstOrDefault(f => f.Severity == FindingSeverity.Error) is { } error ? error.Code : "";
}
