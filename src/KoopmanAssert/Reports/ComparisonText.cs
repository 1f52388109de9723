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
            table.Add(block.Name, Block.KindOf(inputs, outputs).ToString(), $"{inputs}", $"{outputs}", $"{block.Current?.Rank ?? block.Accepted!.Rank}",
                PlainText.Number(block.CreditAtPinnedRank ?? block.Current?.LogCredit), PlainText.Number(block.Accepted?.LogCredit),
                PlainText.Signed(block.Difference), block.Allowed is { } allowed ? $"±{PlainText.Number(allowed)}" : "–", Mark(block));
        }

        return table.ToString();
    }

    /// <summary>The findings as a compiler words them: file, place, severity, code; then the way out, or that the gate holds.</summary>
    public static string Findings(BaselineComparison comparison)
    {
        var text = new StringBuilder();
        foreach (Finding finding in comparison.Findings)
        {
            text.AppendLine(Line(comparison.Baseline.Path, finding));
        }

        string path = PlainText.Quoted(PlainText.Safe(comparison.Baseline.Path));
        List<string> waysOut = [.. comparison.Findings.Where(f => f is { Severity: FindingSeverity.Error, IsDrift: false }).Select(f => DiagnosticRule.Of(f.Code).WayOut).Distinct()];
        text.Append(comparison.HasDrifted ? $"If this was intended: koopman-assert update {path}{Environment.NewLine}" : "");
        waysOut.ForEach(wayOut => text.AppendLine(wayOut));
        text.Append(comparison.Holds ? Held(comparison) + Environment.NewLine : "");
        return text.ToString();
    }

    /// <summary>One finding on one line.</summary>
    public static string Line(string path, Finding finding)
    {
        string place = finding.Line is { } line ? $"({line},{finding.Column})" : "";
        string severity = finding.Severity == FindingSeverity.Error ? "error" : "note";
        return $"{PlainText.Safe(path)}{place}: {severity} {finding.Code}: {PlainText.Safe(finding.Message)}";
    }

    private static string Held(BaselineComparison comparison)
    {
        BlockComparison nearest = comparison.Blocks.MaxBy(b => b.Ratio ?? 0)!;
        return FormattableString.Invariant($"held: {comparison.Blocks.Count} blocks, at most {nearest.Ratio ?? 0:0%} of what is allowed ('{nearest.Name}')");
    }

    private static string Mark(BlockComparison block) =>
        block.Findings.FirstOrDefault(f => f.Severity == FindingSeverity.Error) is { } error ? error.Code : "";
}
