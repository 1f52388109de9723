namespace KoopmanAssert.Study;

/// <summary>What the study found for one architecture.</summary>
/// <param name="Name">The architecture.</param>
/// <param name="Scores">How well the scores tell the models apart; null if only diagnoses were asked for.</param>
/// <param name="Own">The diagnoses of the panel's own regressions.</param>
/// <param name="Planted">The diagnoses of damage planted in the accepted model.</param>
/// <param name="OnRetrain">The diagnoses of damage planted in a retrain.</param>
internal sealed record ArchitectureResult(string Name, ScoreResult? Scores, Diagnosed Own, Diagnosed Planted, Diagnosed OnRetrain);

/// <summary>How well the tool and its peers tell the models of one architecture apart.</summary>
internal sealed record ScoreResult(
    Performance Tool, IReadOnlyList<CurvePoint> Curve, IReadOnlyDictionary<string, Performance> Peers);

/// <summary>Studies one architecture: analyses its models once, then judges them by the tool's score and by the peers'.</summary>
internal sealed class ArchitectureStudy(Panel panel, AnalysisCache analyses, long[]? labels, AnalysisSettings settings, bool planted)
{
    private const string AllPeers = "all peers pooled";
    private static readonly int[] CurveAt = [0, 2, 3, 5, 9];

    /// <summary>Runs the study.</summary>
    /// <param name="scores">Whether to judge the scores too, and not diagnose alone.</param>
    public ArchitectureResult Run(bool scores)
    {
        CreditReport accepted = analyses.Run(panel.Accepted.Path, panel.Samples, settings, measureNoise: true);
        var reports = panel.Models.ToDictionary(m => m.Name, m => Analyse(m.Name, m.Path));
        var evaluation = new Evaluation(panel.Models);
        var tool = new ToolScore(accepted, reports);
        PanelModel retrain = Typical(tool, evaluation);
        return new ArchitectureResult(
            panel.Name,
            scores ? Scores(tool, evaluation) : null,
            OwnFaults(tool, evaluation, accepted),
            planted ? PlantedDamages(tool, panel.Accepted, accepted, evaluation.Good) : new(),
            planted ? PlantedDamages(tool, retrain, accepted, [.. evaluation.Good.Where(g => g != retrain.Name)]) : new());
    }

    private ScoreResult Scores(ToolScore tool, Evaluation evaluation) => new(
        evaluation.LeaveOneOut(tool.Judge),
        [.. CurveAt.Where(m => m < evaluation.Good.Count).Select(m => evaluation.Learning(tool.Judge, m))],
        labels is null ? new Dictionary<string, Performance>() : Peers(evaluation, labels));

    // Of the honest retrains the one with the median score: every weight differs from the accepted model's, and none by much.
    private PanelModel Typical(ToolScore tool, Evaluation evaluation)
    {
        List<string> ordered = [.. evaluation.Good.OrderBy(g => tool.Judge([.. evaluation.Good.Where(other => other != g)], g).Value)];
        return panel.Models.Single(m => m.Name == ordered[ordered.Count / 2]);
    }

    private CreditReport Analyse(string name, string path)
    {
        Progress.Say($"{panel.Name}: {name}");
        return analyses.Run(path, panel.Samples, settings);
    }

    private Diagnosed OwnFaults(ToolScore tool, Evaluation evaluation, CreditReport accepted)
    {
        var diagnosed = new Diagnosed();
        foreach (PanelModel model in panel.Models.Where(m => m.Label == ModelLabel.Bad))
        {
            diagnosed.Add(model.Name, KnownFault.OfName(model.Name, accepted.Blocks), tool.Judge(evaluation.Good, model.Name).Verdict);
        }

        return diagnosed;
    }

    private Diagnosed PlantedDamages(ToolScore tool, PanelModel victim, CreditReport accepted, IReadOnlyList<string> references)
    {
        var diagnosed = new Diagnosed();
        List<string> weighted = [.. accepted.Blocks.Where(b => b.WeightShapes.Count > 0).Select(b => b.Name)];
        string file = Path.GetTempFileName();
        try
        {
            foreach (PlantedDamage damage in Planted.Of(victim.Path))
            {
                File.WriteAllBytes(file, damage.Model);
                string name = $"{victim.Name} with {damage.Name}";
                var fault = KnownFault.In(damage.Name.Split('-')[^1], damage.Block, (weighted[0], weighted[^1]));
                diagnosed.Add(name, fault, tool.Judge(references, Analyse(name, file)).Verdict);
            }
        }
        finally
        {
            File.Delete(file);
        }

        return diagnosed;
    }

    private Dictionary<string, Performance> Peers(Evaluation evaluation, long[] truth)
    {
        Progress.Say($"{panel.Name}: peers");
        var measurement = new PeerMeasurement(panel.Accepted.Path, panel.Samples, settings.MaxSamples, truth);
        var figures = panel.Models.ToDictionary(m => m.Name, m => measurement.Of(m.Path));
        IEnumerable<string> peers = figures[panel.Accepted.Name].Select(f => f.Peer);
        Performance Judged(Func<string, bool> counts) => evaluation.LeaveOneOut(new PeerScore(panel.Accepted.Name, figures, counts).Judge);
        var performances = peers.ToDictionary(peer => peer, peer => Judged(p => p == peer));
        performances[AllPeers] = Judged(_ => true);
        return performances;
    }
}
