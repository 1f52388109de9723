using KoopmanAssert.Core.Credits;
using KoopmanAssert.Tool.Wire;
using Wired = KoopmanAssert.Tool.Wire;

namespace KoopmanAssert.Tool;

/// <summary>An analysis as a message: every bit of it, so that what is told or kept is worth what was computed.</summary>
internal static class ReportMessage
{
    /// <summary>The message of an analysis.</summary>
    public static Report Of(CreditReport report)
    {
        var message = new Report
        {
            Model = new Identity { Path = report.Model.Path, Sha256 = report.Model.Sha256 },
            Samples = new Identity { Path = report.Samples.Path, Sha256 = report.Samples.Sha256 },
            SampleCount = report.SampleCount,
        };
        message.Notes.AddRange(report.Notes.SkipLast(report.SampleFaults.Count));
        message.SampleFaults.AddRange(report.SampleFaults);
        message.ExternalData.AddRange(report.ExternalData);
        message.Blocks.AddRange(report.Blocks.Select(BlockMessage.Of));
        if (report.Network is { } network)
        {
            message.Network = NetworkMessage.Of(network);
        }

        if (report.FeatureWeights is { } weights)
        {
            message.FeatureWeights = new Wired.FeatureWeights { Outputs = weights.Outputs, Inputs = weights.Inputs };
            message.FeatureWeights.Values.AddRange(weights.ColumnMajor);
            message.FeatureWeights.InputShape.AddRange(weights.InputShape);
        }

        return message;
    }

    /// <summary>The analysis of a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="settings">The settings that were asked for.</param>
    public static CreditReport Read(Report message, AnalysisSettings settings)
    {
        NetworkCredit? network = message.Network is { } told ? NetworkMessage.Read(told) : null;
        var credits = new NetworkCredits([.. message.Blocks.Select(BlockMessage.Read)], network)
        {
            FeatureWeights = message.FeatureWeights is { } weights
                ? new FeatureWeights(weights.Outputs, weights.Inputs, [.. weights.Values]) { InputShape = [.. weights.InputShape] } : null,
            Notes = [.. message.Notes],
        };
        return new CreditReport(
            new FileIdentity(message.Model.Path, message.Model.Sha256), new FileIdentity(message.Samples.Path, message.Samples.Sha256),
            message.SampleCount, settings, credits, [.. message.SampleFaults])
        {
            ExternalData = [.. message.ExternalData],
        };
    }
}
