using FluentAssertions;
using KoopmanAssert.Core.Drift;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>
/// A processor with narrower vectors sums in another order: no figure moves by more than its noise floor says, and a baseline made
/// elsewhere holds.
/// </summary>
[TestFixture]
internal sealed class ProcessorTests
{
    private static readonly Dictionary<string, string> Without512Bits = new()
    {
        ["DOTNET_EnableAVX512"] = "0",
        ["DOTNET_EnableAVX512F"] = "0"
    };

    private static IEnumerable<TestCaseData> Networks()
    {
        byte[] images = File.ReadAllBytes(RealFiles.Mnist), rows = Npy.Of(
            "<f4",
            "(400, 28, 28)",
            Npy.Values(RealFiles.Mnist, 400 * 28 * 28));
        yield return new TestCaseData(RealFiles.Fc, File.ReadAllBytes(RealFiles.Mnist9X9)).SetArgDisplayNames("fc");
        yield return new TestCaseData(RealFiles.Lenet5, images).SetArgDisplayNames("lenet5").SetCategory("Slow");
        yield return new TestCaseData(RealFiles.MiniResnet, images).SetArgDisplayNames("miniresnet").SetCategory("Slow");
        yield return new TestCaseData(RealFiles.RowLstm, rows).SetArgDisplayNames("rowlstm").SetCategory("Slow");
    }

    [TestCaseSource(nameof(Networks))]
    public void Narrower_vectors_move_no_figure_by_more_than_six_noise_floors(string model, byte[] samples)
    {
        using var folder = new WorkFolder();
        folder.Copy(model, "model.onnx");
        folder.Write("samples.npy", samples);
        Figure[] wide = Figures("wide", []);
        Figure[] narrow = Figures("narrow", Without512Bits);
        double[] moved = [.. narrow.Zip(wide, (now, kept) => Math.Abs(now.Value - kept.Value))];
        double[] ratios = [.. moved.Zip(
            wide,
            (difference, kept) => difference <= LearntFindings.Rounding ? 0 : difference / kept.NoiseFloor!.Value)];
        TestContext.Out.WriteLine(FormattableString.Invariant($"at most {ratios.Max():0.00} noise floors; {moved.Max():E1} in all"));
        ratios.Should().OnlyContain(ratio => ratio < 6);
        ToolProcess.RunManaged(folder.Root, Without512Bits, "check", "wide.credits.json").Succeeds().Output.Should()
            .NotContain(DiagnosticCodes.EnvironmentChanged);

        Figure[] Figures(string name, Dictionary<string, string> processor)
        {
            ToolProcess.RunManaged(folder.Root, processor, "init", "model.onnx", "--samples", "samples.npy", "-o", $"{name}.credits.json")
                .Succeeds();
            var baseline = CreditBaseline.Load(folder.PathOf($"{name}.credits.json"));
            return [.. baseline.Blocks.SelectMany(b => b.Figures), .. baseline.Network.Figures];
        }
    }
}
