using System.Text;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Reports;
using KoopmanAssert.Tool.Terminal;

namespace KoopmanAssert.Tool.Commands;

/// <summary>The summary of a step on GitHub Actions: a file to which every program of the step may append.</summary>
internal static class StepSummary
{
    private const string Variable = "GITHUB_STEP_SUMMARY";

    /// <summary>Appends a run to the summary, if there is one. A write failure is reported but does not affect the verdict.</summary>
    public static void Append(CheckReport report)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } path)
        {
            return;
        }

        try
        {
            File.AppendAllText(path, MarkdownSummary.Render(report), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            string shown = PlainText.Middle(path, PlainText.LongestPath);
            Entry.Write($"note: the summary '{shown}' ({Variable}) cannot be written: {PlainText.Said(cause)}");
        }
    }
}
