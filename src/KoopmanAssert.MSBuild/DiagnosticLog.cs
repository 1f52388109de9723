using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace KoopmanAssert;

/// <summary>Writes the tool's diagnostics to the log of the build, at the place that they point at.</summary>
/// <param name="log">The log.</param>
/// <param name="isWarning">Whether a failure is a warning only.</param>
internal sealed class DiagnosticLog(TaskLoggingHelper log, Func<ToolLine, bool> isWarning)
{
    public void Write(ToolLine diagnostic)
    {
        if (diagnostic.Severity == "note")
        {
            log.LogMessage(
                null,
                diagnostic.Code,
                null,
                diagnostic.File,
                diagnostic.Line,
                diagnostic.Column,
                0,
                0,
                MessageImportance.Normal,
                diagnostic.Message);
            return;
        }

        string message = $"{diagnostic.Message} (koopman-assert explain {diagnostic.Code})";
        if (diagnostic.Severity == "error" && !isWarning(diagnostic))
        {
            log.LogError(
                null,
                diagnostic.Code,
                null,
                diagnostic.HelpUri,
                diagnostic.File,
                diagnostic.Line,
                diagnostic.Column,
                0,
                0,
                message);
        }
        else
        {
            log.LogWarning(
                null,
                diagnostic.Code,
                null,
                diagnostic.HelpUri,
                diagnostic.File,
                diagnostic.Line,
                diagnostic.Column,
                0,
                0,
                message);
        }
    }

    /// <summary>Writes that a run of the tool gave no usable answer: an error, whatever the severity of the baselines.</summary>
    public void WriteNoAnswer(string problem) =>
        log.LogError(
            null,
            ToolAnswer.NoAnswer,
            null,
            null,
            0,
            0,
            0,
            0,
            $"koopman-assert {problem} (koopman-assert explain {ToolAnswer.NoAnswer})");
}
