using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Tool.Terminal;

/// <summary>Shows the progress of an analysis: a status line on a terminal, only its notes elsewhere.</summary>
internal static class ProgressLine
{
    /// <summary>Runs work and shows its progress on the standard error, so that results stay clean.</summary>
    public static T Run<T>(string what, Func<IProgress<AnalysisProgress>?, T> work)
    {
        if (Console.IsErrorRedirected)
        {
            return work(new Notes(what));
        }

        var shown = new Shown(what, Screen.Errors.Width ?? DefaultWidth);
        try
        {
            return work(shown);
        }
        finally
        {
            shown.Clear();
        }
    }

    private const int DefaultWidth = 80;

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

    /// <summary>The line is written over until the work is done. Progress comes on any thread.</summary>
    private sealed class Shown(string what, int width) : IProgress<AnalysisProgress>
    {
        private const string EraseLine = "\r\e[K";
        private readonly Lock _writing = new();
        private bool _isDone;

        public void Report(AnalysisProgress value)
        {
            string stage = $"{what}: {value.Stage}{(value.Total > 1 ? $" {value.Done}/{value.Total}" : "")}";
            string note = value.Note is { } text ? Notes.Line(what, text) + Environment.NewLine : "";
            Write($"{EraseLine}{note}{PlainText.Middle(PlainText.Safe(stage), width - 1)}", isDone: false);
        }

        public void Clear() => Write(EraseLine, isDone: true);

        private void Write(string text, bool isDone)
        {
            lock (_writing)
            {
                if (!_isDone)
                {
                    _isDone = isDone;
                    Console.Error.Write(text);
                }
            }
        }
    }
}
