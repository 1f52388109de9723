using System.Text.Json;
using KoopmanAssert.Core.Drift;
using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Core.Reports;

/// <summary>The history of a baseline as JSON.</summary>
internal static class HistoryJson
{
    /// <summary>Every figure of every accepted model, with the test for a trend.</summary>
    public static string Render(BaselineHistory history, IReadOnlyList<string> notes) => TerminalJson.Text(json =>
    {
        json.WriteString("baseline", ReportPath.Shorten(history.Newest.Path));
        json.WriteNumber("falseAlarms", history.FalseAlarms);
        json.WriteStrings("notes", notes);
        json.WriteObjects("models", history.Models, model =>
        {
            json.WriteString("sha256", model.Sha256);
            json.WriteString("commit", model.Version.Commit);
            json.WriteString("date", model.Version.Date.ToString("O"));
        });
        json.WriteObjects("figures", history.Figures, figure => Write(json, figure));
    });

    /// <summary>
    /// The newest model as benchmark-action dashboards read it (customSmallerIsBetter): of each block, how much of the allowed range its
    /// furthest figure uses.
    /// </summary>
    public static string Benchmark(BaselineHistory history)
    {
        string name = ReportPath.Shorten(history.Newest.Path);
        return TerminalJson.Items(history.Parts, (json, part) =>
        {
            FigureHistory furthest = history.Figures.Where(f => f.Block == part).MaxBy(f => f.OfAllowed)!;
            json.WriteString("name", $"{name}: {part ?? "whole network"}");
            json.WriteString("unit", "of the allowed change");
            json.WriteNumber("value", furthest.OfAllowed);
            json.WriteString("extra", furthest.Words);
        });
    }

    private static void Write(Utf8JsonWriter json, FigureHistory figure)
    {
        json.WriteString("block", figure.Block);
        json.WriteString("figure", figure.Figure.Name);
        json.WriteNumber("mean", figure.Mean);
        json.WriteNumber("allowed", figure.Allowed);
        json.WriteNumber("tau", figure.Trend.Tau);
        json.WriteNumber("probability", figure.Trend.Probability);
        json.WriteNumber("slope", figure.Trend.Slope);
        json.WriteBoolean("creeps", figure.Creeps);
        json.WriteObjects("values", figure.Values, value =>
        {
            json.WriteNumber("model", value.Model);
            json.WriteNumber("value", value.Value);
        });
    }
}
