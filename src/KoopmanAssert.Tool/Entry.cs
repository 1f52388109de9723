using System.CommandLine;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Tool;

/// <summary>Runs a command and turns whatever happens into one line and an exit code.</summary>
internal static class Entry
{
    /// <summary>Runs what was parsed.</summary>
    public static async Task<int> RunAsync(ParseResult parsed)
    {
        try
        {
            var configuration = new InvocationConfiguration {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromSeconds(10) };
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
            case KoopmanAssertException known:
                Write(Line(known));
                return ExitCodes.For(known);
            case OperationCanceledException:
                Write("interrupted: nothing was written");
                return ExitCodes.Interrupted;
            case IOException when failure is not FileNotFoundException and not DirectoryNotFoundException && Output.IsClosed(failure):
                return ExitCodes.Held; // the reader of a pipe has gone: there is no one to tell
            case OutOfMemoryException:
                Write($"error {DiagnosticCodes.TooLarge}: the analysis needs more memory than there is. {DiagnosticRule.Find(DiagnosticCodes.TooLarge).WayOut}");
                return ExitCodes.Usage;
            default:
                Write($"error {DiagnosticCodes.Unforeseen}: {failure.GetType().Name}: {failure.Message} {DiagnosticRule.Find(DiagnosticCodes.Unforeseen).WayOut}");
                return ExitCodes.Environment;
        }
    }

    /// <summary>Writes one line to the standard error; where that is closed there is no one to tell, and the exit code says it.</summary>
    public static void Write(string message)
    {
        try
        {
            Console.Error.WriteLine(PlainText.Safe(message));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static string Line(KoopmanAssertException failure)
    {
        string place = failure.File is null
            ? ""
            : failure.Line is { } line ? $"{failure.File}({line},{failure.Column}): " : $"{failure.File}: ";
        string file = failure.File is null ? "" : $"'{failure.File}' ";
        return $"{place}error {failure.Code}: {file}{failure.Problem} {failure.WayOut}";
    }
}
