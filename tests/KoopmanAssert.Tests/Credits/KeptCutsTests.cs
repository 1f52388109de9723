using FluentAssertions;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Models;
using Microsoft.ML.OnnxRuntime.Tensors;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>What is kept of cuts is found again where it is the same, and only there; and it is kept only where that saves time.</summary>
public class KeptCutsTests
{
    private static readonly AnalysisSettings Regression = AnalysisSettings.Regression;
    private ModelFolder _folder = null!;
    private LoadedNetwork _network = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new ModelFolder();
        _network = Load(weight: 1, samples: 1);
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Settings_that_come_after_the_sums_leave_the_key_alone() =>
        Key(Regression with
        {
            RankTolerance = 0.1,
            RankRule = RankRule.Fixed(3),
            Seed = 7,
            Repeats = 3,
            Profile = AnalysisProfile.Paper,
            Reduce = 4,
            Classes = ClassOutput.None,
            Blocks = ["*"],
        }).Should().NotBeNull().And.Be(Key(Regression));

    [Test]
    public void What_shapes_the_activations_or_the_sums_does_not()
    {
        string?[] keys =
        [
            Key(Regression), Key(Regression with { Pixels = PixelScale.Raw }), Key(Regression with { Provider = ExecutionProvider.Cuda }),
            Key(Regression with { Inputs = ["x"] }), Key(Regression, batchRows: 8),
            Key(Regression with { Fixed = [FixedInput.Parse("x=1")] }), Key(Regression with { Fixed = [FixedInput.Parse("x=2")] }),
            Key(Regression, parts: "triangle"), Key(Regression, cut: 1), Key(Regression, perturbation: 1), Key(Regression, perturbation: 2),
            Key(Regression, network: Load(weight: 2, samples: 1)), Key(Regression, network: Load(weight: 1, samples: 2)),
            Key(Regression, network: Load(weight: 1, samples: 1, count: 39)),
            Key(Regression, network: Load(weight: 1, samples: 1, most: 39)),
        ];
        keys.Should().NotContainNulls().And.OnlyHaveUniqueItems();
    }

    [Test]
    public void The_same_tensors_at_another_place_are_others_only_where_they_are_perturbed()
    {
        Cut wide = Of("a", 1 << 20), other = Of("b", 1 << 20);
        Kept([wide, other]).Key(0, null, "").Should().Be(Kept([other, wide]).Key(1, null, ""));
        Kept([wide, other]).Key(0, 1, "").Should().NotBe(Kept([other, wide]).Key(1, 1, ""));
    }

    [Test]
    public void On_a_provider_that_may_join_operators_all_cuts_count()
    {
        AnalysisSettings cuda = Regression with { Provider = ExecutionProvider.Cuda };
        Cut wide = Of("a", 1 << 20);
        Kept([wide, Of("b", 1 << 20)], cuda).Key(0, null, "").Should().NotBe(Kept([wide, Of("c", 1 << 20)], cuda).Key(0, null, ""));
        Kept([wide, Of("b", 1 << 20)]).Key(0, null, "").Should().Be(Kept([wide, Of("c", 1 << 20)]).Key(0, null, ""));
    }

    [Test]
    public void Names_do_not_run_into_each_other() =>
        Kept([new Cut([Tensor("a", 1 << 19), Tensor("b", 1 << 19)])]).Key(0, null, "").Should()
            .NotBe(Kept([new Cut([Tensor("a\n1:b", 1 << 20)])]).Key(0, null, ""));

    [TestCase(1 << 17, 4, true, true)]
    [TestCase(1 << 16, 4, false, false, TestName = "Few activations are read again")]
    [TestCase(1 << 19, 1, true, true)]
    public void Kept_is_what_took_long(int dimension, int cuts, bool plain, bool perturbed)
        => IsKept(40, dimension, cuts).Should().Be((plain, perturbed));

    // 2²⁴ activations are enough, and 64 of them for each number: 1,199 samples have 1,199 · 600 inner products.
    [TestCase(64, 1 << 18, true)]
    [TestCase(64, (1 << 18) - 1, false)]
    [TestCase(1199, 64 * 600, true)]
    [TestCase(1199, (64 * 600) - 1, false)]
    public void The_bounds_themselves_are_kept(int samples, int dimension, bool kept) =>
        IsKept(samples, dimension, 1).Plain.Should().Be(kept);

    // Two wide cuts of 1,024 samples hold 524,800 numbers each, and others as many as their dimensions have for all samples: 2²³ numbers.
    [TestCase(7167, true)]
    [TestCase(7168, false)]
    public void Half_of_the_most_bytes_are_numbers_of_narrow_cuts(int narrow, bool kept)
    {
        int[] dimensions = [1 << 18, 1 << 18, .. Enumerable.Repeat(512, 13), narrow - (13 * 512)];
        string? key = Kept([.. dimensions.Select((dimension, c) => Of($"{c}", dimension))], network: Load(1, 1, 1024)).Key(0, null, "");
        (key is not null).Should().Be(kept);
    }

    // 64 MiB divided by nine analyses are 7.46 MB: 1,360 samples take 7.40, 1,448 take 8.39.
    [TestCase(1360, true)]
    [TestCase(1448, false)]
    public void The_perturbed_ones_and_those_as_they_are_share_the_most_bytes(int samples, bool perturbed) =>
        IsKept(samples, 60_000, 1).Should().Be((true, perturbed));

    [TestCase(1200, 80000, 1, true, true)] // 5.8 MB
    [TestCase(1200, 80000, 2, true, false)] // 104 MB with the perturbed ones
    [TestCase(1200, 80000, 12, false, false)] // 69 MB
    [TestCase(1200, 30000, 1, false, false)] // one number in 50
    public void And_little_beside_it(int samples, int dimension, int cuts, bool plain, bool perturbed)
        => IsKept(samples, dimension, cuts).Should().Be((plain, perturbed));

    private (bool Plain, bool Perturbed) IsKept(int samples, int dimension, int cuts)
    {
        CutCachePolicy kept = Kept([.. Enumerable.Range(0, cuts).Select(c => Of($"{c}", dimension))], network: Load(1, 1, samples));
        return (kept.Key(0, null, "") is not null, kept.Key(0, 1, "") is not null);
    }

    private string? Key(
        AnalysisSettings settings,
        int batchRows = 16,
        string parts = "",
        int cut = 0,
        int? perturbation = null,
        LoadedNetwork? network = null) =>
        Kept([Of("a", 1 << 20), Of("b", 1 << 20)], settings, batchRows, network).Key(cut, perturbation, parts);

    private CutCachePolicy Kept(
        IReadOnlyList<Cut> cuts,
        AnalysisSettings? settings = null,
        int batchRows = 16,
        LoadedNetwork? network = null) =>
        new(
            (network ?? _network).Graph,
            (network ?? _network).Inputs,
            cuts,
            batchRows,
            settings ?? Regression,
            new CutMemory(1 << 24));

    private static Cut Of(string name, int dimension) => new([Tensor(name, dimension)]);

    private static CutTensor Tensor(string name, int dimension) => new(name, TensorElementType.Float, [dimension]);

    private LoadedNetwork Load(int weight, int samples, int count = 40, int? most = null)
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 1]);
        for (int i = 1; i < weight; i++)
        {
            network.Weight($"w{i}", 1); // another hash
        }

        string file = _folder.Write(Tests.SampleFiles.Npy(
            "<f4",
            $"({count}, 1)",
            Tests.SampleFiles.Bytes([.. Enumerable.Range(0, count).Select(i => (float)(i * samples))])), "samples.npy");
        return LoadedNetwork.Load(_folder.Write(network.Dense("x", "y", 1, 2).Output("y").Model), file, most ?? count);
    }
}
