namespace KoopmanAssert.Tool;

/// <summary>An analysis with all that a page shows of it.</summary>
internal static class PageAnalysis
{
    /// <summary>Runs an analysis with as many details as its settings and its size allow.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="run">Runs it with the details given.</param>
    public static T Run<T>(AnalysisSettings settings, Func<CreditDetails, T> run)
    {
        // Reduced blocks have no operators to take details from.
        if (settings.Reduce is not null)
        {
            return run(CreditDetails.None);
        }

        const CreditDetails OfBlocks = CreditDetails.Kernels | CreditDetails.Sensitivity;
        try
        {
            return run(OfBlocks | CreditDetails.FeatureWeights);
        }
        catch (SettingsException tooLarge) when (tooLarge.Code == DiagnosticCodes.TooLarge)
        {
            return run(OfBlocks);
        }
    }
}
