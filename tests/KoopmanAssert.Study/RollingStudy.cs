using KoopmanAssert.Core.Drift;

namespace KoopmanAssert.Study;

/// <summary>What a gate is worth that was updated for years, beside one that accepted retrains by hand.</summary>
/// <param name="Updates">How many updates were made.</param>
/// <param name="Refused">The honest retrains that did not hold, and so were not updated to.</param>
/// <param name="Rolled">The regressions that the updated gate finds.</param>
/// <param name="ByHand">Those that a gate finds with nine retrains accepted by hand.</param>
/// <param name="RolledAlarms">The honest retrains unknown to both that the updated gate flags.</param>
/// <param name="ByHandAlarms">Those that the other flags.</param>
/// <param name="IsUndone">Whether the last update could be undone byte for byte.</param>
internal sealed record RollingResult(
    int Updates, int Refused, Rate Rolled, Rate ByHand, Rate RolledAlarms, Rate ByHandAlarms, bool IsUndone);

/// <summary>Updates a baseline to one honest retrain after the other, as a team does that ships each.</summary>
internal sealed class RollingStudy(Panel panel, AnalysisCache analyses, AnalysisSettings settings)
{
    private const int Updates = 10;
    private const int ByHand = 9;

    /// <summary>Runs the study.</summary>
    public RollingResult Run()
    {
        List<CreditReport> good = Analyse(ModelLabel.Good, measureNoise: true), bad = Analyse(ModelLabel.Bad, measureNoise: false);
        CreditReport first = analyses.Run(panel.Accepted.Path, panel.Samples, settings, measureNoise: true);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("rolling-");
        try
        {
            string path = Path.Combine(folder.FullName, "rolling.credits.json");
            CreditBaseline.Create(first, path).Save();
            (List<CreditReport> taken, int refused, bool isUndone) = Roll(path, good);
            var rolled = CreditBaseline.Load(path);
            CreditBaseline byHand = CreditBaseline.Create(first, path).Accept([.. taken.Take(ByHand)], "an honest retrain of the panel");
            List<CreditReport> others = [.. good.Except(taken)];
            return new RollingResult(
                taken.Count, refused, Flagged(rolled, bad), Flagged(byHand, bad), Flagged(rolled, others), Flagged(byHand, others),
                isUndone);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (List<CreditReport> Taken, int Refused, bool IsUndone) Roll(string path, List<CreditReport> good)
    {
        var taken = new List<CreditReport>();
        int refused = 0;
        bool isUndone = false;
        foreach (CreditReport report in good.TakeWhile(_ => taken.Count < Updates))
        {
            var old = CreditBaseline.Load(path);
            if (old.Compare(report).HasDrifted)
            {
                refused++;
                continue;
            }

            byte[] before = BytesWithoutPrevious(old);
            BaselineUpdate.Create(old, report, RetrainHandling.Auto).Baseline.Save();
            isUndone = CreditBaseline.Load(path).Previous!.File.AsSpan().SequenceEqual(before);
            taken.Add(report);
        }

        return (taken, refused, isUndone);
    }

    // The file that an undone update restores: the one before, without the generation that it kept aside itself.
    private static byte[] BytesWithoutPrevious(CreditBaseline baseline) => baseline.Previous is null
        ? File.ReadAllBytes(baseline.Path)
        : Core.Baselines.BaselineWriter.ToBytes(baseline.With(baseline.Accepted, previous: null));

    private static Rate Flagged(CreditBaseline baseline, List<CreditReport> models) =>
        new(models.Count(m => baseline.Compare(m).HasDrifted), models.Count);

    private List<CreditReport> Analyse(ModelLabel label, bool measureNoise) => [.. panel.Models.Where(m => m.Label == label).Select(m =>
    {
        Progress.Say($"{panel.Name}: {m.Name}");
        return analyses.Run(m.Path, panel.Samples, settings, measureNoise);
    })];
}
