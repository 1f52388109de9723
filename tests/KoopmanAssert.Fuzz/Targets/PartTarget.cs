using System.Security.Cryptography;
using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Tool.Messages;
using KoopmanAssert.Tool.Shards;

namespace KoopmanAssert.Fuzz.Targets;

/// <summary>A part of a check without its seal, which is a hash that a stranger computes; each outcome of it is judged.</summary>
internal sealed class PartTarget : Target
{
    private readonly string _path;
    private readonly string _baseline;
    private readonly Lazy<string> _hash;

    public PartTarget(string folder)
        : base("part", folder)
    {
        _path = At("1.part");
        _baseline = At("net.credits.json");
        _hash = new Lazy<string>(WriteBaseline);
    }

    public override IEnumerable<byte[]> Good()
    {
        var failure = new FailureMessage(FailureCause.Samples, "KOOP2007", "f", "p.", "w.", 3, 4);
        OutcomeMessage[] outcomes =
        [
            new("a", "h", AnalysisMessage.Create(MadeUpBaseline.Report()), null),
            new("a", "h", MadeUpAnalysis.Create(), null),
            new("a", null, null, failure),
        ];
        return outcomes.Select(outcome => Sealed.Frame(MessageSerializer.Write(new PartMessage(1, 1, ["a"], [outcome]))));
    }

    protected override void Read(byte[] content)
    {
        File.WriteAllBytes(_path, Sealed.File(PartMessage.Label, content));
        var part = new PartFile(_path);
        foreach (OutcomeMessage outcome in part.Read().Outcomes)
        {
            Judge(outcome with { Path = _baseline, BaselineSha256 = _hash.Value }, part);
        }
    }

    protected override bool IsPromised(Exception refusal) => IsCoded(refusal, _path);

    private string WriteBaseline()
    {
        byte[] baseline = BaselineWriter.ToBytes(MadeUpBaseline.Create(_baseline));
        File.WriteAllBytes(_baseline, baseline);
        return Convert.ToHexStringLower(SHA256.HashData(baseline));
    }

    // The failure of a part is what the part says, and an analysis may fit the baseline or not.
    private static void Judge(OutcomeMessage outcome, PartFile part)
    {
        try
        {
            _ = CheckOutcome.Compare(outcome, part);
        }
        catch (KoopmanAssertException failure) when (outcome.Failure is not null || failure.Code != DiagnosticCodes.Unforeseen)
        {
            // A verdict.
        }
    }
}
