using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Partition;

namespace KoopmanAssert;

/// <summary>A set of defaults.</summary>
public enum AnalysisProfile
{
    /// <summary>For regression tests: deterministic, exact on linear blocks, one step on 400 samples.</summary>
    Regression,

    /// <summary>The paper's own choices: Gaussian alignments, 2d steps, the mean matrix of 10 repeats, no bias term.</summary>
    Paper,
}

/// <summary>Everything that a credit depends on besides the model and the samples. A baseline records it.</summary>
public sealed record AnalysisSettings
{
    /// <summary>The defaults for regression tests.</summary>
    public static AnalysisSettings Regression { get; } = new();

    /// <summary>The paper's choices (IV): slow and random, for reproducing it.</summary>
    public static AnalysisSettings Paper { get; } = new()
    {
        Profile = AnalysisProfile.Paper,
        Alignment = DimensionAlignment.Gaussian,
        Steps = StepCount.TwicePerDimension,
        Repeats = 10,
        Observable = Observable.Identity,
        MaxSamples = 10,
    };

    /// <summary>The profile that the other settings started from.</summary>
    public AnalysisProfile Profile { get; init; }

    /// <summary>Globs of block names: neighbours that match the same one become one block. Empty for one block a layer.</summary>
    public IReadOnlyList<string> Blocks { get; init; } = [];

    /// <summary>Globs of block names: the blocks that match are refined, and their parts as long as these match too.</summary>
    public IReadOnlyList<string> Split { get; init; } = [];

    /// <summary>Tensors to cut at, instead of the layers. Empty for the layers.</summary>
    public IReadOnlyList<string> Cuts { get; init; } = [];

    /// <summary>The inputs whose values flow through the blocks. Empty for all.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>The outputs that count. Empty for all that hold real numbers.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>
    /// The output that holds a classifier's class scores or probabilities; <c>auto</c> to find it in the graph, <c>none</c> where there are
    /// no classes.
    /// </summary>
    public string Classes { get; init
        => field = value.Length > 0 ? value : throw SettingsRange.Wrong("classes", value, "auto, none or the name of an output"); } = ClassScores.Auto;

    /// <summary>How blocks that are not square are made so.</summary>
    public DimensionAlignment Alignment { get; init; } = DimensionAlignment.Principal;

    /// <summary>How snapshots are seen.</summary>
    public Observable Observable { get; init; } = Observable.Affine;

    /// <summary>The steps of each trajectory.</summary>
    public StepCount Steps { get; init; } = StepCount.Auto;

    /// <summary>The budget of snapshots that <see cref="StepCount.Auto"/> stays within: 1 to 1,000,000.</summary>
    public int Snapshots { get; init => field = SettingsRange.Within("snapshots", value, 1, 1_000_000); } = 400;

    /// <summary>
    /// The dimension that both sides of every block are reduced to by their principal components, at least 1: quick, without alignment
    /// and in one step (paper, III.D, Remark). Null for no reduction.
    /// </summary>
    public int? Reduce { get; init => field = value is { } dimension ? SettingsRange.Within("reduce", dimension, 1, 1_000_000) : null; }

    /// <summary>What the volume of an operator is the product of.</summary>
    public Volume Volume { get; init; }

    /// <summary>Globs of the blocks whose kernels get a credit each, which a baseline keeps and a stated tolerance holds.</summary>
    public IReadOnlyList<string> Kernels { get; init; } = [];

    /// <summary>How often a random alignment is drawn: 1 to 1,000.</summary>
    public int Repeats { get; init => field = SettingsRange.Within("repeats", value, 1, 1_000); } = 1;

    /// <summary>The seed of random alignments.</summary>
    public int Seed { get; init; }

    /// <summary>How ranks are decided: <c>relative</c>, <c>fixed:K</c>, <c>energy:SHARE</c> or <c>gavish-donoho</c>.</summary>
    public string RankRule { get; init => field = RankRuleText.Check(value); } = "relative";

    /// <summary>The fraction of the largest singular value at or below which one is noise: above 0, below 1.</summary>
    public double RankTolerance { get; init => field = SettingsRange.Fraction("rankTolerance", value); } = 1e-3;

    /// <summary>The samples that are used, from the first: 1 to 1,000,000.</summary>
    public int MaxSamples { get; init => field = SettingsRange.Within("maxSamples", value, 1, 1_000_000); } = 400;

    /// <summary>
    /// How the bytes of images become numbers, where the samples are a folder of them: <c>raw</c> (0 to 255), <c>unit</c> (0 to 1),
    /// <c>signed</c>
    /// (−1 to 1), <c>imagenet</c>, or six numbers with commas: the means of red, green and blue on the unit scale, then their deviations.
    /// </summary>
    public string Pixels { get; init => field = PixelScale.Check(value); } = "unit";

    /// <summary>
    /// The execution provider of ONNX Runtime: <c>cpu</c>, or one that another package of the runtime brings, such as <c>cuda</c>.
    /// </summary>
    public string Provider { get; init => field = ExecutionProvider.Check(value); } = ExecutionProvider.Cpu;

    /// <summary>The rank rule as an object.</summary>
    internal RankCutoff Rule => RankRuleText.Parse(RankRule, RankTolerance);

    /// <summary>What decides the operator of a block besides its snapshots and steps.</summary>
    internal KoopmanMethod Method => new()
    {
        Alignment = Alignment,
        Observable = Observable,
        Rule = Rule,
        Tolerance = RankTolerance,
        Volume = Volume,
        Repeats = Repeats,
        AveragesMatrices = Profile == AnalysisProfile.Paper,
        Seed = Seed,
        Reduce = Reduce,
    };

    /// <summary>Every setting by its name in baselines, as text, to compare and to show them.</summary>
    internal IReadOnlyList<(string Name, string Value)> Listed() =>
    [
        ("profile", Profile.ToString().ToLowerInvariant()),
        ("blocks", Text(Blocks)),
        ("split", Text(Split)),
        ("cuts", Text(Cuts)),
        ("input", Text(Inputs)),
        ("output", Text(Outputs)),
        ("classes", Classes),
        ("alignment", Alignment.Name),
        ("observable", Observable.ToString().ToLowerInvariant()),
        ("steps", Steps.ToString()),
        ("snapshots", Snapshots.ToString()),
        ("reduce", Reduce?.ToString() ?? "none"),
        ("volume", Volume.ToString().ToLowerInvariant()),
        ("kernels", Text(Kernels)),
        ("repeats", Repeats.ToString()),
        ("seed", Seed.ToString()),
        ("rankRule", RankRule),
        ("rankTolerance", RankTolerance.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ("maxSamples", MaxSamples.ToString()),
        ("provider", Provider),
        ("pixels", Pixels),
    ];

    // Quoted, so that one name with a space is not two.
    private static string Text(IReadOnlyList<string> names) => string.Join(' ', names.Select(name => $"\"{name.Replace("\"", "\\\"")}\""));

    /// <summary>How the network is partitioned.</summary>
    internal PartitionRule Partition => new(Blocks, Split, Cuts, Outputs);
}
