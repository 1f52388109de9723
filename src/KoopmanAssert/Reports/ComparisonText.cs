using System.Text;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Partition;

namespace KoopmanAssert.Core.Reports;

/// <summary>A comparison in plain text: the blocks, what was found, and the way out.</summary>
internal static class ComparisonText
{
    /// <summary>The table of the blocks: with what is stated, what the score rests on, or both.</summary>
    public static string Table(BaselineComparison comparison)
    {
        bool stated = comparison.Blocks.Any(b => b.Rule is not null), scored = comparison.Score is not null;
        var table = new TextTable(["block", "kind", ">inputs", ">outputs", ">rank", ">log-credit", ">accepted", ">change",
            .. stated ? [">allowed"] : Array.Empty<string>(), .. scored ? [">z", "by"] : Array.Empty<string>(), ""]);
        foreach (BlockComparison block in comparison.Blocks)
        {
            (int inputs, int outputs) = block.Current is { } current
                ? (current.Inputs, current.Outputs)
                : (block.Accepted!.Inputs, block.Accepted.Outputs);
            string[] allowed = stated ? [block.Allowed is { } nats ? $"±{PlainText.Number(nats)}" : "–"] : [];
            string[] score = comparison.Score is { } all ? Furthest(all, block.Name) : [];
            table.Add([block.Name, Block.KindOf(inputs, outputs).ToString(), $"{inputs}", $"{outputs}", Rank(block),
                PlainText.Number(block.CreditAtPinnedRank ?? block.Current?.LogCredit), PlainText.Number(block.Accepted?.LogCredit),
                PlainText.Signed(block.Difference), .. allowed, .. score, Mark(block, comparison)]);
        }

        return table.ToString();
    }

    /// <summary>The three figures behind a score.</summary>
    public static string Figures(DriftScore score)
    {
        var table = new TextTable("figure", ">value", ">accepted mean", ">allowed from", ">to", ">z");
        foreach (FigureComparison f in score.Furthest)
        {
            table.Add(
                f.Words,
                PlainText.Number(f.Figure.Value, 3),
                PlainText.Number(f.Mean, 3),
                PlainText.Number(f.Mean - f.Allowed, 3),
                PlainText.Number(f.Mean + f.Allowed, 3),
                PlainText.Signed(f.Z, 1));
        }

        return $"Score {PlainText.Number(score.Value)}, allowed {PlainText.Number(score.Threshold)} by {DescribeSource(score)}: the mean of the three figures that moved furthest{Environment.NewLine}{table}";
    }

    /// <summary>What a score was learnt from.</summary>
    public static string DescribeSource(DriftScore score) => score.Retrains switch
    {
        0 => "the priors, without an accepted retrain",
        1 => "the priors and 1 accepted retrain",
        var count => $"{count} accepted retrains",
    };

    /// <summary>What to do where a score rests on the priors, or nothing.</summary>
    public static string FewRetrains(BaselineComparison comparison) => comparison.Score is { Retrains: < 2 }
        ? $"note: the tolerance is learnt from accepted retrains, and there {(comparison.Score.Retrains == 0 ? "are none" : "is one")}; until there are some, it rests on what networks commonly do. "
            + $"Add five or more honest ones: koopman-assert accept {PlainText.Quoted(PlainText.Safe(comparison.Baseline.Path))} MODEL…{Environment.NewLine}"
        : "";

    /// <summary>The findings as a compiler words them: file, place, severity, code; then the way out, or that the gate holds.</summary>
    public static string Findings(BaselineComparison comparison)
    {
        var text = new StringBuilder(Lines(comparison.Baseline.Path, comparison));
        string path = PlainText.Quoted(PlainText.Safe(comparison.Baseline.Path));
        List<string> waysOut = [.. comparison.Findings.Where(f => f is { Severity: FindingSeverity.Error, IsDrift: false })
            .Select(f => DiagnosticRule.Find(f.Code).WayOut)
            .Distinct()];
        text.Append(comparison.Score is { Exceeds: true } score && comparison.HasDrifted ? Figures(score) : "");
        text.Append(comparison.HasDrifted ? $"If this was intended: koopman-assert update {path}{Environment.NewLine}" : "");
        text.Append(comparison.Score is { Exceeds: true } && comparison.HasDrifted
            ? $"If retraining does this now and then: koopman-assert accept {path}{Environment.NewLine}"
            : "");
        waysOut.ForEach(wayOut => text.AppendLine(wayOut));
        text.Append(comparison.Holds ? Held(comparison) + Environment.NewLine : "").Append(FewRetrains(comparison));
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
        string blocks = $"held: {comparison.Blocks.Count} blocks";
        string stated = comparison.Blocks.Where(b => b.Rule is not null).MaxBy(b => b.Ratio ?? 0) is { } nearest
            ? FormattableString.Invariant($", at most {nearest.Ratio ?? 0:0%} of what is allowed ('{PlainText.Safe(nearest.Name)}')") : "";
        string scored = comparison.Score is { } score
            ? $", score {PlainText.Number(score.Value)} of {PlainText.Number(score.Threshold)} allowed by {DescribeSource(score)}"
            : "";
        return blocks + stated + scored;
    }

    private static string Rank(BlockComparison block) => (block.Accepted?.Rank, block.Current?.Rank) switch
    {
        (int before, int now) when before != now => $"{before} → {now}",
        (int before, _) => $"{before}",
        (_, var now) => $"{now}",
    };

    private static string[] Furthest(DriftScore score, string block) =>
        score.Figures.Where(f => f.Block == block).MaxBy(f => Math.Abs(f.Z)) is { } furthest
            ? [PlainText.Signed(furthest.Z, 1), FigureRule.For(furthest.Figure.Kind).WordsFor(furthest.Figure.Number)] : ["–", ""];

    private static string Mark(BlockComparison block, BaselineComparison comparison) =>
        comparison.Findings.FirstOrDefault(f => f.Block == block.Name && f.Severity == FindingSeverity.Error) is { } error
            ? error.Code
            : "";
}
