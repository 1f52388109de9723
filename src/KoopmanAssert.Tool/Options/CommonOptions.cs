using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Models;

namespace KoopmanAssert.Tool.Options;

/// <summary>Arguments, options and validators that several commands share.</summary>
internal static class CommonOptions
{
    /// <summary>The option for changes of effective ranks.</summary>
    public const string RankChangeName = "--rank-change";

    private const string ToleranceName = "--tolerance";

    /// <summary>The argument for a model.</summary>
    public static Argument<string> Model() => NoOption(new Argument<string>("MODEL") { Description = "The ONNX model." });

    /// <summary>The argument for baselines.</summary>
    public static Argument<string[]> Paths() => NoOption(new Argument<string[]>("PATH")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "Baselines, or folders to search for *.credits.json (default: the current folder).",
    });

    /// <summary>The option for the samples.</summary>
    public static Option<string?> Samples(bool required) => NotEmpty(new Option<string?>("--samples")
    {
        HelpName = "FILE",
        Required = required,
        Description = $"Samples: a {SampleFormat.Extensions} file, one sample per row of the first axis, or a folder of images.",
    });

    /// <summary>The option for the labels of the samples.</summary>
    public static Option<string?> Labels() => NotEmpty(new Option<string?>("--labels")
    {
        HelpName = "FILE|COLUMN",
        Description = $"The labels of the samples, whose figures are judged too: a {SampleFormat.Extensions} file with one row per sample, "
            + "or a column of the samples' .csv table. Class numbers from 0, or what the outputs should be.",
    });

    /// <summary>The option to write JSON.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Write JSON." };

    /// <summary>The option to write diagnostics only.</summary>
    public static Option<bool> Diagnostics() =>
        new("--diagnostics") { Description = "Write one line of JSON per diagnostic, and nothing else, to the standard output." };

    /// <summary>The option to write on build servers.</summary>
    public static Option<bool> AllowCi() => new("--allow-ci") { Description = "Write on a build server too." };

    /// <summary>The option for stated tolerances; <see cref="ReadTolerance"/> reads it.</summary>
    public static Option<string[]> Tolerance() => NoOption(new Option<string[]>(ToleranceName)
    {
        HelpName = "[GLOB=]X|Xnats",
        AllowMultipleArgumentsPerToken = true,
        Description = "How far a log-credit may move: X nats per dimension, or Xnats per block; with GLOB= for some blocks.",
    });

    /// <summary>The option for accepted retrains.</summary>
    public static Option<string[]> Accepted() => NoOption(new Option<string[]>("--accepted")
    {
        HelpName = "MODEL",
        AllowMultipleArgumentsPerToken = true,
        Description = "Retrained models that are as good as the first; the tolerance is learnt from them.",
    });

    /// <summary>The option for changes of effective ranks.</summary>
    public static Option<int?> RankChange() =>
        new(RankChangeName)
        {
            HelpName = "N",
            CustomParser = Whole,
            Description = "How far an effective rank may move (default: not below half).",
        };

    /// <summary>The stated tolerance of a command line, with the default for blocks that no rule matches.</summary>
    public static Tolerance ReadTolerance(string[]? rules, int? rankChange) =>
        SettingCheck.AsOption(RankChangeName, () => KoopmanAssert.Tolerance.FromRules(ReadRules(rules), rankChange));

    /// <summary>The rules of a command line.</summary>
    public static IReadOnlyList<StatedTolerance> ReadRules(string[]? rules) =>
        [.. (rules ?? []).Select(rule => SettingCheck.AsOption(ToleranceName, () => StatedTolerance.Parse(rule)))];

    /// <summary>One baseline.</summary>
    public static Argument<string> Baseline() => NoOption(new Argument<string>("BASELINE") { Description = "The baseline." });

    /// <summary>An argument that does not take an unknown option for a path.</summary>
    public static Argument<T> NoOption<T>(Argument<T> argument)
    {
        argument.Validators.Add(RefuseOptions);
        return argument;
    }

    /// <summary>An option with several values that does not take an unknown option for one of them.</summary>
    public static Option<string[]> NoOption(Option<string[]> option)
    {
        option.Validators.Add(RefuseOptions);
        return option;
    }

    /// <summary>An option with one value that refuses an empty one.</summary>
    public static Option<string?> NotEmpty(Option<string?> option)
    {
        option.Validators.Add(RefuseEmpty);
        return option;
    }

    /// <summary>An option with one value that refuses, before the command starts, what <paramref name="read"/> refuses.</summary>
    /// <param name="option">The option.</param>
    /// <param name="read">Reads a value; what it returns is ignored.</param>
    public static Option<string?> Checked(Option<string?> option, Action<string> read)
    {
        option.Validators.Add(result =>
        {
            try
            {
                foreach (Token token in result.Tokens)
                {
                    read(token.Value);
                }
            }
            catch (SettingsException failure)
            {
                result.AddError($"{failure.Problem} {failure.WayOut}");
            }
        });
        return option;
    }

    /// <summary>Reads a number with a decimal point and without separators of thousands.</summary>
    /// <remarks>The library's own parser takes a comma for such a separator: 0,5 would be 5.</remarks>
    public static double? Number(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
        {
            return number;
        }

        Refuse(result, text, "a number with a decimal point, for example 0.05");
        return null;
    }

    /// <summary>Reads a whole number.</summary>
    public static int? Whole(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
        {
            return number;
        }

        Refuse(result, text, "a whole number");
        return null;
    }

    /// <summary>Refuses the value of an option, and names the option as it is typed.</summary>
    public static void Refuse(ArgumentResult result, string value, string expected)
    {
        SettingsException wrong = SettingCheck.Wrong(((OptionResult)result.Parent!).Option.Name, value, expected);
        result.AddError($"{wrong.Problem} {wrong.WayOut}");
    }

    /// <summary>Adds a rule about options that go together or exclude each other.</summary>
    /// <param name="command">The command.</param>
    /// <param name="problem">The problem; null if there is none.</param>
    public static void Rule(Command command, Func<CommandResult, string?> problem) => command.Validators.Add(result =>
    {
        try
        {
            if (problem(result) is { } text)
            {
                result.AddError(text);
            }
        }
        catch (InvalidOperationException)
        {
            // The value of an option is missing or cannot be read, which is reported where the option stands.
        }
    });

    /// <summary>The names of the options of a command.</summary>
    public static IEnumerable<string> Names(Command command) => command.Options.SelectMany(option => option.Aliases.Prepend(option.Name));

    private static Command CommandOf(SymbolResult result) =>
        result is CommandResult command ? command.Command : CommandOf(result.Parent!);

    private static void RefuseOptions(SymbolResult result)
    {
        foreach (Token token in result.Tokens.Where(t => t.Value.StartsWith('-') && t.Value.Length > 1))
        {
            string meant = NearestWord.Question(token.Value, Names(CommandOf(result)));
            result.AddError($"'{PlainText.Middle(token.Value, PlainText.LongestPath)}' is not an option of this command.{meant}");
        }

        RefuseEmpty(result);
    }

    private static void RefuseEmpty(SymbolResult result)
    {
        if (result.Tokens.Any(t => t.Value.Length == 0))
        {
            string name = result is OptionResult option ? option.Option.Name : ((ArgumentResult)result).Argument.Name;
            result.AddError($"the value of {name} must not be empty.");
        }
    }
}
