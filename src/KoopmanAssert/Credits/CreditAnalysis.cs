using KoopmanAssert.Core.Credits;

namespace KoopmanAssert;

/// <summary>Computes the block credits of a trained network. Every method is safe for concurrent use.</summary>
/// <remarks>"Paper" here means Liang et al., "Credit Assignment for Trained Neural Networks Based on Koopman Operator Theory".</remarks>
public static class CreditAnalysis
{
    /// <summary>Analyses an ONNX model on samples. Every call computes; a test project shares results with
    /// <see cref="SharedAnalyses"/>.</summary>
    /// <param name="model">The path of the model; in a test project, relative to the source folder of the project.</param>
    /// <param name="samples">The path of the samples, likewise: <c>.npy</c>, <c>.npz</c>, <c>.pb</c> or <c>.csv</c> with one sample per
    /// row, or a folder of images.</param>
    /// <param name="settings">What the credits depend on; <see cref="AnalysisSettings.Regression"/> when null.</param>
    /// <param name="options">How the analysis runs; the defaults when null.</param>
    /// <param name="cancellation">Stops the analysis.</param>
    /// <returns>One credit per block, in the order of the network. Credits are in nats (natural logarithms).</returns>
    /// <exception cref="ModelException">The model cannot be read, partitioned or run (KOOP2001 to KOOP2005, KOOP2011).</exception>
    /// <exception cref="SamplesException">The samples cannot be read or do not fit the model (KOOP2006 to KOOP2008).</exception>
    /// <exception cref="SettingsException">A setting matches nothing in this model or is too large for it (KOOP4001,
    /// KOOP4003).</exception>
    /// <exception cref="RuntimeException">ONNX Runtime cannot be loaded, fails or lacks the provider (KOOP3001, KOOP3002,
    /// KOOP3009).</exception>
    /// <exception cref="OperationCanceledException">The analysis was stopped.</exception>
    public static CreditReport Run(
        string model,
        string samples,
        AnalysisSettings? settings = null,
        AnalysisOptions? options = null,
        CancellationToken cancellation = default) =>
        Run(Model.FromFile(model), Samples.FromFile(samples), settings, options, cancellation);

    /// <summary>Analyses an ONNX model on samples, each a file or in memory, with the same bits from both.</summary>
    /// <param name="model">The model: <see cref="Model.FromBytes"/>, or a path.</param>
    /// <param name="samples">The samples, one per row of the first axis: <see cref="Samples.From{T}(T[], int[])"/> and its like, or a path.
    /// </param>
    /// <param name="settings">What the credits depend on; <see cref="AnalysisSettings.Regression"/> when null.</param>
    /// <param name="options">How the analysis runs; the defaults when null.</param>
    /// <param name="cancellation">Stops the analysis.</param>
    /// <inheritdoc cref="Run(string, string, AnalysisSettings?, AnalysisOptions?, CancellationToken)"/>
    public static CreditReport Run(
        Model model,
        Samples samples,
        AnalysisSettings? settings = null,
        AnalysisOptions? options = null,
        CancellationToken cancellation = default)
    {
        var loaded = LoadedAnalysis.Load(model, samples, settings, options, cancellation);
        return loaded.Report(loaded.Compute(cuts: null, cancellation));
    }

    /// <summary>The same as <c>Run</c>, without blocking the caller.</summary>
    /// <inheritdoc cref="Run(string, string, AnalysisSettings?, AnalysisOptions?, CancellationToken)"/>
    public static Task<CreditReport> RunAsync(
        string model,
        string samples,
        AnalysisSettings? settings = null,
        AnalysisOptions? options = null,
        CancellationToken cancellation = default) =>
        RunAsync(Model.FromFile(model), Samples.FromFile(samples), settings, options, cancellation);

    /// <summary>The same as <c>Run</c>, without blocking the caller.</summary>
    /// <inheritdoc cref="Run(Model, Samples, AnalysisSettings?, AnalysisOptions?, CancellationToken)"/>
    public static Task<CreditReport> RunAsync(
        Model model,
        Samples samples,
        AnalysisSettings? settings = null,
        AnalysisOptions? options = null,
        CancellationToken cancellation = default) =>
        Task.Run(() => Run(model, samples, settings, options, cancellation), cancellation);
}
