using System.CommandLine;
using System.CommandLine.Parsing;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Tool.Options;

/// <summary>Says in our own words what is wrong with a command line.</summary>
internal static class ParseProblem
{
    /// <summary>The first problem, as a sentence.</summary>
    /// <remarks>A word that does not fit says more than what is missing.</remarks>
    public static string Describe(ParseResult parsed) => parsed.UnmatchedTokens is [var first, ..]
        ? $"'{PlainText.Middle(first, PlainText.LongestPath)}' is not a command, option or argument here.{Meant(parsed, first)}"
        : Describe(parsed.Errors[0]);

    private static string Meant(ParseResult parsed, string word)
    {
        Command command = parsed.CommandResult.Command;
        return NearestWord.Question(word, word.StartsWith('-') ? CommonOptions.Names(command) : command.Subcommands.Select(c => c.Name));
    }

    private static string Describe(ParseError error) => At(error.SymbolResult) switch
    {
        CommandResult command when Required(command) is { } missing => $"the option '{missing.Name}' is required.",
        OptionResult option when option.Tokens.Count < option.Option.Arity.MinimumNumberOfValues => Missing(option),
        OptionResult option when option.Tokens.Count > option.Option.Arity.MaximumNumberOfValues =>
            $"the option '{option.Option.Name}' takes one value, but {option.Tokens.Count} are given.",
        ArgumentResult argument when argument.Tokens.Count < argument.Argument.Arity.MinimumNumberOfValues =>
            $"the argument {argument.Argument.Name} is missing.",
        _ => Own(error.Message),
    };

    // An error of the value of an option is one of the option.
    private static SymbolResult? At(SymbolResult? place) => place is ArgumentResult { Parent: OptionResult option } ? option : place;

    private static Option? Required(CommandResult command) =>
        command.Command.Options.FirstOrDefault(o => o.Required && command.GetResult(o) is not { IdentifierTokenCount: > 0 });

    private static string Missing(OptionResult option) => option.IdentifierTokenCount == 0
        ? $"the option '{option.Option.Name}' is required."
        : $"the option '{option.Option.Name}' needs a value, {option.Option.HelpName}.";

    // Our own messages begin with a small letter, a dash or a quote; those of the library with a capital.
    private static string Own(string message) => char.IsUpper(message[0]) ? $"the command line is not valid: \"{message}\"." : message;
}
