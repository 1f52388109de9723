using System.Text;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Core.Reports;

/// <summary>Errors as Azure Pipelines reads them from the output of a step and lists them with the run.</summary>
internal static class AzureAnnotations
{
    /// <summary>One line an error.</summary>
    public static string Render(CheckedBaseline baseline)
    {
        // The agent makes a whole path relative to the repository, wherever in it the step runs.
        string file = Property(PlainText.Safe(Path.GetFullPath(baseline.Path)));
        var text = new StringBuilder();
        foreach (CheckDiagnostic error in baseline.Errors)
        {
            text.AppendLine($"##vso[task.logissue type=error;sourcepath={file};linenumber={error.Place.Line};columnnumber={error.Place.Column};code={Property(error.Code)}]{Data(error.Message)}");
        }

        return text.ToString();
    }

    /// <summary>A text after the <c>]</c>, as the agent's own task library escapes it.</summary>
    internal static string Data(string text) => text.Replace("%", "%AZP25").Replace("\r", "%0D").Replace("\n", "%0A");

    /// <summary>The value of a property, likewise.</summary>
    internal static string Property(string text) => Data(text).Replace("]", "%5D").Replace(";", "%3B");
}
