using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Tool.Cache;
using KoopmanAssert.Tool.Messages;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert.Fuzz.Targets;

/// <summary>An entry of the cache without its seal, which is a hash that a stranger computes. One that is wrong counts as none.</summary>
internal sealed class CacheTarget : Target
{
    private const string Key = "key";
    private readonly string _path;
    private readonly Lazy<CreditBaseline> _baseline;

    public CacheTarget(string folder)
        : base("cache", folder)
    {
        _path = At(Key + CacheFiles.Analysis);
        _baseline = new Lazy<CreditBaseline>(() => MadeUpBaseline.Create(At("net.credits.json")));
    }

    public override IEnumerable<byte[]> Good()
    {
        var wide = new SnapshotSums(InnerProducts.Create(new DenseMatrix(2, 2, [2, 1, 1, 2]), 5), null, new DenseMatrix(1, 1, [1]), 0.5);
        var narrow = new SnapshotSums(
            InnerProducts.Create(new DenseMatrix(1, 3, [1, 2, 3]), 1), InnerProducts.Create(new DenseMatrix(1, 3, [1, 2, 4]), 1), null, 1);
        return
        [
            Sealed.Frame(MessageSerializer.Write(AnalysisMessage.Create(MadeUpBaseline.Report()))),
            Sealed.Frame(MessageSerializer.Write(MadeUpAnalysis.Create())),
            Cut(new CutStatistics(wide, null)),
            Cut(new CutStatistics(narrow, new ClassDecisions([1, 0, 1], [0.5, 0.5], 0.1))),
        ];
    }

    protected override void Read(byte[] content)
    {
        File.WriteAllBytes(_path, Sealed.File(Key, content));
        var files = new CacheFiles(Path.GetDirectoryName(_path)!);
        _ = files.Find<CutMessage>(Key, CacheFiles.Analysis)?.ToStatistics();
        CreditReport? report = files.Find<AnalysisMessage>(Key, CacheFiles.Analysis)?.ToReport(_baseline.Value.Settings);
        _ = report is null ? null : Hold(report);
    }

    protected override bool IsPromised(Exception refusal) => false;

    private static byte[] Cut(CutStatistics statistics) => Sealed.Frame(MessageSerializer.Write(CutMessage.Create(statistics)));

    // Such an analysis may fit the baseline or not.
    private BaselineComparison? Hold(CreditReport report)
    {
        try
        {
            return _baseline.Value.Hold(report);
        }
        catch (KoopmanAssertException verdict) when (verdict.Code != DiagnosticCodes.Unforeseen)
        {
            return null;
        }
    }
}
