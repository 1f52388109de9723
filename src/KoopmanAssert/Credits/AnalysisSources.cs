namespace KoopmanAssert.Core.Credits;

/// <summary>The model and the samples of an analysis; files with the paths at which they were found.</summary>
internal sealed record AnalysisSources(Model Model, Samples Samples);
