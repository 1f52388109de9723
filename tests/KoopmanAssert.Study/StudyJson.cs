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
        new
        {
            architectures = results.Select(Architecture),
            mean = new
            {
                auc = results.Average(r => r.Tool.Area),
                falseAlarms = results.Average(r => r.Tool.FalseAlarms),
                detected = results.Average(r => r.Tool.Detected),
                localised = results.Select(r => All(r).Share).Where(s => !double.IsNaN(s)).DefaultIfEmpty(double.NaN).Average(),
                peers = results[0].Peers.Keys.ToDictionary(p => p, p => results.Average(r => r.Peers[p].Area)),
            },
        },
        Options);

    private static object Architecture(ArchitectureResult r) => new
    {
        name = r.Name,
        auc = r.Tool.Area,
        falseAlarms = r.Tool.FalseAlarms,
        detected = r.Tool.Detected,
        localised = All(r).Share,
        planted = new
        {
            detected = r.Planted.Detected,
            localised = r.Planted.Right,
            undetected = r.Planted.Undetected,
            wrong = All(r)
            .Wrong
        },
        plantedInRetrain = new { detected = r.OnRetrain.Detected, localised = r.OnRetrain.Right, undetected = r.OnRetrain.Undetected },
        peers = r.Peers.ToDictionary(p => p.Key, p => p.Value.Area),
        learning = r.Curve.Select(p => new { m = p.Retrains, auc = p.Area, falseAlarms = p.FalseAlarms, detected = p.Detected }),
        flagged = r.Tool.Flagged,
        missed = r.Tool.Missed,
    };

    // The panel's own damages and those planted in the accepted model.
    private static Localisation All(ArchitectureResult r)
    {
        var all = new Localisation();
        all.Add(r.Localised);
        all.Add(r.Planted);
        return all;
    }
}
