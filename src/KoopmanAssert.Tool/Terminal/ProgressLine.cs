using KoopmanAssert.Core.Diagnostics;
using Spectre.Console;

namespace KoopmanAssert.Tool.Terminal;

/// <summary>Shows the progress of an analysis: a status line on a terminal, only its notes elsewhere.</summary>
internal static class ProgressLine
{
    /// <summary>Runs work and shows its progress on the standard error, so that results stay clean.</summary>
    public static T Run<T>(string what, Func<IProgress<AnalysisProgress>?, T> work) =>
        Console.IsErrorRedirected ? work(new Notes(what)) : OnTerminal(what, work);

    // A method of its own, so that a run without a terminal does not load the library.
    private static T OnTerminal<T>(string what, Func<IProgress<AnalysisProgress>?, T> work)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Status().Start(Markup.Escape(what), status => work(new Shown(what, status, console)));
    }

    private sealed class Notes(string what) : IProgress<AnalysisProgress>
    {
        public void Report(AnalysisProgress value)
        {
            if (value.Note is { } note)
            {
                Console.Error.WriteLine(Line(what, note));
            }
        }

        public static string Line(string what, string note) => PlainText.Safe($"{what}: note: {note}.");
    }

    private sealed class Shown(string what, StatusContext status, IAnsiConsole console) : IProgress<AnalysisProgress>
    {
        public void Report(AnalysisProgress value)
        {
            status.Status(Markup.Escape($"{what}: {value.Stage}{(value.Total > 1 ? $" {value.Done}/{value.Total}" : "")}"));
            if (value.Note is { } note)
            {
                console.WriteLine(Notes.Line(what, note));
            }
        }
    }
}
