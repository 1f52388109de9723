using FluentAssertions;
using KoopmanAssert.Core.Models.Onnx;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>
/// Damage on the first day, with no accepted retrain: what moves the outputs of a network by more than a tenth is found, also of a classifier
/// whose classes hardly change, and noise that no one would notice is not.
/// </summary>
[TestFixture]
internal sealed class DamageTests
{
    private EquivalenceNetworks _networks = null!;

    [OneTimeSetUp]
    public void SetUp() => _networks = new EquivalenceNetworks();

    [OneTimeTearDown]
    public void TearDown() => _networks.Dispose();

    [TestCase("lenet5", "outputs permuted")]
    [TestCase("lenet5", "redrawn 1")]
    [TestCase("zoo/unet", "noise 1")]
    public void Damage_is_found(string network, string damage) => Check(network, damage)!.HasDrifted.Should().BeTrue();

    [Test]
    [Category("Slow")]
    public void Nine_in_ten_damages_that_move_the_outputs_by_a_tenth_are_found()
    {
        var moved = new List<(string Damage, bool Found)>();
        foreach (string network in EquivalenceNetworks.Names)
        {
            foreach (string damage in Damages(network))
            {
                if (Check(network, damage) is not { } comparison)
                {
                    continue;
                }

                double change = OutputChange(network, damage);
                TestContext.Out.WriteLine(Line(network, damage, change, comparison));
                if (change > 0.1)
                {
                    moved.Add(($"{network} {damage}", comparison.HasDrifted));
                }
            }
        }

        string missed = string.Join(", ", moved.Where(m => !m.Found).Select(m => m.Damage));
        TestContext.Out.WriteLine($"{moved.Count(m => m.Found)} of {moved.Count} found; missed: {missed}");
        moved.Average(m => m.Found ? 1.0 : 0).Should().BeGreaterThanOrEqualTo(0.9, "missed: {0}", missed);
    }

    [Test]
    [Category("Slow")]
    public void Noise_of_two_percent_everywhere_is_not_flagged()
    {
        List<string> flagged = [];
        foreach (string network in EquivalenceNetworks.Names)
        {
            BaselineComparison comparison = Check(network, "jitter")!;
            TestContext.Out.WriteLine(Line(network, "jitter", OutputChange(network, "jitter"), comparison));
            flagged.AddRange(comparison.HasDrifted ? [network] : []);
        }

        flagged.Should().BeEmpty();
    }

    // Damages of the first, the middle and the last layer, then those of the whole network.
    private static IEnumerable<string> Damages(string network)
    {
        int layers = Damaging.Layers(EquivalenceNetworks.Read(network)).Count;
        int[] places = [.. new[] { 0, layers / 2, layers - 1 }.Distinct()];
        IEnumerable<string> ofLayers = Damaging.OfLayer.SelectMany(damage => places.Select(place => $"{damage} {place}"));
        return [.. ofLayers, "inputs swapped", "outputs permuted"];
    }

    // Null for a damage that the network is too small for.
    private BaselineComparison? Check(string network, string damage)
    {
        (CreditBaseline baseline, string samples) = _networks.BaselineOf(network);
        return Damaged(network, damage) is { } model
            ? baseline.Compare(CreditAnalysis.Run(model, samples, EquivalenceNetworks.OneStep))
            : null;
    }

    private string? Damaged(string network, string damage)
    {
        ModelProto model = EquivalenceNetworks.Read(network);
        switch (damage)
        {
            case "jitter":
                Damaging.Jitter(model);
                break;
            case "inputs swapped":
                if (!Damaging.SwapInputs(model))
                {
                    return null;
                }

                break;
            case "outputs permuted":
                if (!Damaging.PermuteOutputs(model))
                {
                    return null;
                }

                break;
            default:
                int space = damage.LastIndexOf(' ');
                NodeProto layer = Damaging.Layers(model)[int.Parse(damage[space..], System.Globalization.CultureInfo.InvariantCulture)];
                Damaging.Layer(model, layer, damage[..space]);
                break;
        }

        return _networks.Folder.Write(model, $"{network}-damaged.onnx");
    }

    private static string Line(string network, string damage, double change, BaselineComparison comparison)
    {
        DriftScore? score = comparison.Score;
        string found = comparison.HasDrifted ? "found" : "held";
        return FormattableString.Invariant($"{network,-20} {damage,-18} {change,8:P1} {found}, score {score?.Value:F2} of ")
            + FormattableString.Invariant($"{score?.Threshold:F2}, {score?.Outputs?.Words} {score?.Outputs?.Figure.Value:F3} of ")
            + FormattableString.Invariant($"{score?.Outputs?.Allowed:F3}");
    }

    // ‖Y′ − Y‖ / ‖Y‖ of the outputs, from a run of both networks that knows no baseline.
    private double OutputChange(string network, string damage) => ModelEquivalence.Compare(
        EquivalenceNetworks.PathOf(network), Damaged(network, damage)!, _networks.Samples(network), EquivalenceNetworks.OneStep)
        .Blocks[^1].Accumulated.RelativeError;
}
