using KoopmanAssert.Core.Drift;

namespace KoopmanAssert.Study;

/// <summary>Judges by the figures of some peers with the tool's own statistics: prior, moderated t, mean of the three largest.</summary>
internal sealed class PeerScore(string accepted, IReadOnlyDictionary<string, IReadOnlyList<PeerFigures>> figures, Func<string, bool> counts)
{
    private const double FalseAlarms = 0.05;

    /// <summary>Judges by the models' names.</summary>
    public Judgement Judge(IReadOnlyList<string> retrains, string candidate)
    {
        List<PeerFigures[]> rows = [.. retrains.Prepend(accepted).Select(Counted)];
        double[] priors = [.. rows[0].SelectMany(f => f.Values.Select(_ => f.Prior))];
        double[][] references = [.. rows.Select((row, i) => i == 0 ? Flat(Accepted(rows)) : Flat(row))];
        var score = new RetrainScore(references, priors, FalseAlarms);
        double value = RetrainScore.Combine(Flat(Counted(candidate)).Select((v, i) => score.Z(i, v)));
        return new Judgement(value, value > score.Threshold);
    }

    private PeerFigures[] Counted(string model) => [.. figures[model].Where(f => counts(f.Peer))];

    // A distance from the accepted model is nothing for that model itself: it is given the retrains' mean.
    private static PeerFigures[] Accepted(List<PeerFigures[]> rows) => [.. rows[0].Select((f, i) => !f.IsDistance ? f
        : f with { Values = [.. f.Values.Select((own, v) => rows.Skip(1).Select(r => r[i].Values[v]).DefaultIfEmpty(own).Average())] })];

    private static double[] Flat(IEnumerable<PeerFigures> peers) => [.. peers.SelectMany(f => f.Values)];
}
