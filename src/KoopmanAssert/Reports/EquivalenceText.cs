using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Core.Reports;

/// <summary>The comparison of two builds of a model as text and as JSON.</summary>
internal static class EquivalenceText
{
    /// <summary>A table of the blocks, and the verdict.</summary>
    public static string Render(EquivalenceReport report, double tolerance)
    {
        var table = new TextTable("block", ">own error", ">signal/noise", ">accumulated", ">signal/noise", "");
        BlockDeviation? departure = report.FirstDeparture(tolerance);
        foreach (BlockDeviation block in report.Blocks)
        {
            table.Add(
                block.Name == block.CandidateName ? block.Name : $"{block.Name} ({block.CandidateName})",
                Percent(block.Own),
                Decibels(block.Own),
                Percent(block.Accumulated),
                Decibels(block.Accumulated),
                block == departure ? "departs" : "");
        }

        string allowed = $"{Percent(new Deviation(tolerance))} of the signal";
        string verdict = departure is null ? $"Equivalent: no block's own error, and no error of the outputs, exceeds {allowed}."
            : departure.Own.IsWithin(tolerance)
                ? $"Not equivalent: errors add up; they first exceed {allowed} at block '{departure.Name}'."
                : $"Not equivalent: block '{departure.Name}' is the first whose own error exceeds {allowed}.";
        return $"{table}{PlainText.Safe(verdict)}{Environment.NewLine}";
    }

    /// <summary>The same as JSON. Errors and ratios that are not finite are null.</summary>
    public static string RenderJson(EquivalenceReport report, double tolerance) => TerminalJson.Text(json =>
    {
        json.WriteObject("reference", () => json.WriteIdentity(report.Reference));
        json.WriteObject("candidate", () => json.WriteIdentity(report.Candidate));
        json.WriteObject("samples", () => json.WriteIdentity(report.Samples, report.SampleCount));
        json.WriteNumber("tolerance", tolerance);
        json.WriteBoolean("equivalent", report.IsEquivalent(tolerance));
        json.WriteGiven("firstDeparture", report.FirstDeparture(tolerance)?.Name);
        json.WriteObjects("blocks", report.Blocks, block =>
        {
            json.WriteString("name", block.Name);
            json.WriteString("candidateName", block.CandidateName);
            Write("own", block.Own);
            Write("accumulated", block.Accumulated);
        });

        void Write(string name, Deviation deviation) => json.WriteObject(name, () =>
        {
            WriteFinite("relativeError", deviation.RelativeError);
            WriteFinite("signalToNoise", deviation.SignalToNoise);
        });

        void WriteFinite(string name, double value)
        {
            if (double.IsFinite(value))
            {
                json.WriteNumber(name, value);
            }
            else
            {
                json.WriteNull(name);
            }
        }
    });

    private static string Percent(Deviation deviation) => double.IsFinite(deviation.RelativeError)
        ? $"{PlainText.Digits(100 * deviation.RelativeError)} %"
        : "not finite";

    private static string Decibels(Deviation deviation) => deviation.RelativeError == 0 ? "equal"
        : double.IsFinite(deviation.SignalToNoise) ? $"{PlainText.Number(deviation.SignalToNoise, 1)} dB"
        : "–";
}
