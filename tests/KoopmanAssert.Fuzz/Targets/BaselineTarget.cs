using KoopmanAssert.Core.Baselines;

namespace KoopmanAssert.Fuzz.Targets;

/// <summary>A baseline; what was read of it is written, read again, and compared with an analysis.</summary>
internal sealed class BaselineTarget : Target
{
    private const string FileName = "net.credits.json";

    public BaselineTarget(string folder)
        : base("baseline", folder)
    {
    }

    public override IEnumerable<byte[]> Good()
    {
        yield return BaselineWriter.ToBytes(MadeUpBaseline.Create(FileName));
        yield return BaselineWriter.ToBytes(MadeUpBaseline.Updated(FileName));
        yield return File.ReadAllBytes(Repository.At("tests", "KoopmanAssert.Tests", "Baselines", "Version1", "lenet5.credits.json"));
        yield return File.ReadAllBytes(Repository.LeNetBaseline);
    }

    protected override void Read(byte[] content)
    {
        CreditBaseline baseline = BaselineReader.Parse(FileName, content);
        _ = baseline.Previous?.File;
        CreditBaseline again = BaselineReader.Parse(FileName, BaselineWriter.ToBytes(baseline));
        _ = again.Compare(MadeUpBaseline.Report());
    }

    protected override bool IsPromised(Exception refusal) => IsCoded(refusal, FileName);
}
