using System.Text.Json;

namespace KoopmanAssert.Study;

/// <summary>The results as JSON.</summary>
internal static class StudyJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals
    };

    /// <summary>The file's content.</summary>
    public static string Of(IReadOnlyList<ArchitectureResult> results) => JsonSerializer.Serialize(
        new { architectures = results.Select(Architecture), mean = Mean([.. results.Select(r => r.Scores).OfType<ScoreResult>()]) },
        Options);

    private static object? Mean(List<ScoreResult> scores) => scores.Count == 0 ? null : new
    {
        auc = scores.Average(s => s.Tool.Area),
        falseAlarms = scores.Average(s => s.Tool.FalseAlarms),
        detected = scores.Average(s => s.Tool.Detected),
        peers = scores[0].Peers.Keys.ToDictionary(p => p, p => scores.Average(s => s.Peers[p].Area)),
    };

    private static object Architecture(ArchitectureResult r) => new
    {
        name = r.Name,
        auc = r.Scores?.Tool.Area,
        falseAlarms = r.Scores?.Tool.FalseAlarms,
        detected = r.Scores?.Tool.Detected,
        falseAlarmsByOutputs = r.Scores?.Tool.AlarmsByOutputs.Share,
        own = Diagnosis(r.Own),
        planted = Diagnosis(r.Planted),
        plantedInRetrain = Diagnosis(r.OnRetrain),
        peers = r.Scores?.Peers.ToDictionary(p => p.Key, p => p.Value.Area),
        learning = r.Scores?.Curve.Select(p => new
        {
            m = p.Retrains,
            auc = p.Area,
            falseAlarms = p.FalseAlarms,
            detected = p.Detected,
            falseAlarmsByOutputs = p.AlarmsByOutputs,
        }),
        flagged = r.Scores?.Tool.Flagged,
        missed = r.Scores?.Tool.Missed,
    };

    private static object Diagnosis(Diagnosed d) => new
    {
        placedNamed = d.Placed.Share,
        namedRight = d.Named.Share,
        spreadAccused = d.Accused.Share,
        causesRight = d.Causes.Share,
        undetected = d.Undetected,
        wrong = d.Wrong,
    };
}
