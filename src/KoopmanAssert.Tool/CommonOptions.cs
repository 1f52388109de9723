using System.CommandLine;
using System.CommandLine.Parsing;

namespace KoopmanAssert.Tool;

/// <summary>Arguments and options that several commands share.</summary>
internal static class CommonOptions
{
    public static Argument<string> Model() => NoOption(new Argument<string>("MODEL") { Description = "The ONNX model." });

    public static Argument<string[]> Paths() => NoOption(new Argument<string[]>("PATH")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "Baselines, or folders to search for *.credits.json (default: the current folder).",
    });

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

    private static void RefuseOptions(SymbolResult result)
    {
        foreach (Token token in result.Tokens.Where(t => t.Value.StartsWith('-') && t.Value.Length > 1))
        {
            result.AddError($"'{token.Value}' is no option here.");
        }

        RefuseEmpty(result);
    }

    private static void RefuseEmpty(SymbolResult result)
    {
        if (result.Tokens.Any(t => t.Value.Length == 0))
        {
            result.AddError("An empty text names nothing.");
        }
    }

    /// <summary>An option with one value that does not take an empty one.</summary>
    public static Option<string?> NotEmpty(Option<string?> option)
    {
        option.Validators.Add(RefuseEmpty);
        return option;
    }

    public static Option<string?> Samples(bool required) => NotEmpty(new Option<string?>("--samples")
    {
        HelpName = "FILE",
        Required = required,
        Description = "Samples: .npy, .npz, .pb or .csv, one sample a row of the first axis, or a folder of images.",
    });

    public static Option<bool> Json() => new("--json") { Description = "Write JSON." };

    public static Option<bool> Diagnostics()
        => new("--diagnostics") { Description = "Write one line of JSON a diagnostic, and nothing else, to the standard output." };

    public static Option<bool> AllowCi() => new("--allow-ci") { Description = "Write also on a build server." };

    public static Option<string[]> Tolerance() => NoOption(new Option<string[]>("--tolerance")
    {
        HelpName = "[GLOB=]X|Xnats",
        AllowMultipleArgumentsPerToken = true,
        Description = "How far a log-credit may move: X nats a dimension, or Xnats a block; with GLOB= for some blocks.",
    });

    public static Option<string[]> Accepted() => NoOption(new Option<string[]>("--accepted")
    {
        HelpName = "MODEL",
        AllowMultipleArgumentsPerToken = true,
        Description = "Retrained models that are as good, for the learnt tolerance.",
    });

    public static Option<int?> RankChange()
        => new("--rank-change") { HelpName = "N", Description = "How far an effective rank may move (default: not below half)." };

    /// <summary>The stated tolerance of a command line, with the default behind it.</summary>
    public static Tolerance ReadTolerance(string[]? rules, int? rankChange) =>
        KoopmanAssert.Tolerance.FromRules([.. (rules ?? []).Select(StatedTolerance.Parse)], rankChange);
}
