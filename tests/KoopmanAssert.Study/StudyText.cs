using System.Text;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Reports;

namespace KoopmanAssert.Study;

/// <summary>The results as tables.</summary>
internal static class StudyText
{
    /// <summary>All tables: the tool, the learning curve and the peers if they were measured, then the diagnoses.</summary>
    public static string Of(IReadOnlyList<ArchitectureResult> results)
    {
        var text = new StringBuilder();
        List<(string Name, ScoreResult Scores)> scored = [.. results.Where(r => r.Scores is not null).Select(r => (r.Name, r.Scores!))];
        if (scored.Count > 0)
        {
            text.AppendLine("Leave-one-out: area under the ROC curve, false alarms and detection at the tool's own threshold");
            text.Append(Tool(scored));
            text.AppendLine("Learning curve: area, false alarms, detection for m accepted retrains (means of 20 draws)");
            text.Append(Curve(scored));
            text.AppendLine("Without accepted retrains: the honest retrains that are flagged, and the share that the outputs flag");
            text.Append(FirstDay(scored));
            text.AppendLine("Peers by the same score, leave-one-out: area under the ROC curve");
            text.Append(Peers(scored));
        }

        text.AppendLine("Diagnosis of what is detected: the faults in one block that are named, the named blocks that are right,");
        text.AppendLine("the faults in no one block that accuse one, the stated causes that are right");
        text.Append(Diagnoses(results));
        foreach (string wrong in results.SelectMany(
            r => new[] { r.Own, r.Planted, r.OnRetrain }.SelectMany(d => d.Wrong).Select(w => $"  {r.Name}: {w}")))
        {
            text.AppendLine(wrong);
        }

        return text.ToString();
    }

    /// <summary>The gates that were updated, beside those that accepted by hand.</summary>
    public static string OfRolling(IEnumerable<(string Name, RollingResult Result)> results)
    {
        var table = new TextTable("architecture", ">updates", ">refused", ">found", ">by hand", ">false alarms", ">by hand", "undone");
        foreach ((string name, RollingResult r) in results)
        {
            table.Add(
                name, $"{r.Updates}", $"{r.Refused}", $"{r.Rolled}", $"{r.ByHand}", $"{r.RolledAlarms}", $"{r.ByHandAlarms}",
                r.IsUndone ? "byte for byte" : "no");
        }

        return $"Ten updates to honest retrains that hold, beside nine retrains accepted by hand{Environment.NewLine}{table}";
    }

    private static TextTable Tool(List<(string Name, ScoreResult Scores)> results)
    {
        var table = new TextTable(
            "architecture", ">area", ">false alarms", ">by the outputs", ">detected", ">at 5 %", ">by the outputs alone", "flagged",
            "missed");
        foreach ((string name, ScoreResult r) in results)
        {
            table.Add(
                name,
                Number(r.Tool.Area, 4),
                Number(r.Tool.FalseAlarms),
                $"{r.Tool.AlarmsByOutputs}",
                Number(r.Tool.Detected),
                Number(r.Tool.DetectedAtFivePercent),
                $"{r.Tool.FoundByOutputsAlone}",
                string.Join(' ', r.Tool.Flagged),
                string.Join(' ', r.Tool.Missed));
        }

        table.Add(
            "mean",
            Number(results.Average(r => r.Scores.Tool.Area), 4),
            Number(results.Average(r => r.Scores.Tool.FalseAlarms)),
            "",
            Number(results.Average(r => r.Scores.Tool.Detected)),
            Number(results.Average(r => r.Scores.Tool.DetectedAtFivePercent)),
            "",
            "",
            "");
        return table;
    }

    private static TextTable Diagnoses(IReadOnlyList<ArchitectureResult> results)
    {
        var table = new TextTable(
            "architecture", "faults", ">placed, named", ">named, right", ">spread, accused", ">causes, right", "not detected");
        (string, Func<ArchitectureResult, Diagnosed>)[] kinds =
            [("the panel's own", r => r.Own), ("planted", r => r.Planted), ("planted in a retrain", r => r.OnRetrain)];
        foreach ((string kind, Func<ArchitectureResult, Diagnosed> of) in kinds)
        {
            foreach (ArchitectureResult r in results)
            {
                Diagnosed d = of(r);
                table.Add(r.Name, kind, $"{d.Placed}", $"{d.Named}", $"{d.Accused}", $"{d.Causes}", string.Join(' ', d.Undetected));
            }

            string Sum(Func<Diagnosed, Rate> rate) => results.Select(r => rate(of(r))).Aggregate((a, b) => a + b) is var sum
                ? $"{sum} ({Number(sum.Share, 2)})" : "";
            table.Add("all", kind, Sum(d => d.Placed), Sum(d => d.Named), Sum(d => d.Accused), Sum(d => d.Causes), "");
        }

        return table;
    }

    private static TextTable Curve(List<(string Name, ScoreResult Scores)> results)
    {
        List<int> counts = [.. results.SelectMany(r => r.Scores.Curve.Select(p => p.Retrains)).Distinct().Order()];
        var table = new TextTable(["architecture", .. counts.Select(m => $">m = {m}")]);
        static string Point(double area, double alarms, double detected) => $"{Number(area)} {Number(alarms)} {Number(detected)}";
        foreach ((string name, ScoreResult r) in results)
        {
            table.Add([name, .. counts.Select(
                m => r.Curve.FirstOrDefault(p => p.Retrains == m) is { } p ? Point(p.Area, p.FalseAlarms, p.Detected) : "–")]);
        }

        table.Add(["mean", .. counts.Select(m => results.SelectMany(r => r.Scores.Curve.Where(p => p.Retrains == m)).ToList() is var at
            ? Point(at.Average(p => p.Area), at.Average(p => p.FalseAlarms), at.Average(p => p.Detected)) : "")]);
        return table;
    }

    private static TextTable FirstDay(List<(string Name, ScoreResult Scores)> results)
    {
        var table = new TextTable("architecture", ">false alarms", ">by the outputs", "flagged");
        foreach ((string name, ScoreResult r) in results)
        {
            CurvePoint first = r.Curve[0];
            table.Add(name, Number(first.FalseAlarms), Number(first.AlarmsByOutputs), string.Join(' ', first.Flagged));
        }

        return table;
    }

    private static TextTable Peers(List<(string Name, ScoreResult Scores)> results)
    {
        var table = new TextTable(["peer", .. results.Select(r => $">{r.Name}"), ">mean", ">false alarms", ">detected"]);
        foreach (string peer in results[0].Scores.Peers.Keys)
        {
            List<Performance> of = [.. results.Select(r => r.Scores.Peers[peer])];
            table.Add([peer, .. of.Select(p => Number(p.Area)), Number(of.Average(p => p.Area), 4),
                Number(of.Average(p => p.FalseAlarms)), Number(of.Average(p => p.Detected))]);
        }

        return table;
    }

    private static string Number(double value, int decimals = 3) => double.IsNaN(value) ? "–" : PlainText.Number(value, decimals);
}
