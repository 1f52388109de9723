using KoopmanAssert.Core.Credits;

namespace KoopmanAssert;

/// <summary>
/// Compares two builds of one model, such as an exported model and its quantised copy, block by block on the same samples. Every method is
/// safe for concurrent use.
/// </summary>
public static class ModelEquivalence
{
    /// <summary>Runs both models and compares what their blocks compute.</summary>
    /// <param name="reference">The path of the model to trust; in a test project, relative to the source folder of the project.</param>
    /// <param name="candidate">The path of the other build, likewise.</param>
    /// <param name="samples">The path of the samples, as for <c>CreditAnalysis.Run</c>.</param>
    /// <param name="settings">How the models are divided into blocks and what runs them; only the settings of the partition, of the samples
    /// and of the provider count. <see cref="AnalysisSettings.Regression"/> when null.</param>
    /// <param name="options">The threads, the memory, the provider and the progress; the defaults when null.</param>
    /// <param name="cancellation">Stops the comparison.</param>
    /// <returns>The errors of each block, in the order of the network.</returns>
    /// <exception cref="ModelException">A model cannot be read, partitioned or run (KOOP2001 to KOOP2005, KOOP2011).</exception>
    /// <exception cref="SamplesException">The samples cannot be read or do not fit a model (KOOP2006 to KOOP2008).</exception>
    /// <exception cref="SettingsException">KOOP4001: the blocks of the models do not correspond, or a setting matches nothing in one of
    /// them.</exception>
    /// <exception cref="RuntimeException">ONNX Runtime cannot be loaded, fails or lacks the provider (KOOP3001, KOOP3002,
    /// KOOP3009).</exception>
    /// <exception cref="OperationCanceledException">The comparison was stopped.</exception>
    public static EquivalenceReport Compare(
        string reference,
        string candidate,
        string samples,
        AnalysisSettings? settings = null,
        AnalysisOptions? options = null,
        CancellationToken cancellation = default) =>
        Compare(Model.FromFile(reference), Model.FromFile(candidate), Samples.FromFile(samples), settings, options, cancellation);

    /// <summary>The same for models and samples that are files or in memory.</summary>
    /// <param name="reference">The model to trust: <see cref="Model.FromBytes"/>, or a path.</param>
    /// <param name="candidate">The other build, likewise.</param>
    /// <param name="samples">The samples, one per row of the first axis.</param>
    /// <param name="settings">As for files.</param>
    /// <param name="options">As for files.</param>
    /// <param name="cancellation">Stops the comparison.</param>
    /// <inheritdoc cref="Compare(string, string, string, AnalysisSettings?, AnalysisOptions?, CancellationToken)"/>
    public static EquivalenceReport Compare(
        Model reference,
        Model candidate,
        Samples samples,
        AnalysisSettings? settings = null,
        AnalysisOptions? options = null,
        CancellationToken cancellation = default)
    {
        options ??= new AnalysisOptions();
        var a = LoadedAnalysis.Load(reference, samples, settings, options, cancellation);
        var b = LoadedAnalysis.Load(candidate, samples, settings, options, cancellation);
        using var run = new EquivalenceRun(a.Divide(cancellation), b.Divide(cancellation), options, cancellation);
        return new EquivalenceReport(a.ModelFile, b.ModelFile, a.SamplesFile, a.SampleCount, run.Compare());
    }
}
