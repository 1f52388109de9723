using System.Text.Json;
using KoopmanAssert.Core.Files;

namespace KoopmanAssert.Core.Baselines;

/// <summary>An operator's summary in the JSON of baselines and analyses, in two parts between which each has members of its own.</summary>
internal static class OperatorJson
{
    /// <summary>Writes the ranks and the log-credit.</summary>
    public static void WriteCredit(this Utf8JsonWriter json, OperatorSummary summary)
    {
        json.WriteNumber("rank", summary.Rank);
        json.WriteNumber("snapshotRank", summary.SnapshotRank);
        json.WriteNumberOrNull("logCredit", summary.LogCredit);
        json.WriteNumberOrNull("logCreditPerDimension", summary.LogCreditPerDimension);
    }

    /// <summary>Writes how the operator was fitted.</summary>
    public static void WriteFit(this Utf8JsonWriter json, OperatorSummary summary)
    {
        json.WriteNumberOrNull("spread", summary.Spread);
        json.WriteNumberOrNull("residual", summary.Residual);
        json.WriteNumberOrNull("condition", summary.Condition);
        json.WriteNumber("steps", summary.Steps);
        json.WriteNumber("stepsUsed", summary.StepsUsed);
        json.WriteNumber("snapshots", summary.Snapshots);
    }

    /// <summary>Reads both parts. The log-credit per dimension must agree with what it is derived from.</summary>
    /// <exception cref="BaselineException">KOOP1002: a member is missing, of another kind or out of range.</exception>
    public static OperatorSummary Read(JsonFields fields)
    {
        var summary = new OperatorSummary
        {
            Rank = fields.Int("rank", 1),
            SnapshotRank = fields.Int("snapshotRank", 1),
            LogCredit = fields.Number("logCredit"),
            Spread = fields.NumberOrNull("spread"),
            Residual = fields.Number("residual"),
            Condition = fields.Number("condition"),
            Steps = fields.Int("steps", 1),
            StepsUsed = fields.Int("stepsUsed", 1),
            Snapshots = fields.Int("snapshots", 1),
        };
        return fields.Number("logCreditPerDimension") == summary.LogCreditPerDimension ? summary
            : throw fields.Required("logCreditPerDimension").Wrong("the log-credit divided by the rank");
    }
}
