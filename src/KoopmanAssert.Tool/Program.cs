using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text;
using KoopmanAssert;
using KoopmanAssert.Tool.Commands;
using KoopmanAssert.Tool.Options;
using KoopmanAssert.Tool.Running;
using KoopmanAssert.Tool.Terminal;

if (args is [WorkerLoop.Argument])
{
    return WorkerLoop.Run();
}

// All output is UTF-8, and a command writes its results only when they are complete.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var root = new RootCommand(
    "Detects changes inside a retrained neural network: compares the block credits of an ONNX model with a checked-in baseline.");
(string Name, Func<Command> Create)[] commands =
[
    ("blocks", BlocksCommand.Create),
    ("credits", CreditsCommand.Create),
    ("init", InitCommand.Create),
    ("check", CheckCommand.Create),
    ("merge", MergeCommand.Create),
    ("update", UpdateCommand.Create),
    ("accept", AcceptCommand.Create),
    ("diff", DiffCommand.Create),
    ("report", ReportCommand.Create),
    ("history", HistoryCommand.Create),
    ("explain", ExplainCommand.Create),
];

// Creating all of them takes as long as reading a baseline, so only the one that is asked for is created.
int asked = Array.FindIndex(commands, command => args is [var name, ..] && name == command.Name);
foreach ((_, Func<Command> create) in asked < 0 ? commands : [commands[asked]])
{
    root.Add(create());
}

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

if (args.Length == 0)
{
    _ = await Entry.RunAsync(root.Parse("--help"));
    return ExitCodes.Usage; // a script that lost its command must not pass
}

if (parsed.Action is ParseErrorAction)
{
    string command = parsed.CommandResult.Command is RootCommand ? "" : $" {parsed.CommandResult.Command.Name}";
    Entry.Write($"error {DiagnosticCodes.Usage}: {ParseProblem.Describe(parsed)} See koopman-assert{command} --help");
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
