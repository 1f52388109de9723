namespace KoopmanAssert.Core.Models;

/// <summary>How much of a samples file is kept in memory.</summary>
/// <param name="MaxRows">The most rows, from the first.</param>
/// <param name="MaxBytes">The most bytes that all arrays of the file take together.</param>
internal sealed record SampleLimits(int MaxRows, long MaxBytes);
