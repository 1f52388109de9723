using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text;
using KoopmanAssert;
using KoopmanAssert.Tool;

if (args is [WorkerLoop.Argument])
{
    return WorkerLoop.Run();
}

// Everything is written as UTF-8, and results only when a command has them whole.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var root = new RootCommand(
    "Tells when a retrained neural network has moved inside: holds the block credits of an ONNX model against a checked-in baseline.")
{
    BlocksCommand.Create(),
    CreditsCommand.Create(),
    InitCommand.Create(),
    CheckCommand.Create(),
    MergeCommand.Create(),
    UpdateCommand.Create(),
    AcceptCommand.Create(),
    DiffCommand.Create(),
    ReportCommand.Create(),
    ExplainCommand.Create(),
};
if (args is ["credits" or "init" or "check" or "update" or "accept" or "diff" or "report" or "blocks", _, ..] or ["check"] or ["update"])
{
    WorkerPool.Begin();
}

ParseResult parsed;
try
{
    parsed = root.Parse(ResponseFile.Expand(args), new ParserConfiguration { ResponseFileTokenReplacer = null });
}
catch (SettingsException failure)
{
    return Entry.Report(failure);
}

if (parsed.Action is ParseErrorAction)
{
    string command = parsed.CommandResult.Command is RootCommand ? "" : $" {parsed.CommandResult.Command.Name}";
    Entry.Write($"error {DiagnosticCodes.Usage}: {Problem(parsed)} See koopman-assert{command} --help");
    return ExitCodes.Usage;
}

try
{
    return await Entry.RunAsync(parsed);
}
finally
{
    WorkerPool.End();
}

// A word that is not known explains the error better than the command that is missing for it.
static string Problem(ParseResult parsed) => parsed.UnmatchedTokens is [var first, ..]
    ? $"'{first}' is no command, option or argument here."
    : parsed.Errors[0].Message.Replace("as expected type 'System.Nullable`1[System.Int32]'", "as a whole number");
