using KoopmanAssert.Core.Credits;

namespace KoopmanAssert.Tool.Messages;

/// <summary>A finished analysis without its settings, which the receiver knows.</summary>
internal sealed record AnalysisMessage(
    FileIdentity Model,
    FileIdentity Samples,
    int SampleCount,
    NetworkCredits Credits,
    IReadOnlyList<string> SampleFaults,
    IReadOnlyList<string> ExternalData)
{
    /// <summary>The credits. Blocks are found by their names, so each has one of its own.</summary>
    public NetworkCredits Credits { get; init; } = Credits.Blocks.DistinctBy(block => block.Name).Count() == Credits.Blocks.Count ? Credits
        : throw new InvalidDataException("Two blocks of a message have one name.");

    /// <summary>The file of the labels; null if there are none.</summary>
    public FileIdentity? Labels { get; init; }

    /// <summary>The message of a report.</summary>
    public static AnalysisMessage Create(CreditReport report)
    {
        var credits = new NetworkCredits(report.Blocks, report.Network)
        {
            FeatureWeights = report.FeatureWeights,
            Bits = report.Bits,
            ClassNames = report.ClassNames,
            AddedOutputs = report.AddedOutputs,
            SampleNotes = report.SampleNotes,
            Notes = [.. report.Notes.SkipLast(report.SampleFaults.Count)],
        };
        return new AnalysisMessage(report.Model, report.Samples, report.SampleCount, credits, report.SampleFaults, report.ExternalData)
        {
            Labels = report.Labels,
        };
    }

    /// <summary>The report.</summary>
    /// <param name="settings">The settings of the analysis.</param>
    public CreditReport ToReport(AnalysisSettings settings) =>
        new(Model, Samples, SampleCount, settings, Credits, SampleFaults) { ExternalData = ExternalData, Labels = Labels };
}
