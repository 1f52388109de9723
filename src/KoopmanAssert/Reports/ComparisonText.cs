using System.Text;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Partition;

namespace KoopmanAssert.Core.Reports;

/// <summary>A comparison in plain text: the blocks, what was found, and what to do.</summary>
internal static class ComparisonText
{
    /// <summary>The table of the blocks and, with a score, of the whole network, with columns for stated tolerances, for the score, or for both.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="width">The width of the terminal that the table has to fit; null for any.</param>
    public static string Table(BaselineComparison comparison, int? width = null)
    {
        bool stated = comparison.Blocks.Any(b => b.Rule is not null), scored = comparison.Score is not null;
        var table = new TextTable(["block", "kind", ">inputs", ">outputs", ">rank", ">log-credit", ">accepted", ">change",
            .. stated ? [">allowed"] : Array.Empty<string>(), .. scored ? [">z", "figure"] : Array.Empty<string>(), ""]);
        foreach (BlockComparison block in comparison.Blocks)
        {
            (int inputs, int outputs) = block.Shape;
            string[] allowed = stated ? [Allowed(block)] : [];
            string[] score = comparison.Score is { } all ? Furthest(all, block.Name) : [];
            table.Add([block.Name, Block.KindOf(inputs, outputs).ToString(), $"{inputs}", $"{outputs}", Rank(block),
                PlainText.Number(block.CurrentLogCredit), PlainText.Number(block.Accepted?.LogCredit),
                PlainText.Signed(block.Difference), .. allowed, .. score, Mark(block.Name, comparison)]);
        }

        if (comparison.Score is { } whole)
        {
            table.Add(["whole network", .. Enumerable.Repeat("", stated ? 8 : 7), .. Furthest(whole, null), Mark(null, comparison)]);
        }

        return table.ToString(width);
    }

    /// <summary>The effective rank of a block in a table: before → now, or one number if it did not change.</summary>
    public static string Rank(BlockComparison block) => (block.Accepted?.Rank, block.Current?.Rank) switch
    {
        (int before, int now) when before != now => $"{before} → {now}",
        (int before, _) => $"{before}",
        (_, var now) => $"{now}",
    };

    /// <summary>How far the log-credit of a block may move, in a table.</summary>
    public static string Allowed(BlockComparison block) => block.Allowed is { } nats ? $"±{PlainText.Number(nats)}" : "–";

    /// <summary>The code of the error about a block, or the whole network for null; else whether a figure lies beyond its range.</summary>
    public static string Mark(string? block, BaselineComparison comparison) =>
        comparison.Findings.FirstOrDefault(f => f.Block == block && f.Severity == FindingSeverity.Error)?.Code
        ?? (comparison.Score?.FurthestOf(block) is { IsBeyond: true } ? "beyond its range" : "");

    /// <summary>A score, the three figures behind it, and their limits.</summary>
    public static string Figures(DriftScore score, int? width = null)
    {
        var table = new TextTable("figure", ">value", ">accepted mean", ">allowed from", ">to", ">z", "");
        foreach (FigureComparison f in score.Deciding)
        {
            table.Add(
                f.Words,
                PlainText.Number(f.Figure.Value, 3),
                PlainText.Number(f.Mean, 3),
                PlainText.Number(f.Lowest, 3),
                PlainText.Number(f.Highest, 3),
                PlainText.Signed(f.Z, 1),
                f.IsBeyond ? "beyond" : "within");
        }

        string limit = Limit(score);
        string own = score.Outputs is { IsBeyond: true } ? "; the outputs have a limit of their own" : "";
        return $"{limit[..1].ToUpperInvariant()}{limit[1..]}: the mean |z| of the three figures that changed most; "
            + $"z counts standard deviations of legitimate retrains{own}{Environment.NewLine}{table.ToString(width)}";
    }

    /// <summary>A score with its limit, such as <c>score 4.43, limit 2.73 (learnt from 5 accepted retrains)</c>.</summary>
    public static string Limit(DriftScore score) =>
        $"score {PlainText.Number(score.Value)}, limit {PlainText.Number(score.Threshold)} ({DescribeSource(score)})";

    /// <summary>Where the limit of a score comes from.</summary>
    public static string DescribeSource(DriftScore score) => score.Retrains switch
    {
        0 => "built-in estimates; no accepted retrains yet",
        1 => "built-in estimates and 1 accepted retrain",
        var count => $"learnt from {count} accepted retrains",
    };

    /// <summary>What to do if the limits rest on the built-in priors, or nothing.</summary>
    public static string FewRetrains(BaselineComparison comparison)
    {
        if (comparison.Score is not { Retrains: < 2 and var count })
        {
            return "";
        }

        string retrains = count == 0 ? "there are no accepted retrains yet" : "there is only one accepted retrain so far";
        string path = PlainText.Quoted(PlainText.Safe(comparison.Baseline.Path));
        return $"note: the limits are built-in estimates, because {retrains}. "
            + $"Accept five or more: koopman-assert accept {path} MODEL…{Environment.NewLine}";
    }

    /// <summary>That the model is an accepted retrain, whose score is near zero by construction; nothing if it is not.</summary>
    public static string AcceptedBefore(BaselineComparison comparison) =>
        comparison.Score is not null && comparison.Baseline.Accepted.Any(a => a.Sha256 == comparison.Report.Model.Sha256)
            ? "note: this model is one of the accepted retrains, from which the limits were learnt; that it passes says nothing about a "
                + $"new one.{Environment.NewLine}"
            : "";

    /// <summary>What a baseline lacks that version 0.1.0 wrote, and how to add it; nothing if it lacks nothing.</summary>
    public static string FirstVersion(CreditBaseline baseline)
    {
        string path = PlainText.Quoted(PlainText.Safe(baseline.Path));
        int retrains = baseline.Accepted.Count(a => a.Evidence is null);
        string[] commands =
        [
            .. baseline.Network.Evidence is null ? [$"koopman-assert update {path}"] : Array.Empty<string>(),
            .. retrains == 0 ? Array.Empty<string>()
                : [$"koopman-assert accept {path} MODEL… (the models of its {retrains} older retrains)"],
        ];
        return commands.Length == 0 ? ""
            : "note: this baseline was written by version 0.1.0. It holds as before; where a model comes from, and causes that need its "
                + $"weights, are not judged. To add what is missing: {string.Join(", then ", commands)}{Environment.NewLine}";
    }

    /// <summary>The findings in the form of a compiler: file, place, severity, code; then what to do, or that the gate holds.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="width">The width of the terminal that tables have to fit; null for any.</param>
    public static string Findings(BaselineComparison comparison, int? width = null)
    {
        var text = new StringBuilder(Lines(comparison.Baseline.Path, comparison, isTerminal: width is not null));
        List<string> waysOut = [.. comparison.Findings.Where(f => f is { Severity: FindingSeverity.Error, IsDrift: false })
            .Select(f => DiagnosticRule.Find(f.Code).WayOutFor(comparison.Baseline.Path))
            .Distinct()];
        bool exceeds = comparison.Verdict is not null;
        text.Append(exceeds ? Figures(comparison.Score!, width) : "");
        text.Append(Advice.Render(comparison, isScored: exceeds));
        waysOut.ForEach(wayOut => text.AppendLine(wayOut));
        if (comparison.Holds)
        {
            text.AppendLine(Held(comparison)).Append(AcceptedBefore(comparison));
        }

        text.Append(FewRetrains(comparison)).Append(comparison.Holds ? FirstVersion(comparison.Baseline) : "");
        return text.ToString();
    }

    /// <summary>One line per finding about a file. A rank that moved within its tolerance is only shown in the table.</summary>
    /// <param name="path">The file.</param>
    /// <param name="comparison">The comparison.</param>
    /// <param name="isTerminal">Whether a person reads them, who gets few notes: the table marks the blocks of the others.</param>
    public static string Lines(string path, BaselineComparison comparison, bool isTerminal = false)
    {
        const int MostNotes = 10;
        List<Finding> shown = [.. comparison.Findings
            .Where(f => f is not { Code: DiagnosticCodes.RankDrift, Severity: FindingSeverity.Note })];
        List<Finding> hidden = isTerminal ? [.. shown.Where(f => f.Severity == FindingSeverity.Note).Skip(MostNotes)] : [];
        string more = hidden.Count == 0 ? "" : $"and {hidden.Count} more notes, which a pipe or a report lists{Environment.NewLine}";
        return string.Concat(shown.Where(f => !hidden.Contains(f)).Select(f => Line(path, f) + Environment.NewLine)) + more;
    }

    /// <summary>How close a baseline that holds comes to its limits.</summary>
    public static string Held(BaselineComparison comparison)
    {
        string blocks = $"passed: {comparison.Blocks.Count} blocks within limits";
        string stated = comparison.Blocks.Where(b => b.Rule is not null).MaxBy(b => b.Ratio ?? 0) is { } nearest
            ? FormattableString.Invariant($", at most {nearest.Ratio ?? 0:0%} of the limit ('{PlainText.Safe(nearest.Name)}')")
            : "";
        return blocks + stated + (comparison.Score is { } score ? $", {Limit(score)}" : "");
    }

    private static string Line(string path, Finding finding)
    {
        string place = finding.Line is { } line ? $"({line},{finding.Column})" : "";
        string severity = finding.Severity == FindingSeverity.Error ? "error" : "note";
        return $"{PlainText.Safe(path)}{place}: {severity} {finding.Code}: {PlainText.Safe(finding.Message)}";
    }

    private static string[] Furthest(DriftScore score, string? block) => score.FurthestOf(block) is { } furthest
        ? [PlainText.Signed(furthest.Z, 1), furthest.FigureWords]
        : ["–", ""];
}
