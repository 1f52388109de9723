using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Tool.Terminal;

/// <summary>Gives every failure a code, also the failures that no code was written for.</summary>
internal static class CodedFailure
{
    /// <summary>The failure itself if it has a code; else KOOP4003 if memory ran out, or KOOP3000.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="file">The model or baseline that was being worked on; null if there is none.</param>
    public static KoopmanAssertException Create(Exception failure, string? file) => failure switch
    {
        KoopmanAssertException coded => coded,
        OutOfMemoryException => new SettingsException(
            DiagnosticCodes.TooLarge,
            file,
            file is null ? "the analysis needs more memory than is available." : "needs more memory for its analysis than is available.",
            DiagnosticRule.Find(DiagnosticCodes.TooLarge).WayOut,
            failure),
        _ => new RuntimeException(
            DiagnosticCodes.Unforeseen,
            file,
            (file is null ? "an unexpected error occurred: " : "caused an unexpected error: ")
                + $"{PlainText.Said(failure)} ({failure.GetType().Name}).",
            DiagnosticRule.Find(DiagnosticCodes.Unforeseen).WayOut,
            failure),
    };
}
