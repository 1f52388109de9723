using FluentAssertions;
using KoopmanAssert.Core.Drift;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Globs in settings and tolerances match the names of the baseline until an update takes over those of a renamed model.</summary>
[TestFixture]
internal sealed class RenamedGlobTests
{
    private const int Rows = 60;

    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("kernels")]
    [TestCase("blocks")]
    [TestCase("split")]
    public void A_glob_of_the_old_names_holds_the_renamed_model(string setting)
    {
        AnalysisSettings settings = setting switch
        {
            "kernels" => new() { Kernels = ["body*"] },
            "blocks" => new() { Blocks = ["body*"] },
            _ => new() { Split = ["body1"] },
        };
        var tolerance = Tolerance.FromRules([StatedTolerance.Parse("stem=0.5"), StatedTolerance.Parse("body*=0.3")], null);
        var baseline = CreditBaseline.Create(Run("stem", "body1", "body2", settings), _folder.At("model.credits.json"), tolerance);
        string[] accepted = [.. baseline.Blocks.Select(b => b.Name)];

        CreditReport renamed = Run("first", "second", "third", baseline.Settings);
        BaselineComparison comparison = baseline.Compare(renamed);
        comparison.Holds.Should().BeTrue();
        comparison.Blocks.Select(b => b.Name).Should().Equal(accepted);
        comparison.Blocks.Select(b => b.Difference).Should().OnlyContain(d => d == 0);
        comparison.Blocks.Select(b => b.Current!.Kernels.Count).Should().Equal(baseline.Blocks.Select(b => b.Kernels.Count));
    }

    [Test]
    public void An_update_takes_the_new_names_over_in_globs_too()
    {
        AnalysisSettings settings = new() { Kernels = ["body1"] };
        var tolerance = Tolerance.FromRules([StatedTolerance.Parse("stem=0.5"), StatedTolerance.Parse("body*=0.3")], null);
        CreditBaseline.Create(Run("stem", "body1", "body2", settings), _folder.At("model.credits.json"), tolerance).Save();
        var baseline = CreditBaseline.Load(_folder.At("model.credits.json"));

        CreditReport renamed = Run("first", "second", "third", baseline.Settings);
        CreditBaseline updated = BaselineUpdate.Create(baseline, renamed, RetrainHandling.Auto).Baseline;
        updated.Blocks.Select(b => b.Name).Should().Equal("first", "second", "third");
        updated.Blocks.Select(b => b.Kernels.Count).Should().Equal(0, 8, 0);
        updated.Settings.Kernels.Should().Equal("second");
        updated.Tolerance.Stated.Select(r => $"{r.Blocks} {r.Nats}").Should().Equal("first 0.5", "second 0.3", "third 0.3", "* 0.15");
        updated.Compare(Run("first", "second", "third", updated.Settings)).Holds.Should().BeTrue();
    }

    private CreditReport Run(string first, string second, string third, AnalysisSettings settings)
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 6])
            .Dense("x", "a", 6, 8, $"/{first}/Gemm").Node("Relu", "a", "b", $"/{first}/Relu")
            .Dense("b", "c", 8, 8, $"/{second}/Gemm").Node("Relu", "c", "d", $"/{second}/Relu")
            .Dense("d", "e", 8, 8, $"/{third}/Gemm").Node("Tanh", "e", "y", $"/{third}/Tanh").Output("y");
        return CreditAnalysis.Run(
            _folder.Write(network.Model), _folder.Samples(Rows, 6), settings, new AnalysisOptions { MeasureNoise = true });
    }
}
