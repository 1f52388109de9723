using System.CommandLine;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Tool.Terminal;

/// <summary>Runs a command and turns whatever happens into one line and an exit code.</summary>
internal static class Entry
{
    /// <summary>Runs a parsed command line.</summary>
    public static async Task<int> RunAsync(ParseResult parsed)
    {
        try
        {
            var configuration = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromSeconds(10),
            };
            return await parsed.InvokeAsync(configuration);
        }
        catch (Exception failure)
        {
            return Report(failure);
        }
    }

    /// <summary>Writes a failure to the standard error and returns its exit code.</summary>
    public static int Report(Exception failure)
    {
        switch (failure)
        {
            case OperationCanceledException:
                Write("interrupted: nothing was written");
                return ExitCodes.Interrupted;
            case IOException when failure is not FileNotFoundException and not DirectoryNotFoundException && Output.IsClosed(failure):
                return ExitCodes.Held; // nobody reads the output any more
            default:
                KoopmanAssertException coded = CodedFailure.Create(failure, file: null);
                Write(Line(coded));
                return ExitCodes.For(coded);
        }
    }

    /// <summary>Writes one line to the standard error. If that is closed, only the exit code remains.</summary>
    public static void Write(string message)
    {
        try
        {
            Console.Error.WriteLine(Screen.Errors.Paint(PlainText.Middle(PlainText.Safe(message), PlainText.LongestMessage)));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static string Line(KoopmanAssertException failure)
    {
        string file = PlainText.Middle(failure.File ?? "", PlainText.LongestPath);
        string place = failure.File is null ? "" : failure.Line is { } line ? $"{file}({line},{failure.Column}): " : $"{file}: ";
        return $"{place}error {failure.Code}: {failure.Sentence}";
    }
}
