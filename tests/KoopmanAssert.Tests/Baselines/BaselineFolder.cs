using System.Text;
using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Credits;

namespace KoopmanAssert;

/// <summary>A folder of its own with a baseline in it, made from a fabricated report of two blocks.</summary>
internal sealed class BaselineFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("baselines-");

    public string Path => _folder.FullName;

    /// <summary>Where the baseline lies.</summary>
    public string Baseline => At("models/net.credits.json");

    public string At(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>The baseline of a report, its model and samples lying in this folder.</summary>
    public CreditBaseline Create(CreditReport report, Tolerance? tolerance = null) => CreditBaseline.Create(
        new CreditReport(
            report.Model with { Path = At(report.Model.Path) },
            report.Samples with { Path = At(report.Samples.Path) },
            report.SampleCount,
            report.Settings,
            new NetworkCredits(report.Blocks, report.Network),
            report.Notes),
        Baseline, tolerance);

    /// <summary>Two blocks with the default of a stated tolerance.</summary>
    public CreditBaseline Usual() =>
        Create(Fabricated.Report(
            Fabricated.Block("conv1", inputs: 8, outputs: 20),
            Fabricated.Block("fc1", inputs: 20, outputs: 6, sigma: 0.5)), Tolerance.FromRules([], null));

    /// <summary>What the writer gives for the usual baseline.</summary>
    public string UsualText() => Encoding.UTF8.GetString(BaselineWriter.ToBytes(Usual()));

    public string Write(string text, string name = "models/net.credits.json") => Write(Encoding.UTF8.GetBytes(text), name);

    public string Write(byte[] content, string name = "models/net.credits.json")
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(name))!);
        File.WriteAllBytes(At(name), content);
        return At(name);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
