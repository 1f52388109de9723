namespace KoopmanAssert.Study;

/// <summary>What the study found for one architecture.</summary>
internal sealed record ArchitectureResult(
    string Name, Performance Tool, IReadOnlyList<CurvePoint> Curve, Localisation Localised, Localisation Planted, Localisation OnRetrain,
    IReadOnlyDictionary<string, Performance> Peers);

/// <summary>Studies one architecture: analyses its models once, then judges them by the tool's score and by the peers'.</summary>
internal sealed class ArchitectureStudy(Panel panel, AnalysisCache analyses, long[]? labels, int count, bool planted)
{
    private const string AllPeers = "all peers pooled";
    private static readonly int[] CurveAt = [0, 2, 3, 5, 9];

    private readonly AnalysisSettings _settings = AnalysisSettings.Regression with { MaxSamples = count };

    /// <summary>Runs the study.</summary>
    public ArchitectureResult Run()
    {
        CreditReport accepted = analyses.Run(panel.Accepted.Path, panel.Samples, _settings, measureNoise: true);
        var reports = panel.Models.ToDictionary(m => m.Name, m => Analyse(m.Name, m.Path));
        var evaluation = new Evaluation(panel.Models);
        var tool = new ToolScore(accepted, reports);
        Localisation own = OwnDamages(tool, evaluation, accepted);
        Localisation onAccepted = planted ? PlantedDamages(tool, panel.Accepted, evaluation.Good) : new();
        PanelModel retrain = Typical(tool, evaluation);
        Localisation onRetrain = planted ? PlantedDamages(tool, retrain, [.. evaluation.Good.Where(g => g != retrain.Name)]) : new();
        return new ArchitectureResult(
            panel.Name,
            evaluation.LeaveOneOut(tool.Judge),
            [.. CurveAt.Where(m => m < evaluation.Good.Count).Select(m => evaluation.Learning(tool.Judge, m))],
            own,
            onAccepted,
            onRetrain,
            labels is null ? [] : Peers(evaluation, labels));
    }

    // Of the honest retrains the one with the median score: every weight differs from the accepted model's, and none by much.
    private PanelModel Typical(ToolScore tool, Evaluation evaluation)
    {
        List<string> ordered = [.. evaluation.Good.OrderBy(g => tool.Judge([.. evaluation.Good.Where(other => other != g)], g).Value)];
        return panel.Models.Single(m => m.Name == ordered[ordered.Count / 2]);
    }

    private CreditReport Analyse(string name, string path)
    {
        Progress.Say($"{panel.Name}: {name}");
        return analyses.Run(path, panel.Samples, _settings);
    }

    private Localisation OwnDamages(ToolScore tool, Evaluation evaluation, CreditReport accepted)
    {
        var localisation = new Localisation();
        foreach (PanelModel model in panel.Models.Where(m => m.Label == ModelLabel.Bad))
        {
            if (Planting.OfName(model.Name, accepted.Blocks) is { } planting)
            {
                localisation.Add(model.Name, planting, tool.Judge(evaluation.Good, model.Name));
            }
        }

        return localisation;
    }

    private Localisation PlantedDamages(ToolScore tool, PanelModel victim, IReadOnlyList<string> references)
    {
        var localisation = new Localisation();
        string file = Path.GetTempFileName();
        try
        {
            foreach (PlantedDamage damage in Planted.Of(victim.Path))
            {
                File.WriteAllBytes(file, damage.Model);
                localisation.Add(
                    damage.Name,
                    Planting.In(damage.Block),
                    tool.Judge(references, Analyse($"{victim.Name} with {damage.Name}", file)));
            }
        }
        finally
        {
            File.Delete(file);
        }

        return localisation;
    }

    private Dictionary<string, Performance> Peers(Evaluation evaluation, long[] truth)
    {
        Progress.Say($"{panel.Name}: peers");
        var measurement = new PeerMeasurement(panel.Accepted.Path, panel.Samples, count, truth);
        var figures = panel.Models.ToDictionary(m => m.Name, m => measurement.Of(m.Path));
        IEnumerable<string> peers = figures[panel.Accepted.Name].Select(f => f.Peer);
        Performance Judged(Func<string, bool> counts) => evaluation.LeaveOneOut(new PeerScore(panel.Accepted.Name, figures, counts).Judge);
        var performances = peers.ToDictionary(peer => peer, peer => Judged(p => p == peer));
        performances[AllPeers] = Judged(_ => true);
        return performances;
    }
}
