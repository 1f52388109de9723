using System.Text;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>Errors in the form that GitHub Actions reads from the output of a step and shows beside the line.</summary>
internal static class GitHubAnnotations
{
    /// <summary>One line per error.</summary>
    public static string Render(CheckedBaseline baseline)
    {
        // The runner makes an absolute path relative to the repository, whatever folder the step runs in.
        string file = Property(PlainText.Safe(Path.GetFullPath(baseline.Path)));
        var text = new StringBuilder();
        foreach (CheckDiagnostic error in baseline.Errors)
        {
            text.AppendLine($"::error file={file},line={error.Place.Line},col={error.Place.Column},"
                + $"title={Property(error.Code)}::{Data(error.Message)}");
        }

        return text.ToString();
    }

    /// <summary>A text after the second <c>::</c>, escaped as in the runner's own toolkit.</summary>
    internal static string Data(string text) => text.Replace("%", "%25").Replace("\r", "%0D").Replace("\n", "%0A");

    /// <summary>The value of a property, escaped in the same way.</summary>
    internal static string Property(string text) => Data(text).Replace(":", "%3A").Replace(",", "%2C");
}

/// <summary>Errors in the form that Azure Pipelines reads from the output of a step and lists with the run.</summary>
internal static class AzureAnnotations
{
    /// <summary>One line per error.</summary>
    public static string Render(CheckedBaseline baseline)
    {
        // The agent makes an absolute path relative to the repository, whatever folder the step runs in.
        string file = Property(PlainText.Safe(Path.GetFullPath(baseline.Path)));
        var text = new StringBuilder();
        foreach (CheckDiagnostic error in baseline.Errors)
        {
            text.AppendLine($"##vso[task.logissue type=error;sourcepath={file};linenumber={error.Place.Line};"
                + $"columnnumber={error.Place.Column};code={Property(error.Code)}]{Data(error.Message)}");
        }

        return text.ToString();
    }

    /// <summary>A text after the <c>]</c>, escaped as in the agent's own task library.</summary>
    internal static string Data(string text) => text.Replace("%", "%AZP25").Replace("\r", "%0D").Replace("\n", "%0A");

    /// <summary>The value of a property, escaped in the same way.</summary>
    internal static string Property(string text) => Data(text).Replace("]", "%5D").Replace(";", "%3B");
}
