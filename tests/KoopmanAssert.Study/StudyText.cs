using System.Text;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Reports;

namespace KoopmanAssert.Study;

/// <summary>The results as tables.</summary>
internal static class StudyText
{
    /// <summary>All tables: the tool, localisation, the learning curve, the peers.</summary>
    public static string Of(IReadOnlyList<ArchitectureResult> results)
    {
        var text = new StringBuilder();
        text.AppendLine("Leave-one-out: area under the ROC curve, false alarms and detection at the tool's own threshold");
        text.Append(Tool(results));
        text.AppendLine("Localisation: of the detected damages planted in one place, those whose block is named");
        text.Append(Localised(results));
        foreach (string wrong in results.SelectMany(
            r => new[] { r.Localised, r.Planted, r.OnRetrain }.SelectMany(l => l.Wrong).Select(w => $"  {r.Name}: {w}")))
        {
            text.AppendLine(wrong);
        }

        text.AppendLine("Learning curve: area, false alarms, detection for m accepted retrains (means of 20 draws)");
        text.Append(Curve(results));
        text.AppendLine("Peers by the same score, leave-one-out: area under the ROC curve");
        return text.Append(Peers(results)).ToString();
    }

    private static TextTable Tool(IReadOnlyList<ArchitectureResult> results)
    {
        var table = new TextTable("architecture", ">area", ">false alarms", ">detected", "flagged", "missed");
        foreach (ArchitectureResult r in results)
        {
            table.Add(
                r.Name,
                Number(r.Tool.Area, 4),
                Number(r.Tool.FalseAlarms),
                Number(r.Tool.Detected),
                string.Join(' ', r.Tool.Flagged),
                string.Join(' ', r.Tool.Missed));
        }

        table.Add(
            "mean",
            Number(results.Average(r => r.Tool.Area), 4),
            Number(results.Average(r => r.Tool.FalseAlarms)),
            Number(results.Average(r => r.Tool.Detected)),
            "",
            "");
        return table;
    }

    private static TextTable Localised(IReadOnlyList<ArchitectureResult> results)
    {
        var table = new TextTable("architecture", ">the panel's own", ">planted", ">planted in a retrain", "planted, not detected");
        static string Of(Localisation l) => $"{l.Right} of {l.Detected}";
        foreach (ArchitectureResult r in results)
        {
            table.Add(r.Name, Of(r.Localised), Of(r.Planted), Of(r.OnRetrain), string.Join(' ', r.Planted.Undetected));
        }

        string Mean(Func<ArchitectureResult, Localisation> of)
            => Number(results.Select(r => of(r).Share).Where(s => !double.IsNaN(s)).DefaultIfEmpty(double.NaN).Average());
        table.Add("mean", Mean(r => r.Localised), Mean(r => r.Planted), Mean(r => r.OnRetrain), "");
        return table;
    }

    private static TextTable Curve(IReadOnlyList<ArchitectureResult> results)
    {
        List<int> counts = [.. results.SelectMany(r => r.Curve.Select(p => p.Retrains)).Distinct().Order()];
        var table = new TextTable(["architecture", .. counts.Select(m => $">m = {m}")]);
        static string Point(double area, double alarms, double detected) => $"{Number(area)} {Number(alarms)} {Number(detected)}";
        foreach (ArchitectureResult r in results)
        {
            table.Add([r.Name, .. counts.Select(
                m => r.Curve.FirstOrDefault(p => p.Retrains == m) is { } p ? Point(p.Area, p.FalseAlarms, p.Detected) : "–")]);
        }

        table.Add(["mean", .. counts.Select(m => results.SelectMany(r => r.Curve.Where(p => p.Retrains == m)).ToList() is var at
            ? Point(at.Average(p => p.Area), at.Average(p => p.FalseAlarms), at.Average(p => p.Detected)) : "")]);
        return table;
    }

    private static TextTable Peers(IReadOnlyList<ArchitectureResult> results)
    {
        var table = new TextTable(["peer", .. results.Select(r => $">{r.Name}"), ">mean", ">false alarms", ">detected"]);
        foreach (string peer in results[0].Peers.Keys)
        {
            table.Add([peer, .. results.Select(r => Number(r.Peers[peer].Area)), Number(results.Average(r => r.Peers[peer].Area), 4),
                Number(results.Average(r => r.Peers[peer].FalseAlarms)), Number(results.Average(r => r.Peers[peer].Detected))]);
        }

        return table;
    }

    private static string Number(double value, int decimals = 3) => double.IsNaN(value) ? "–" : PlainText.Number(value, decimals);
}
