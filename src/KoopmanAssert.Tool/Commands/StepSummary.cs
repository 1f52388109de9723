using System.Text;
using KoopmanAssert.Core.Reports;

namespace KoopmanAssert.Tool;

/// <summary>The summary of a step on GitHub Actions: a file that every program of the step may add to.</summary>
internal static class StepSummary
{
    private const string Variable = "GITHUB_STEP_SUMMARY";

    /// <summary>Adds a run to the summary, where there is one; that it cannot be written is said, and changes no verdict.</summary>
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
            Entry.Write($"note: the summary '{path}' ({Variable}) cannot be written: {cause.Message}");
        }
    }
}
