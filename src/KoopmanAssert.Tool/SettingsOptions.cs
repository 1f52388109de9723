using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using KoopmanAssert.Core.Baselines;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Tool;

/// <summary>The options that say how credits are computed; each is a setting of the baseline.</summary>
internal sealed class SettingsOptions
{
    private readonly Option<string?> _profile = new("--profile") {
        HelpName = "regression|paper",
        Description = "Defaults: regression for tests, paper for the paper's own choices." };
    private readonly Option<string[]> _blocks = List(
        "--blocks",
        "auto|layers|GLOB",
        "One block a layer (auto, layers), or join neighbouring blocks that match the same glob.");
    private readonly Option<string[]> _split = List(
        "--split",
        "GLOB",
        "Refine the blocks that match, and their parts as long as these match too: see blocks --tree.");
    private readonly Option<string[]> _cuts = List("--cuts", "TENSOR", "Cut at these tensors instead of the layers.");
    private readonly Option<string[]> _inputs = List("--input", "NAME", "The inputs whose values flow through the blocks (default: all).");
    private readonly Option<string[]> _outputs = List("--output", "NAME", "The outputs that count (default: all that hold real numbers).");
    private readonly Option<string?> _classes = CommonOptions.NotEmpty(new Option<string?>("--classes") {
        HelpName = "auto|none|OUTPUT",
        Description = "The output with a classifier's class scores (default: found in the graph)." });
    private readonly Option<string?> _alignment = new("--alignment") {
        HelpName = "principal|gaussian|orthonormal",
        Description = "How blocks that are not square are made so." };
    private readonly Option<string?> _observable = new("--observable") {
        HelpName = "affine|identity",
        Description = "Fit with a bias term (affine) or without." };
    private readonly Option<string?> _steps = new("--steps") { HelpName = "auto|2d|N", Description = "Steps of each trajectory." };
    private readonly Option<int?> _snapshots = new("--snapshots") { HelpName = "N", Description = "Budget of snapshots for --steps auto." };
    private readonly Option<int?> _reduce = new("--reduce") {
        HelpName = "N",
        Description = "Reduce both sides of every block to N principal components: quick, without alignment." };
    private readonly Option<string?> _volume = new("--volume") {
        HelpName = "singular|eigen",
        Description = "The product of singular values, or with the profile paper of eigenvalues." };
    private readonly Option<string[]> _kernelBlocks = List(
        "--kernel-blocks",
        "GLOB",
        "Blocks whose kernels get a credit each, held by the tolerance that is stated for the block.");
    private readonly Option<int?> _repeats = new("--repeats") { HelpName = "N", Description = "Repeats of a random alignment." };
    private readonly Option<int?> _seed = new("--seed") { HelpName = "N", Description = "Seed of random alignments." };
    private readonly Option<string?> _rankRule = new("--rank-rule") {
        HelpName = "relative|fixed:K|energy:SHARE|gavish-donoho",
        Description = "How ranks are decided." };
    private readonly Option<double?> _rankTolerance = new("--rank-tolerance") {
        HelpName = "X",
        CustomParser = Number,
        Description = "Fraction of the largest singular value at or below which one is noise." };
    private readonly Option<int?> _maxSamples = new("--max-samples") { HelpName = "N", Description = "Use the first N samples." };
    private readonly Option<string?> _pixels = CommonOptions.NotEmpty(new Option<string?>("--pixels") {
        HelpName = "raw|unit|signed|imagenet|NUMBERS",
        Description = "How the bytes of images become numbers: 0 to 255, 0 to 1 (default), -1 to 1, or means and deviations." });

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        AddPartitionTo(command);
        foreach (Option option in (Option[])[_profile, _classes, _alignment, _observable, _steps, _snapshots, _reduce, _volume, _kernelBlocks, _repeats, _seed, _rankRule, _rankTolerance, _maxSamples, _pixels])
        {
            command.Add(option);
        }
    }

    /// <summary>Adds those of them that say how the network is partitioned.</summary>
    public void AddPartitionTo(Command command)
    {
        foreach (Option option in (Option[])[_blocks, _split, _cuts, _inputs, _outputs])
        {
            command.Add(option);
        }
    }

    /// <summary>The settings of a command line.</summary>
    /// <exception cref="SettingsException">KOOP4001 when a value is out of range or no choice.</exception>
    public AnalysisSettings Read(ParseResult parsed)
    {
        AnalysisSettings defaults = Choice(parsed.GetValue(_profile), "profile", AnalysisProfile.Regression) == AnalysisProfile.Paper
            ? AnalysisSettings.Paper : AnalysisSettings.Regression;
        return ReadPartition(parsed, defaults) with
        {
            Classes = parsed.GetValue(_classes) ?? defaults.Classes,
            Alignment = parsed.GetValue(_alignment) is { } name ? SettingsText.Alignment(name) : defaults.Alignment,
            Observable = Choice(parsed.GetValue(_observable), "observable", defaults.Observable),
            Steps = parsed.GetValue(_steps) is { } steps ? StepCount.Parse(steps) : defaults.Steps,
            Snapshots = parsed.GetValue(_snapshots) ?? defaults.Snapshots,
            Reduce = parsed.GetValue(_reduce) ?? defaults.Reduce,
            Volume = Choice(parsed.GetValue(_volume), "volume", defaults.Volume),
            Kernels = parsed.GetValue(_kernelBlocks) ?? defaults.Kernels,
            Repeats = parsed.GetValue(_repeats) ?? defaults.Repeats,
            Seed = parsed.GetValue(_seed) ?? defaults.Seed,
            RankRule = parsed.GetValue(_rankRule) ?? defaults.RankRule,
            RankTolerance = parsed.GetValue(_rankTolerance) ?? defaults.RankTolerance,
            MaxSamples = parsed.GetValue(_maxSamples) ?? defaults.MaxSamples,
            Pixels = parsed.GetValue(_pixels) ?? defaults.Pixels,
        };
    }

    /// <summary>Settings with the partition of a command line.</summary>
    public AnalysisSettings ReadPartition(ParseResult parsed, AnalysisSettings defaults) => defaults with
    {
        Blocks = parsed.GetValue(_blocks) is ["auto"] or ["layers"] ? [] : parsed.GetValue(_blocks) ?? [],
        Split = parsed.GetValue(_split) ?? [],
        Cuts = parsed.GetValue(_cuts) ?? [],
        Inputs = parsed.GetValue(_inputs) ?? [],
        Outputs = parsed.GetValue(_outputs) ?? [],
    };

    // The library's own parser takes a comma for a separator of thousands: 0,5 would be 5.
    public static double? Number(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
        {
            return number;
        }

        result.AddError($"Cannot parse argument '{text}' as a number.");
        return null;
    }

    private static Option<string[]> List(string name, string helpName, string description) =>
        CommonOptions.NoOption(
            new Option<string[]>(name) { HelpName = helpName, Description = description, AllowMultipleArgumentsPerToken = true });

    /// <summary>The choice that a text names.</summary>
    /// <exception cref="SettingsException">KOOP4001 when it names none.</exception>
    public static T Choice<T>(string? text, string setting, T fallback)
        where T : struct, Enum
    {
        IEnumerable<string> names = Enum.GetValues<T>().Select(ChoiceText.Name);
        return text is null ? fallback
            : names.Contains(text) ? Enum.Parse<T>(text, ignoreCase: true)
            : throw SettingsRange.Wrong(setting, text, string.Join(" or ", names));
    }
}
