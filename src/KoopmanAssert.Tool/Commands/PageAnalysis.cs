namespace KoopmanAssert.Tool.Commands;

/// <summary>An analysis with everything that a page shows.</summary>
internal static class PageAnalysis
{
    /// <summary>Runs an analysis with as many details as its settings and its size allow.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="run">Runs it with the given details.</param>
    public static CreditReport Run(AnalysisSettings settings, Func<CreditDetails, CreditReport> run)
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
