namespace KoopmanAssert;

/// <content>The accepted retrains that a learnt tolerance rests on.</content>
public sealed partial class CreditBaseline
{
    /// <summary>The baseline with one more accepted retrain, or this one where the model is among the accepted already.</summary>
    /// <param name="retrain">The analysis of a retrain of the same network, with the baseline's samples and settings.</param>
    /// <exception cref="BaselineException">KOOP1011: it has other blocks, weights or classes, or the tolerance is not learnt; KOOP1008, KOOP1009: other samples or settings.</exception>
    /// <exception cref="SamplesException">KOOP2010: the credit of a block is unreliable.</exception>
    public CreditBaseline Accept(CreditReport retrain)
    {
        ArgumentNullException.ThrowIfNull(retrain);
        if (Tolerance.Learnt is null)
        {
            throw new BaselineException(DiagnosticCodes.NotARetrain, Path, "has a stated tolerance, which learns nothing from retrains.",
                "Add \"learnt\": { \"falseAlarms\": 0.05, \"retraining\": \"fresh\" } to its tolerance, or make it anew with koopman-assert init.");
        }

        if (Knows(retrain.Model.Sha256))
        {
            return this;
        }

        BaselineComparison comparison = Compare(retrain);
        if (comparison.Findings.FirstOrDefault(f => f.Severity == FindingSeverity.Error && f.Code is not (DiagnosticCodes.CreditDrift or DiagnosticCodes.OutputBehaviour)) is { } misfit)
        {
            throw new BaselineException(DiagnosticCodes.NotARetrain, retrain.Model.Path, $"cannot be accepted by '{Path}': {misfit.Message}.",
                DiagnosticRule.Of(DiagnosticCodes.NotARetrain).WayOutFor(Path));
        }

        return With([.. Accepted, LearntComparer.Retrain(this, retrain)]);
    }

    /// <summary>Whether a model is the accepted one, or an accepted retrain.</summary>
    /// <param name="sha256">The SHA-256 of the model.</param>
    public bool Knows(string sha256) => Model.Sha256 == sha256 || Accepted.Any(a => a.Sha256 == sha256);

    /// <summary>The baseline without the accepted retrain whose hash begins so.</summary>
    /// <param name="sha256">The first digits of its SHA-256, as many as tell it from the others.</param>
    /// <exception cref="SettingsException">KOOP4001: no accepted retrain begins so, or several do.</exception>
    public CreditBaseline Without(string sha256)
    {
        ArgumentException.ThrowIfNullOrEmpty(sha256);
        List<AcceptedRetrain> found = [.. Accepted.Where(a => a.Sha256.StartsWith(sha256, StringComparison.OrdinalIgnoreCase))];
        return found.Count == 1 ? With([.. Accepted.Where(a => a != found[0])]) : throw new SettingsException(DiagnosticCodes.Usage, Path,
            $"has {(found.Count == 0 ? "no accepted retrain" : $"{found.Count} accepted retrains")} whose hash begins with '{sha256}'.",
            $"See koopman-assert accept {PlainText.Quoted(Path)} --list");
    }

    /// <summary>This baseline with the accepted retrains of another one of the same model: kept where all that they are pinned by is the same.</summary>
    internal CreditBaseline WithAcceptedOf(CreditBaseline other)
    {
        bool samePins = Blocks.Select(b => (b.Name, b.Half, b.WeightShapes.Count)).SequenceEqual(other.Blocks.Select(b => (b.Name, b.Half, b.WeightShapes.Count)))
            && Network.Counted == other.Network.Counted && Network.Predictions.SequenceEqual(other.Network.Predictions)
            && Samples.Sha256 == other.Samples.Sha256 && SampleCount == other.SampleCount;
        return samePins ? With(other.Accepted) : this;
    }

    private CreditBaseline With(IReadOnlyList<AcceptedRetrain> accepted) =>
        new(Path, Model, Samples, SampleCount, Settings, Tolerance, Blocks, Network, accepted);
}
