using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Partition;

namespace KoopmanAssert;

/// <summary>The set of defaults that analysis settings start from.</summary>
public enum AnalysisProfile
{
    /// <summary>For regression tests: deterministic, exact on linear blocks, one step on 400 samples.</summary>
    Regression,

    /// <summary>The paper's choices: random alignments, 2d steps, the mean operator of 10 repeats, no bias term, 10 samples.</summary>
    Paper,
}

/// <summary>
/// Everything that a credit depends on besides the model and the samples. A baseline records it. Lists are compared by reference: two
/// settings with equal lists need not be equal.
/// </summary>
public sealed record AnalysisSettings
{
    /// <summary>
    /// The profile that the other settings started from. Setting it does not change them: start from <see cref="Paper"/> instead.
    /// </summary>
    public AnalysisProfile Profile { get; init; }

    private static readonly Setting<AnalysisProfile> ProfileRow = new(
        "profile", "--profile", Choice.Among<AnalysisProfile>(), s => s.Profile, (s, value) => s with { Profile = value },
        "The defaults of the other settings: for regression tests, or the paper's choices.")
    {
        Note = "`paper` is `gaussian`, `2d` steps, 10 repeats, `identity` and 10 samples.",
    };

    /// <summary>
    /// Globs of block names: neighbouring blocks that match the same glob become one block. Empty for one block per layer.
    /// </summary>
    public IReadOnlyList<string> Blocks { get; init; } = [];

    private static readonly Setting<IReadOnlyList<string>> BlocksRow = new(
        "blocks", "--blocks", new Names("GLOB", "auto", "layers"), s => s.Blocks, (s, value) => s with { Blocks = value },
        "One block per layer (auto, layers; the default), or join neighbours that match the same glob.")
    { Group = SettingGroup.Partition };

    /// <summary>Globs of block names: a block that matches is split into its parts, and so is each part that matches.</summary>
    public IReadOnlyList<string> Split { get; init; } = [];

    private static readonly Setting<IReadOnlyList<string>> SplitRow = new(
        "split", "--split", new Names("GLOB"), s => s.Split, (s, value) => s with { Split = value },
        "Refine the blocks that match, and their parts as long as these match too: see blocks --tree.")
    { Group = SettingGroup.Partition };

    /// <summary>The names of the tensors at which to cut the network into blocks. Empty to cut between layers.</summary>
    public IReadOnlyList<string> Cuts { get; init; } = [];

    private static readonly Setting<IReadOnlyList<string>> CutsRow = new(
        "cuts", "--cuts", new Names("TENSOR"), s => s.Cuts, (s, value) => s with { Cuts = value },
        "Cut at these tensors instead of between layers.")
    { Group = SettingGroup.Partition };

    /// <summary>The names of the model inputs to analyse. Empty for all but those that only guide the model, such as masks.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    private static readonly Setting<IReadOnlyList<string>> InputsRow = new(
        "input", "--input", new Names("NAME"), s => s.Inputs, (s, value) => s with { Inputs = value },
        "The inputs whose values flow through the blocks (default: all).")
    { Group = SettingGroup.Partition };

    /// <summary>
    /// The inputs that take a stated constant for all samples instead of values of their own: states, caches, a sampling rate. Empty for
    /// none. A baseline keeps the constants.
    /// </summary>
    public IReadOnlyList<FixedInput> Fixed { get; init; } = [];

    private static readonly Setting<IReadOnlyList<FixedInput>> FixedRow = new(
        "fixed", "--fixed", new FixedConstants(), s => s.Fixed, (s, value) => s with { Fixed = value },
        "Inputs that take one constant for all samples: zeros, a number, or the array in a .npy or .pb file of at most 1 MiB.")
    {
        Group = SettingGroup.Partition,
        IsOptional = true,
        Note = "For states, caches and sampling rates. A batch axis is repeated for each sample; another axis without a length has that "
            + "of the samples at an axis of the same name, else 0. A baseline keeps the constant, not the path.",
    };

    /// <summary>The names of the outputs at which the network ends. Empty for all that hold real numbers.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    private static readonly Setting<IReadOnlyList<string>> OutputsRow = new(
        "output", "--output", new Names("NAME"), s => s.Outputs, (s, value) => s with { Outputs = value },
        "The outputs to analyse (default: all floating-point outputs).")
    { Group = SettingGroup.Partition };

    /// <summary>The output that holds a classifier's class scores or probabilities.</summary>
    public ClassOutput Classes { get; init; } = ClassOutput.Auto;

    private static readonly Setting<ClassOutput> ClassesRow = new(
        "classes", "--classes", new Words<ClassOutput>(ClassOutput.TryParse, "auto|none|OUTPUT", ClassOutput.Choices),
        s => s.Classes, (s, value) => s with { Classes = value },
        "The output with a classifier's class scores (auto: found at the end of the graph).");

    /// <summary>How a block with more or fewer outputs than inputs is made square.</summary>
    public DimensionAlignment Alignment { get; init; } = DimensionAlignment.Principal;

    private static readonly Setting<DimensionAlignment> AlignmentRow = new(
        "alignment", "--alignment", new Choice<DimensionAlignment>(DimensionAlignment.All, alignment => alignment.Name),
        s => s.Alignment, (s, value) => s with { Alignment = value },
        "How to make a block square if its numbers of inputs and outputs differ.");

    /// <summary>Whether the linear map of a block is fitted with a bias term (affine, the default) or without.</summary>
    public Observable Observable { get; init; } = Observable.Affine;

    private static readonly Setting<Observable> ObservableRow = new(
        "observable", "--observable", Choice.Among<Observable>(), s => s.Observable, (s, value) => s with { Observable = value },
        "Fit with a bias term (affine; the bias does not affect the credit) or without one (identity).");

    /// <summary>How many times in a row a block is applied to collect snapshots from a sample.</summary>
    public StepCount Steps { get; init; } = StepCount.Auto;

    /// <summary>The steps that <see cref="StepCount.Auto"/> took for the baseline that these settings come from; null for none.</summary>
    internal RecordedSteps? RecordedSteps { get; init; }

    /// <summary>
    /// The outputs of the model that these settings' baseline was made from, one per line, which count where <see cref="Outputs"/> names
    /// none: outputs that a later model adds are not analysed. Null for none.
    /// </summary>
    internal string? AcceptedOutputs { get; init; }

    /// <summary>
    /// The blocks of these settings' baseline, whose names the globs match, as <see cref="Core.Partition.RecordedBlocks"/> has them; null
    /// where there is no glob.
    /// </summary>
    internal string? AcceptedBlocks { get; init; }

    /// <summary>Whether any setting names blocks.</summary>
    internal bool HasGlobs => Blocks.Count > 0 || Split.Count > 0 || Kernels.Count > 0;

    private static readonly Setting<StepCount> StepsRow = new(
        "steps", "--steps", new Words<StepCount>(StepCount.TryParse, "auto|2d|N", StepCount.Choices, "^(auto|2d|[1-9][0-9]*)$"),
        s => s.Steps, (s, value) => s with { Steps = value },
        "The steps of each trajectory, up to 10000.");

    /// <summary>
    /// The number of snapshots (pairs of an input and an output of a block) at which <see cref="StepCount.Auto"/> stops adding steps: 1 to
    /// 1,000,000; the default is 400.
    /// </summary>
    public int Snapshots { get; init => field = SnapshotsRow.Check(value); } = 400;

    private static readonly Setting<int> SnapshotsRow = new(
        "snapshots", "--snapshots", new WholeNumber(1, 1_000_000), s => s.Snapshots, (s, value) => s with { Snapshots = value },
        "The maximum number of snapshots when --steps is auto.");

    /// <summary>
    /// The number of principal components to which the inputs and the outputs of every block are reduced, 1 to 1,000,000: fast, in one step
    /// and without alignment (paper, III.D, Remark). Null (the default) for no reduction.
    /// </summary>
    public int? Reduce { get; init => field = ReduceRow.Check(value); }

    private static readonly Setting<int?> ReduceRow = new(
        "reduce", "--reduce", new OptionalNumber(1_000_000), s => s.Reduce, (s, value) => s with { Reduce = value },
        "Reduce both sides of every block to N principal components: quick, without alignment.");

    /// <summary>Which values are multiplied to give the volume of an operator: singular values (the default) or eigenvalues.</summary>
    public Volume Volume { get; init; }

    private static readonly Setting<Volume> VolumeRow = new(
        "volume", "--volume", Choice.Among<Volume>(), s => s.Volume, (s, value) => s with { Volume = value },
        "The product of singular values, or (only with the profile paper) of the moduli of eigenvalues, which is not a true volume.");

    /// <summary>
    /// Globs of block names: each kernel (output channel, unit or head) of these blocks gets its own credit. A baseline stores it, and the
    /// tolerance stated for the block applies to it.
    /// </summary>
    public IReadOnlyList<string> Kernels { get; init; } = [];

    private static readonly Setting<IReadOnlyList<string>> KernelsRow = new(
        "kernels", "--kernel-blocks", new Names("GLOB"), s => s.Kernels, (s, value) => s with { Kernels = value },
        "The blocks whose kernels get a credit each, held to the tolerance that is stated for the block.");

    /// <summary>How many times a random alignment is drawn: 1 to 1,000; the default is 1.</summary>
    public int Repeats { get; init => field = RepeatsRow.Check(value); } = 1;

    private static readonly Setting<int> RepeatsRow = new(
        "repeats", "--repeats", new WholeNumber(1, 1_000), s => s.Repeats, (s, value) => s with { Repeats = value },
        "How often a random alignment is drawn.");

    /// <summary>The seed of random alignments.</summary>
    public int Seed { get; init => field = SeedRow.Check(value); }

    private static readonly Setting<int> SeedRow = new(
        "seed", "--seed", new WholeNumber(-int.MaxValue, int.MaxValue), s => s.Seed, (s, value) => s with { Seed = value },
        "The seed of random alignments.");

    /// <summary>How the effective rank is decided: how many singular values of a matrix are not noise.</summary>
    public RankRule RankRule { get; init; } = RankRule.Relative;

    private static readonly Setting<RankRule> RankRuleRow = new(
        "rankRule", "--rank-rule",
        new Words<RankRule>(
            RankRule.TryParse, "relative|fixed:K|energy:SHARE|gavish-donoho", RankRule.Choices,
            "^(relative|gavish-donoho|fixed:[1-9][0-9]*|energy:.+)$"),
        s => s.RankRule, (s, value) => s with { RankRule = value },
        "How effective ranks are decided.");

    /// <summary>
    /// The fraction of the largest singular value at or below which a singular value is noise: above 0, below 1; the default is 1e-3.
    /// </summary>
    public double RankTolerance { get; init => field = RankToleranceRow.Check(value); } = 1e-3;

    private static readonly Setting<double> RankToleranceRow = new(
        "rankTolerance", "--rank-tolerance", new Fraction(), s => s.RankTolerance, (s, value) => s with { RankTolerance = value },
        "Singular values of at most this fraction of the largest one count as noise.")
    {
        Note = "Below 1e-5, blocks of one step are computed by QR instead of Gram matrices: exact, but slower. The report says so.",
    };

    /// <summary>The largest number of samples to use, from the first on: 1 to 1,000,000; the default is 400.</summary>
    public int MaxSamples { get; init => field = MaxSamplesRow.Check(value); } = 400;

    private static readonly Setting<int> MaxSamplesRow = new(
        "maxSamples", "--max-samples", new WholeNumber(1, 1_000_000), s => s.MaxSamples, (s, value) => s with { MaxSamples = value },
        "Use the first N samples.");

    /// <summary>The execution provider of ONNX Runtime; the processor by default.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProvider.Cpu;

    private static readonly Setting<ExecutionProvider> ProviderRow = new(
        "provider", "--provider", new Choice<ExecutionProvider>(ExecutionProvider.All, provider => provider.Name),
        s => s.Provider, (s, value) => s with { Provider = value },
        "What ONNX Runtime computes with (default: what the baseline says, else cpu).")
    { Group = SettingGroup.Run };

    /// <summary>How the bytes of images become numbers, if the samples are a folder of images.</summary>
    public PixelScale Pixels { get; init; } = PixelScale.Unit;

    private static readonly Setting<PixelScale> PixelsRow = new(
        "pixels", "--pixels",
        new Words<PixelScale>(
            PixelScale.TryParse, "raw|unit|signed|imagenet|NUMBERS", PixelScale.Choices, "^(raw|unit|signed|imagenet|[^,]+(,[^,]+){5})$"),
        s => s.Pixels, (s, value) => s with { Pixels = value },
        "How the bytes of images become numbers: 0 to 255, 0 to 1, -1 to 1, or by means and deviations.")
    {
        Note = "NUMBERS are six, with commas: the means of red, green and blue on the scale from 0 to 1, then their deviations. Of "
            + "images with 16 bits, 65,535 stands for 255, and `raw` leaves them as they are.",
    };

    /// <summary>
    /// The names of a classifier's classes, from class 0 on, for messages. If empty (the default), those in the model's metadata are used.
    /// A class without a name is called by its number.
    /// </summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    private static readonly Setting<IReadOnlyList<string>> ClassNamesRow = new(
        "classNames", "--class-names", new Labels(), s => s.ClassNames, (s, value) => s with { ClassNames = value },
        "The names of the classes in messages, from class 0 on: with commas, or a file with one per line (default: those that the model "
        + "states).")
    { IsOptional = true };

    /// <summary>What the first line of a table (.csv) of samples or labels is.</summary>
    public CsvHeader CsvHeader { get; init; }

    private static readonly Setting<CsvHeader> CsvHeaderRow = new(
        "csvHeader", "--csv-header", Choice.Among<CsvHeader>(), s => s.CsvHeader, (s, value) => s with { CsvHeader = value },
        "Whether the first line of a table of samples or labels holds names (auto: if a cell of it is not a number).")
    { IsOptional = true };

    /// <summary>
    /// Whether the columns of the input are divided by their standard deviations before the first block is analysed. The model gets the
    /// samples unchanged. Use it for samples whose columns differ so much in scale that a few decide every rank.
    /// </summary>
    public bool Standardise { get; init; }

    private static readonly Setting<bool> StandardiseRow = new(
        "standardise", "--standardise", new Switch(), s => s.Standardise, (s, value) => s with { Standardise = value },
        "Divide the columns of the input by their standard deviations for the analysis of the first block: true or false.")
    { IsOptional = true, Note = "The model gets the samples unchanged. The first block is embedded in one step." };

    /// <summary>
    /// The version of the rules by which a network is divided into blocks: 1 or 2, the newest and the default. A baseline keeps that of the
    /// rules that it was created with, so that its blocks stay what they are.
    /// </summary>
    public int PartitionVersion { get; init => field = PartitionVersionRow.Check(value); } = PartitionRule.InsideBranches;

    /// <summary>The version of the rules of baselines that name none.</summary>
    internal const int FirstPartition = 1;

    private static readonly Setting<int> PartitionVersionRow = new(
        "partition", "--partition", new WholeNumber(FirstPartition, PartitionRule.InsideBranches), s => s.PartitionVersion,
        (s, value) => s with { PartitionVersion = value },
        "The version of the rules by which the network is divided into blocks.")
    {
        Group = SettingGroup.Partition,
        IsOptional = true,
        Note = "A baseline keeps its own; one that names none has version 1, which does not cut inside the branches of an If.",
    };

    /// <summary>Every setting, in the order of a baseline.</summary>
    internal static IReadOnlyList<Setting> Table { get; } =
    [
        ProfileRow, BlocksRow, SplitRow, CutsRow, InputsRow, FixedRow, OutputsRow, ClassesRow, AlignmentRow, ObservableRow, StepsRow,
        SnapshotsRow, ReduceRow, VolumeRow, KernelsRow, RepeatsRow, SeedRow, RankRuleRow, RankToleranceRow, MaxSamplesRow, ProviderRow,
        PixelsRow, ClassNamesRow, CsvHeaderRow, StandardiseRow, PartitionVersionRow,
    ];

    // Static members are initialised from top to bottom: these two need the rows above, which check ranges.

    /// <summary>The defaults for regression tests.</summary>
    public static AnalysisSettings Regression { get; } = new();

    /// <summary>The choices of the paper (IV), to reproduce its results: slow, with random alignments.</summary>
    public static AnalysisSettings Paper { get; } = new()
    {
        Profile = AnalysisProfile.Paper,
        Alignment = DimensionAlignment.Gaussian,
        Steps = StepCount.TwicePerDimension,
        Repeats = 10,
        Observable = Observable.Identity,
        MaxSamples = 10,
    };

    /// <summary>The rank rule together with the rank tolerance.</summary>
    internal RankCutoff Rule => RankRule.Above(RankTolerance);

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

    /// <summary>How the network is partitioned.</summary>
    internal PartitionRule Partition => new(Blocks, Split, Cuts, Outputs)
    {
        Version = PartitionVersion,
        Recorded = AcceptedBlocks is { } blocks ? new RecordedBlocks(blocks) : null,
    };

    /// <summary>Every setting by its name in baselines, as text, to compare and to show them.</summary>
    internal IReadOnlyList<(string Name, string Value)> Listed() => [.. Table.Select(setting => (setting.Name, setting.Text(this)))];

    /// <summary>
    /// The settings that have to be the same for two analyses to be compared. Blocks are matched by what they are, so the rules of the
    /// partition may be others: where they divide this network alike, nothing differs.
    /// </summary>
    internal IReadOnlyList<(string Name, string Value)> Compared() =>
        [.. Listed().Where(setting => setting.Name != PartitionVersionRow.Name)];
}
