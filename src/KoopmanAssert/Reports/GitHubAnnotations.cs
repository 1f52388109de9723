using System.Text;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>Errors as GitHub Actions reads them from the output of a step and shows them beside the line.</summary>
internal static class GitHubAnnotations
{
    /// <summary>One line an error.</summary>
    public static string Render(CheckedBaseline baseline)
    {
        // The runner makes a whole path relative to the repository, wherever in it the step runs.
        string file = Property(PlainText.Safe(Path.GetFullPath(baseline.Path)));
        var text = new StringBuilder();
        foreach (CheckDiagnostic error in baseline.Errors)
        {
            text.AppendLine(
                $"::error file={file},line={error.Place.Line},col={error.Place.Column},title={Property(error.Code)}::{Data(error.Message)}");
        }

        return text.ToString();
    }

    /// <summary>A text after the second <c>::</c>, as the runner's own toolkit escapes it.</summary>
    internal static string Data(string text) => text.Replace("%", "%25").Replace("\r", "%0D").Replace("\n", "%0A");

    /// <summary>The value of a property, likewise.</summary>
    internal static string Property(string text) => Data(text).Replace(":", "%3A").Replace(",", "%2C");
}
