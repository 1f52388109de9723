using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace KoopmanAssert;

/// <summary>Writes the diagnostics of the tool to the build log, with their positions.</summary>
/// <param name="log">The log.</param>
/// <param name="isWarning">Whether a failure is only a warning.</param>
internal sealed class DiagnosticLog(TaskLoggingHelper log, Func<ToolLine, bool> isWarning)
{
    /// <summary>Writes one diagnostic as a message, a warning or an error.</summary>
    public void Write(ToolLine diagnostic)
    {
        (string? code, string file, int line, int column) = (diagnostic.Code, diagnostic.File, diagnostic.Line, diagnostic.Column);
        if (diagnostic.Severity == "note")
        {
            log.LogMessage(null, code, null, file, line, column, 0, 0, MessageImportance.Normal, diagnostic.Message);
            return;
        }

        string message = $"{diagnostic.Message} (koopman-assert explain {code})";
        if (diagnostic.Severity == "error" && !isWarning(diagnostic))
        {
            log.LogError(null, code, null, diagnostic.HelpUri, file, line, column, 0, 0, message);
        }
        else
        {
            log.LogWarning(null, code, null, diagnostic.HelpUri, file, line, column, 0, 0, message);
        }
    }

    /// <summary>Reports that the record of the last check cannot be read, written or deleted.</summary>
    public static void WriteUnusable(TaskLoggingHelper log, string record, Exception failure)
    {
        const string Code = "KOOP3004";
        string message = $"the record of the last check cannot be used: {failure.Message.TrimEnd('.')}. Make its folder writable, or "
            + $"delete the record. (koopman-assert explain {Code})";
        log.LogError(null, Code, null, record, 0, 0, 0, 0, message);
    }

    /// <summary>
    /// Reports that a run of the tool gave no usable answer. This is an error regardless of the severity of the baselines.
    /// </summary>
    public void WriteNoAnswer(string problem)
    {
        string message = $"koopman-assert {problem} (koopman-assert explain {ToolAnswer.NoAnswer})";
        log.LogError(null, ToolAnswer.NoAnswer, null, null, 0, 0, 0, 0, message);
    }
}
